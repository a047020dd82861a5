"""Reads of imports and keys, for staff and machines."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tenants.integration.models import ApiKey, ImportRun
from tenants.integration.report import ImportReport


def import_runs() -> QuerySet[ImportRun]:
    """All imports of this utility, newest first; the caller cuts pages."""
    return ImportRun.objects.defer("report").order_by("-started_at")


def get_import_run(run_id: UUID) -> ImportRun:
    """One import; raises ImportRun.DoesNotExist."""
    return ImportRun.objects.get(pk=run_id)


def report_of(run: ImportRun) -> ImportReport | None:
    """The report of a finished run, None while it works or when it broke off."""
    return ImportReport.from_json(run.report) if run.report else None


def api_key(prefix: str) -> ApiKey:
    """One key by the beginning of its token; raises ApiKey.DoesNotExist."""
    return ApiKey.objects.get(prefix=prefix)


def api_keys() -> QuerySet[ApiKey]:
    """All keys, those in force first, then by age."""
    return ApiKey.objects.order_by("revoked_at", "created_at")
