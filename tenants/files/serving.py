"""A stored file as an HTTP answer. Who may have it is decided by the caller before: the uuid is a name, never a right."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from tenants.files.models import StoredFile
from tenants.files.storing import opened, read

_SHOWN = ("image/jpeg", "application/pdf")


def as_download(row: StoredFile) -> HttpResponse:
    """The file, shown in the browser where that is harmless, never kept by a proxy. Raises FileNotFoundError."""
    response = HttpResponse(read(row), content_type=row.content_type)
    shown = row.content_type in _SHOWN
    disposition = content_disposition_header(as_attachment=not shown, filename=row.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # A PDF may carry script; nothing in it may reach this host.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def as_stream(row: StoredFile) -> FileResponse:
    """A file too large to hold in memory, as a download, read from its place while it goes. Raises FileNotFoundError."""
    response = FileResponse(opened(row), as_attachment=True, filename=row.name, content_type=row.content_type)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
