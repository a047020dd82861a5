"""Wall 8: a mark in every text of a tenant, so that one of its words anywhere else is a leak, whatever the code does."""

from __future__ import annotations

from django.apps import apps
from django.db import models, transaction
from django.db.utils import DataError, IntegrityError, ProgrammingError

# What a mark would only break: hashes, identifiers with a pattern, and rows that the walls themselves stand on.
SPARED_MODELS = {"Session", "Migration", "ContentType", "Permission", "CacheRow"}


def plant(mark: str) -> int:
    """Write `mark` into every text column of every row of the current tenant where the database allows it.

    Returns how many columns bear it. The tenant may not work afterwards: it is bait.
    """
    planted = 0
    for model in apps.get_models():
        if (
            model._meta.app_label not in ("tenants", "identity", "outbox", "account")
            or model.__name__ in SPARED_MODELS
        ):
            continue
        if not model.objects.exists():
            continue
        for field in model._meta.concrete_fields:
            text = isinstance(field, models.CharField | models.TextField) and not field.primary_key
            if not text or field.choices or (field.max_length or 999) < len(mark):
                continue
            try:
                with transaction.atomic():
                    planted += bool(model.objects.update(**{field.name: mark}))
            except (IntegrityError, DataError, ProgrammingError):
                continue  # unique, constrained or append-only: the row's other texts bear the mark
    return planted
