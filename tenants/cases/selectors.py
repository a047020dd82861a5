"""Reads of cases: for a person's eyes by their login and access, for the office and machines without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet

from tenants.cases.models import Case, CaseDocument, CaseEvent, CaseFile, Draft, Handover, Move
from tenants.customers.models import Access, Customer
from tenants.identity.models import User

_FILES = Prefetch("files", CaseFile.objects.select_related("file"))


def cases_of(user: User, access: Access | None) -> QuerySet[Case]:
    """What this person sees: the cases of the customer the session works with, and their own that belong to none.

    What somebody filed for a customer whose access has ended is no longer theirs to see.
    """
    mine = Q(user=user, customer=None)
    seen = mine | Q(customer_id=access.customer_id) if access else mine
    return Case.objects.filter(seen).order_by("-open", "-filed_at", "-id")


def get_case(user: User, access: Access | None, uuid: UUID) -> Case:
    """One of them; raises Case.DoesNotExist for a stranger's too."""
    return cases_of(user, access).select_related("customer", "user").get(uuid=uuid)


def case_opened_here(uuid: UUID) -> Case:
    """A case that this browser opened by its PIN, or filed as a guest; the door has checked that. Raises DoesNotExist."""
    return Case.objects.select_related("customer", "user").get(uuid=uuid)


def drafts_of(user: User, access: Access | None) -> QuerySet[Draft]:
    """The person's unfinished forms, newest first; those for a customer only while it is the one they work with."""
    whose = Q(customer=None) | Q(customer_id=access.customer_id) if access else Q(customer=None)
    return Draft.objects.filter(whose, user=user, case=None).order_by("-changed_at")


def get_draft(user: User | None, access: Access | None, uuid: UUID, *, opened_here: bool) -> Draft:
    """A person's own draft, filed ones too, or a guest's that this browser began. Raises Draft.DoesNotExist."""
    found = Draft.objects.select_related("user", "customer", "case")
    if user is None:
        if not opened_here:
            raise Draft.DoesNotExist
        return found.get(uuid=uuid, user=None)
    whose = Q(customer=None) | Q(customer_id=access.customer_id) if access else Q(customer=None)
    return found.filter(whose).get(uuid=uuid, user=user)


def story_of(case: Case) -> list[CaseEvent]:
    """What happened, oldest first, as the customer may read it: nothing internal, ever. Two statements."""
    return list(case.events.filter(public=True).prefetch_related(_FILES))


def whole_story_of(case: Case) -> list[CaseEvent]:
    """The same for the office, notes and all."""
    return list(case.events.prefetch_related(_FILES))


def form_files_of(case: Case) -> list[CaseFile]:
    """Files that came with the form or as photos of a handover, not with a message."""
    return list(
        case.files.filter(Q(event=None) | Q(event__kind="filed")).select_related("file").order_by("id")
    )


def get_file(case: Case, uuid: UUID) -> CaseFile:
    """A file of this case that everybody who sees the case may have. Raises CaseFile.DoesNotExist.

    Photos of a former taker are nobody's. Files of events that are not public are the office's.
    """
    public = Q(event=None) | Q(event__public=True)
    return case.files.filter(public).exclude(field="taker_former").select_related("file").get(uuid=uuid)


def get_any_file(case: Case, uuid: UUID) -> CaseFile:
    """The same for the office: every file."""
    return case.files.select_related("file").get(uuid=uuid)


def documents_of(case: Case) -> QuerySet[CaseDocument]:
    """The PDFs of a case without their bytes."""
    return case.documents.defer("content")


def get_document(case: Case, uuid: UUID) -> CaseDocument:
    """One PDF; raises CaseDocument.DoesNotExist."""
    return case.documents.get(uuid=uuid)


def handover_of(case: Case) -> Handover | None:
    """The handover of a case of that flow, or None."""
    return Handover.objects.filter(case=case).select_related("case", "service_point").first()


@dataclass(frozen=True)
class Wanted:
    """What the office's list is narrowed to; empty means all."""

    open: bool | None = True
    whose_move: str = ""
    type: str = ""
    unit: str = ""
    text: str = ""
    mine: int | None = None
    late_on: date | None = None


def queue(wanted: Wanted) -> QuerySet[Case]:
    """Cases for the office, the most urgent first: by the day the law or the utility itself set, then by age."""
    found = Case.objects.select_related("customer", "handler")
    if wanted.open is not None:
        found = found.filter(open=wanted.open)
    exact = {
        "whose_move": wanted.whose_move,
        "type": wanted.type,
        "unit": wanted.unit,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if wanted.mine is not None:
        found = found.filter(handler_id=wanted.mine)
    if wanted.late_on is not None:
        late = Q(statutory_due_on__lt=wanted.late_on) | Q(own_due_on__lt=wanted.late_on)
        found = found.filter(late, whose_move=Move.US)
    for word in wanted.text.replace("\x00", "").split()[:6]:
        found = found.filter(
            Q(signature__icontains=word)
            | Q(filer_name__icontains=word)
            | Q(filer_email__icontains=word)
            | Q(customer__number__iexact=word)
            | Q(customer__name_search__contains=f" {word.lower()}")
        )
    return found.order_by(
        F("statutory_due_on").asc(nulls_last=True), F("own_due_on").asc(nulls_last=True), "filed_at", "id"
    )


def by_uuid(uuid: UUID) -> Case:
    """One case for the office or a machine; raises Case.DoesNotExist."""
    return Case.objects.select_related("customer", "user", "handler").get(uuid=uuid)


def cases_of_customer(customer: Customer) -> QuerySet[Case]:
    """A customer's cases for the office, newest first."""
    return Case.objects.filter(customer=customer).order_by("-filed_at", "-id")


def changed_since(moment: datetime | None) -> QuerySet[Case]:
    """Cases for the utility's machines, changed at or after a moment."""
    found = Case.objects.select_related("customer")
    return found.filter(changed_at__gte=moment) if moment else found
