"""Words in a case that may not be its customer's own: somebody else held the login when they were written."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from tenants.cases.models import Actor, Case, CaseEvent, EventKind
from tenants.cases.services.moving import record
from tenants.identity.models import User
from tenants.profile.formats import time_text
from tenants.profile.schema import Profile


def doubt(*, user: User, emails: Collection[str], since: datetime, profile: Profile, at: datetime) -> int:
    """Note for staff, in every case that a login filed, or one of its mailboxes wrote in, since then: it may be a stranger's.

    Nothing else changes: what was filed stands until staff or the customer say otherwise. Returns how many cases.
    """
    wrote = CaseEvent.objects.filter(case=OuterRef("pk"), actor=Actor.CUSTOMER, by__in=emails, at__gte=since)
    touched = Case.objects.filter(Q(user=user, filed_at__gte=since) | Exists(wrote), changed_at__gte=since)
    noted = 0
    with transaction.atomic(), override(profile.office.languages[0]):
        text = _(
            "The customer's login was in somebody else's hands since %(since)s and has been taken back. What was filed or"
            " written here since then may not be theirs: ask before you act on it."
        ) % {"since": time_text(since)}
        for case in touched.order_by("pk"):
            record(case, EventKind.NOTE, at=at, actor=Actor.SYSTEM, by="system", text=text, public=False)
            noted += 1
    return noted
