"""Tell people of regulations that are going to change: once each, when the notice period begins."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tenants.identity.models import User, UserKind
from tenants.legal.models import Acceptance
from tenants.notifications import links
from tenants.notifications.models import Message
from tenants.notifications.selectors import WARSAW
from tenants.notifications.services import Action, notify_user
from tenants.profile.formats import date_text
from tenants.profile.schema import Profile
from tenants.profile.schema.legal import DocumentVersion, LegalDocument
from tenants.profile.schema.notifications import Topic

# A version that was published late is still told of so long after its first day; later it is news to nobody.
_LATE = timedelta(days=14)


def tell_of_changes(*, profile: Profile, at: datetime) -> int:
    """Tell every customer's login of each new wording of a regulation, by mail; once, however often this runs.

    From `notice_days` before its first day on. Whoever accepted it already, or has their login since it binds, is told
    nothing. Leaflets and first wordings change nothing for anybody. Writes messages into the outbox; returns how many.
    """
    if all(one.topic != Topic.TERMS_CHANGED for one in profile.notifications.topics):
        return 0
    today = at.astimezone(WARSAW).date()
    return sum(
        _tell_all(document, version, profile, at)
        for document in profile.legal.documents
        for version in document.versions
        if document.kind != "leaflet" and _is_news(document, version, today)
    )


def _is_news(document: LegalDocument, version: DocumentVersion, today: date) -> bool:
    begins = version.effective_from - timedelta(days=document.notice_days)
    first = min(one.number for one in document.versions)
    return version.number != first and begins <= today < version.effective_from + _LATE


def _whom(document: LegalDocument, version: DocumentVersion) -> QuerySet[User]:
    accepted = Acceptance.objects.filter(document=document.key, version__gte=version.number)
    first_day = datetime.combine(version.effective_from, datetime.min.time(), tzinfo=WARSAW)
    # Mailboxes that never answered are nobody's yet.
    people = User.objects.filter(
        kind=UserKind.CUSTOMER, is_active=True, created_at__lt=first_day,
        emailaddress__primary=True, emailaddress__verified=True,
    )  # fmt: skip
    # Asked here and not of each login by itself: this runs every day of the notice, over everybody.
    told = Message.objects.filter(
        user_uuid=OuterRef("uuid"), work_key__startswith=f"{_key(document, version)}:"
    )
    return people.exclude(uuid__in=accepted.values("user_uuid")).exclude(Exists(told)).order_by("id")


def _key(document: LegalDocument, version: DocumentVersion) -> str:
    return f"terms:{document.key}:{version.number}"


def _tell_all(document: LegalDocument, version: DocumentVersion, profile: Profile, at: datetime) -> int:
    url, told = links.absolute("document_version", key=document.key, version=str(version.number)), 0
    for user in _whom(document, version).iterator(chunk_size=500):
        with transaction.atomic(), override(user.language):
            values = {
                "person_name": user.full_name,
                "document": str(document.title),
                "effective_from": date_text(version.effective_from),
                "document_url": url,
                "note": str(version.note or ""),
            }
            lines = notify_user(
                user=user, profile=profile, topic=Topic.TERMS_CHANGED, values=values, at=at,
                action=Action(_("Read the new wording"), url),
                dedup_key=_key(document, version),
            )  # fmt: skip
        told += len(lines)
    return told
