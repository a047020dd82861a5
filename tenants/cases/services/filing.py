"""A finished form becomes a case: signature, PIN, clocks, confirmation as a PDF, a message."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tenants.cases import clocks, documents, signatures
from tenants.cases.answers import kept, pages, written
from tenants.cases.errors import Incomplete, MailboxUnproven, PreconditionUnmet
from tenants.cases.known import unmet
from tenants.cases.models import Actor, Case, CaseDocument, CaseFile, Draft, EventKind
from tenants.cases.services.drafting import type_to_file
from tenants.cases.services.handing_over import begin as begin_handover
from tenants.cases.services.moving import move
from tenants.cases.telling import tell
from tenants.identity import audit
from tenants.profile.formats import date_text
from tenants.profile.schema import Profile
from tenants.profile.schema.cases import CaseType
from tenants.profile.schema.notifications import Topic


@dataclass(frozen=True)
class Filed:
    """The case, and its PIN, which is shown now and never again; empty when it had been filed before."""

    case: Case
    pin: str


def missing(draft: Draft, case_type: CaseType) -> str:
    """The first page on which something required is not there yet, or an empty text."""

    counts: dict[str, int] = {}
    for name in draft.files.values_list("field", flat=True):
        counts[name] = counts.get(name, 0) + 1
    answers = kept(case_type, draft.answers)
    for page in pages(case_type, draft.answers):
        for question in page.fields:
            if question.kind == "file":
                lacking = counts.get(question.key, 0) < max(question.min_count, int(question.required))
            else:
                lacking = question.required and question.key not in answers
            if lacking or page.key not in draft.steps_done:
                return page.key
    return ""


def file_case(*, draft: Draft, profile: Profile, at: datetime) -> Filed:
    """File the draft. Twice is once: the second time gives the case of the first.

    Writes the case, its first event, the confirmation as an unchangeable PDF and an audit event; moves the draft's
    files to it; sends `case_received`. Raises MailboxUnproven for a guest, Incomplete with the page, PreconditionUnmet
    with the profile's sentence, UnknownType when the kind was dropped meanwhile.
    """
    case_type = type_to_file(profile, draft.type)
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        if row.case is not None:
            return Filed(row.case, "")
        if row.email_verified_at is None:
            raise MailboxUnproven
        if page := missing(row, case_type):
            raise Incomplete(page)
        if not row.name and row.user_id is None:
            raise Incomplete("kontakt")
        if case_type.preconditions and (problem := unmet(case_type, row.customer)):
            raise PreconditionUnmet(str(problem.sentence))
        pin = signatures.new_pin()
        with translation.override(row.language):
            case = _new_case(row, case_type, profile, at)
            case.pin_hash = signatures.pin_hash(case.uuid, pin)
            _begin(case, row, case_type, profile, at, pin)
        audit.record("cases.file", by=row.user or row.email, subject=case.signature, type=case.type)
    draft.refresh_from_db()
    return Filed(case, pin)


def _new_case(draft: Draft, case_type: CaseType, profile: Profile, at: datetime) -> Case:
    answers = kept(case_type, draft.answers)
    listed = [
        {
            "key": one.key, "label": str(one.label), "kind": one.kind, "value": answers[one.key],
            "shown": written(one, answers[one.key]),
        }
        for one in case_type.fields
        if one.key in answers
    ]  # fmt: skip
    case = Case(
        signature=signatures.next_signature(case_type, profile, at), type=case_type.key, title=str(case_type.title),
        customer=draft.customer, user=draft.user, filer_name=draft.name, filer_email=draft.email,
        filer_phone=draft.phone, language=draft.language, answers=listed, unit=str(case_type.unit or ""),
        filed_at=at, changed_at=at, consumer=draft.customer.is_consumer if draft.customer else None,
    )  # fmt: skip
    if case_type.statutory is not None:
        case.statutory_days = clocks.statutory_days(case_type.statutory, answers, case.consumer)
    return case


def _begin(case: Case, draft: Draft, case_type: CaseType, profile: Profile, at: datetime, pin: str) -> None:
    first = next(one for one in profile.services.statuses_of(case_type) if one.marks == "filed")
    event = move(
        case, to=first, profile=profile, at=at, actor=Actor.CUSTOMER, by=draft.email, kind=EventKind.FILED
    )
    if case_type.flow == "handover":
        begin_handover(case, at=at)
    CaseFile.objects.filter(draft=draft).update(draft=None, case=case, event=event)
    draft.case, draft.answers, draft.changed_at = case, {}, at
    draft.save(update_fields=["case", "answers", "changed_at"])
    keep_document(
        case, "confirmation", _("Confirmation of receipt"),
        documents.confirmation(case, case_type, profile, files=_file_names(case), at=at), at,
    )  # fmt: skip
    due = case.statutory_due_on or case.own_due_on
    tell(
        case=case, profile=profile, topic=Topic.CASE_RECEIVED, at=at, dedup_key=f"case-received:{case.uuid}",
        values={
            "case_pin": pin,
            "due_on": date_text(due) if due else "",
            "law": str(case_type.statutory.words_for(case.consumer)) if case_type.statutory else "",
        },
    )  # fmt: skip


def _file_names(case: Case) -> list[str]:
    return list(case.files.values_list("file__name", flat=True))


def keep_document(case: Case, kind: str, title: str, content: bytes, at: datetime) -> CaseDocument:
    """Keep a PDF as it was made; the table takes no change and no removal."""
    return CaseDocument.objects.create(
        case=case,
        kind=kind,
        title=title,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=at,
    )
