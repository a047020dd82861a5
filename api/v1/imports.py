"""Imports: a machine brings a billing package and reads what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any
from uuid import UUID

from django.http import Http404, UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from api import pages
from api.authentication import key_of
from api.parameters import DRY_RUN, IDEMPOTENCY_KEY, PAGING
from api.problems import Refusal
from api.resource import Resource
from tenants.integration.arrivals import receive_package
from tenants.integration.keys import Scope
from tenants.integration.models import ImportRun, ImportState
from tenants.integration.selectors import get_import_run, import_runs
from tenants.integration.services import KeyUsedOtherwise
from tenants.notifications.links import absolute

MOST_BYTES = 512 * 1024 * 1024


class ProblemOfPackage(serializers.Serializer[Any]):
    """One finding in the package."""

    file = serializers.CharField(help_text="File inside the package; empty when the package itself is meant.")
    line = serializers.IntegerField(help_text="Physical line, 0 when the whole file is meant.")
    field = serializers.CharField(help_text="Field of the row, may be empty.")
    message = serializers.CharField(help_text="What is wrong and what was expected.")


class Change(serializers.Serializer[Any]):
    """What became of the rows of one entity."""

    rows = serializers.IntegerField(help_text="Rows in the package.")
    added = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    removed = serializers.IntegerField(help_text="Lines that an invoice no longer has.")
    absent = serializers.IntegerField(help_text="Known here, missing in a full package; they are kept.")


class Report(serializers.Serializer[Any]):
    """What an import found and changed, or in a dry run would change."""

    entities = serializers.DictField(
        child=Change(), help_text="By entity; empty when the package was refused."
    )
    problems = ProblemOfPackage(many=True, help_text="The first 1000.")
    problems_total = serializers.IntegerField()
    warnings = ProblemOfPackage(many=True, help_text="The first 1000.")
    warnings_total = serializers.IntegerField()


class ImportSummary(serializers.Serializer[Any]):
    """An import without its report."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(
        choices=ImportState.values,
        help_text="received, validating, loading, and at the end: done (written), ready (a dry run found no problem), "
        "refused (the report says why; nothing was changed) or failed (broke off; it is tried again).",
    )
    dry_run = serializers.BooleanField()
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class Import(ImportSummary):
    """An import with its report."""

    report = serializers.SerializerMethodField(help_text="Null until the import has ended.")

    @extend_schema_field(Report(allow_null=True))
    def get_report(self, run: ImportRun) -> Mapping[str, Any] | None:
        return Report(run.report).data if run.report else None


class ImportPage(serializers.Serializer[Any]):
    """A page of imports, newest first."""

    results = ImportSummary(many=True)
    next = serializers.URLField(allow_null=True, help_text="Address of the next page, null on the last.")


class _Body:
    """A request's body that knows its length: when it ends too early, that is an error and not a smaller package."""

    def __init__(self, stream: IO[bytes], length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(min(size, self._left) if size >= 0 else self._left)
        self._left -= len(chunk)
        if not chunk and self._left:
            raise UnreadablePostError
        return chunk


class ZipParser(BaseParser):
    """Hands the stream on: a package goes from the network to the disk, never whole into memory."""

    media_type = "application/zip"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        length = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
        return _Body(stream, length)


class Imports(Resource):
    """The imports of this utility."""

    scopes = {"GET": Scope.IMPORT_READ, "POST": Scope.IMPORT_WRITE}
    parameters = {"GET": PAGING, "POST": (DRY_RUN, IDEMPOTENCY_KEY)}
    parser_classes = [ZipParser]

    @extend_schema(
        operation_id="list_imports", summary="List imports", tags=["imports"], responses=ImportPage
    )
    def get(self, request: Request) -> Response:
        """All imports of the utility, newest first, whoever brought them. Reports are read one by one."""
        size = self.values["page_size"]
        page = pages.page_of(import_runs(), by="started_at", cursor=self.values["cursor"], size=size)
        following = pages.next_address(page, route="api_imports", parts={}, size=size)
        return Response({"results": ImportSummary(page.rows, many=True).data, "next": following})

    @extend_schema(
        operation_id="send_package",
        summary="Send a billing package",
        tags=["imports"],
        request={"application/zip": OpenApiTypes.BINARY},
        responses={
            200: OpenApiResponse(
                ImportSummary, "This package was brought under this key before: its import."
            ),
            202: OpenApiResponse(
                ImportSummary, "The package is kept and its import ordered. Ask at `Location`."
            ),
        },
        parameters=[
            OpenApiParameter(
                "Location",
                str,
                OpenApiParameter.HEADER,
                response=[200, 202],
                description="Address of the import.",
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Send a ZIP (format: the documentation of billing packages) of at most 512 MB.

        The answer comes as soon as the package is kept; a worker checks it and writes all of it or nothing. When the
        answer was lost, send the same again under the same `Idempotency-Key`.
        """
        machine, name = key_of(request), self.values["Idempotency-Key"]
        try:
            run, new = receive_package(
                content=_package(request),
                dry_run=self.values["dry_run"],
                by=f"{machine.label} ({machine.prefix})",
                at=timezone.now(),
                idempotency_key=f"api:{machine.prefix}:{name}",
            )
        except KeyUsedOtherwise as error:
            detail = _(
                "Another package, or a dry run of it, was sent under this Idempotency-Key. Choose a new one."
            )
            raise Refusal(409, "idempotency-key-used", detail) from error
        except UnreadablePostError as error:
            detail = _("The package broke off on its way. Send it again under the same Idempotency-Key.")
            raise Refusal(400, "body-incomplete", detail) from error
        answer = Response(ImportSummary(run).data, status=202 if new else 200)
        answer.headers["Location"] = absolute("api_import", run_id=str(run.id))
        return answer


class OneImport(Resource):
    """One import."""

    scopes = {"GET": Scope.IMPORT_READ}

    @extend_schema(operation_id="get_import", summary="Read an import", tags=["imports"], responses=Import)
    def get(self, request: Request, run_id: UUID) -> Response:
        """Its state, and its report once it has ended."""
        try:
            run = get_import_run(run_id)
        except ImportRun.DoesNotExist as error:
            raise Http404 from error
        return Response(Import(run).data)


def _package(request: Request) -> Any:
    """The body, unless its announced length says that it cannot be a package."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isascii() or not length.isdigit() or int(length) == 0:
        raise Refusal(400, "body-missing", _("The body is missing: send a ZIP file and its Content-Length."))
    if int(length) > MOST_BYTES:
        raise Refusal(
            413, "too-large", _("A package has at most %(most)d MB.") % {"most": MOST_BYTES // 2**20}
        )
    return request.data
