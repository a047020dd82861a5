"""Documents of the utility and what may be taken away, and which of them the signed-in person accepted."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import pages
from api.parameters import PAGING
from api.resource import MyResource
from api.v1.customers import access_opening, profile_of, user_of
from tenants.legal.models import Acceptance
from tenants.legal.selectors import acceptances_of
from tenants.notifications.links import absolute
from tenants.profile.schema import Capability
from tenants.profile.schema.content import Download
from tenants.profile.schema.legal import LegalDocument

Kind = Literal["form", "document", "file", "elsewhere"]


class VersionOut(serializers.Serializer[Any]):
    """One wording."""

    number = serializers.IntegerField()
    effective_from = serializers.DateField()
    material = serializers.BooleanField(help_text="true: everybody accepts it anew.")
    note = serializers.CharField(help_text="What changed; may be empty.")
    url = serializers.CharField(help_text="Page with its words; add `pdf/` for a file.")


class DocumentOut(serializers.Serializer[Any]):
    """A regulation or notice with all its wordings, oldest first."""

    key = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    current = serializers.IntegerField(allow_null=True, help_text="Number of the wording in force.")
    versions = VersionOut(many=True)


class DownloadOut(serializers.Serializer[Any]):
    """A form or document to take away."""

    key = serializers.CharField()
    group = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(
        choices=["form", "document", "file", "elsewhere"],
        help_text="form and file: the file itself; document: the page of its wordings; elsewhere: another site.",
    )
    url = serializers.CharField(help_text="Where it is, whole.")


class DocumentsOut(serializers.Serializer[Any]):
    """Documents of the utility, and what may be downloaded on „Druki”."""

    results = DocumentOut(many=True)
    downloads = DownloadOut(many=True)


class AcceptanceOut(serializers.Serializer[Any]):
    """That the login accepted one wording of one document."""

    document = serializers.CharField(help_text="Its key in the utility's profile.")
    title = serializers.CharField(help_text="Empty where the utility has taken the document out.")
    version = serializers.IntegerField()
    at = serializers.DateTimeField()
    language = serializers.CharField()
    text_sha256 = serializers.CharField(help_text="Of the words that were accepted.")
    url = serializers.CharField(help_text="Page with its words; empty where the document was taken out.")


AcceptancePage = pages.page_schema(
    "AcceptancePage", AcceptanceOut, "A page of accepted documents, newest first."
)


class MyDocuments(MyResource):
    """Regulations, notices and forms."""

    @extend_schema(
        operation_id="list_my_documents", summary="List documents", tags=["me"], responses=DocumentsOut
    )
    def get(self, request: Request) -> Response:
        """Every document of the utility with its wordings, and what may be downloaded."""
        profile, today = profile_of(request), localdate()
        found = []
        for document in profile.legal.documents:
            current = document.current(today)
            found.append({
                "key": document.key, "kind": document.kind, "title": str(document.title),
                "current": current.number if current else None,
                "versions": [
                    {
                        "number": one.number, "effective_from": one.effective_from, "material": one.material,
                        "note": str(one.note or ""),
                        "url": absolute("document_version", key=document.key, version=str(one.number)),
                    }
                    for one in document.versions
                ],
            })  # fmt: skip
        downloads = [_download(one) for one in profile.content.downloads]
        return Response(DocumentsOut({"results": found, "downloads": downloads}).data)


class MyAcceptances(MyResource):
    """Which regulations the signed-in person accepted."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_acceptances",
        summary="List documents that I accepted",
        tags=["me"],
        responses=AcceptancePage,
    )
    def get(self, request: Request) -> Response:
        """Every wording that this login accepted here, newest first; what was signed on paper does not stand here."""
        access_opening(request, Capability.MANAGE_CONSENTS)
        documents = {one.key: one for one in profile_of(request).legal.documents}
        return pages.answer(
            self, acceptances_of(user_of(request)), by="at", route="api_my_acceptances", parts={},
            show=lambda row: AcceptanceOut(_accepted(row, documents.get(row.document))).data,
        )  # fmt: skip


def _accepted(row: Acceptance, document: LegalDocument | None) -> dict[str, Any]:
    url = ""
    if document:
        url = absolute("document_version", key=document.key, version=str(row.version))
    return {
        "document": row.document, "title": str(document.title) if document else "", "version": row.version,
        "at": row.at, "language": row.language, "text_sha256": row.text_sha256, "url": url,
    }  # fmt: skip


def _download(one: Download) -> dict[str, str]:
    kind, url = _where(one)
    return {"key": one.key, "group": str(one.group), "title": str(one.title), "kind": kind, "url": url}


def _where(one: Download) -> tuple[Kind, str]:
    if one.form:
        return "form", absolute("blank_form", key=one.form)
    if one.document:
        return "document", absolute("document", key=one.document)
    if one.file:
        return "file", absolute("profile_file", path=one.file)
    return "elsewhere", one.url or ""
