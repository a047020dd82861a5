"""Who stands before a page of cases: a user with or without an access, or a guest whose browser remembers a few things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from customer_portal.doors import CustomerRequest, profile_of
from tenants.cases import selectors
from tenants.cases.models import Case, Draft
from tenants.customers.models import Access
from tenants.identity.models import User
from tenants.profile.schema import Capability
from tenants.registration.selectors import CHOSEN_ACCESS, Standing, standing_of

P = ParamSpec("P")
DRAFTS, CASES, PINS = "guest_drafts", "guest_cases", "case_pins"
# How long a case that was opened by its PIN stays open in this browser.
OPEN_FOR = timedelta(hours=2)
_REMEMBERED = 10


@dataclass(frozen=True)
class Person:
    """`user` None is a guest; `access` says for whom a linked customer acts now, and only if the ladder opened cases."""

    user: User | None
    standing: Standing | None
    access: Access | None

    @property
    def email(self) -> str:
        return self.user.email if self.user else ""

    def may_file(self, who: str) -> bool:
        """Whether this person may file what is for anybody, users or linked customers."""
        return {"anybody": True, "user": self.user is not None, "linked_customer": self.access is not None}[
            who
        ]


class CaseRequest(CustomerRequest):
    """A request on a page that guests may open too (typing only)."""

    person: Person


def with_person(
    view: Callable[Concatenate[CaseRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For everybody but staff, where the utility has the module of cases; `request.person` says who it is."""

    @wraps(view)
    @login_not_required
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        profile = profile_of(request)
        if "cases" not in profile.access.modules:
            raise Http404
        asked = cast("CaseRequest", request)
        user = request.user if request.user.is_authenticated else None
        if user is None:
            asked.person = Person(None, None, None)
            return view(asked, *args, **kwargs)
        if not user.is_customer:
            raise Http404
        standing = standing_of(
            user, profile=profile, at=timezone.now(), chosen=request.session.get(CHOSEN_ACCESS)
        )
        asked.standing = standing
        access = standing.access if standing.may(Capability.FILE_CASES) else None
        asked.person = Person(user, standing, access)
        return view(asked, *args, **kwargs)

    return guarded


def remember_draft(request: HttpRequest, draft: Draft) -> None:
    """Let a guest's browser go on with a form it began."""
    known: list[str] = request.session.get(DRAFTS, [])
    request.session[DRAFTS] = [*(one for one in known if one != str(draft.uuid)), str(draft.uuid)][
        -_REMEMBERED:
    ]


def remember_case(request: HttpRequest, case: Case, *, pin: str = "") -> None:
    """Let a browser see a case for a while: the one it filed, or opened by signature and PIN."""
    until = (timezone.now() + OPEN_FOR).isoformat()
    known: dict[str, str] = request.session.get(CASES, {})
    request.session[CASES] = dict([*known.items(), (str(case.uuid), until)][-_REMEMBERED:])
    if pin:
        shown: dict[str, str] = request.session.get(PINS, {})
        request.session[PINS] = dict([*shown.items(), (str(case.uuid), pin)][-_REMEMBERED:])


def pin_shown_once(request: HttpRequest, case: Case) -> str:
    """The PIN of a case that this browser has just filed, else an empty text."""
    shown: dict[str, str] = request.session.get(PINS, {})
    return shown.get(str(case.uuid), "")


def draft_for(request: CaseRequest, uuid: UUID) -> Draft:
    """The person's own draft; 404 for a stranger's too."""
    person = request.person
    here = str(uuid) in request.session.get(DRAFTS, []) if person.user is None else False
    try:
        return selectors.get_draft(person.user, person.access, uuid, opened_here=here)
    except Draft.DoesNotExist as error:
        raise Http404 from error


def case_for(request: CaseRequest, uuid: UUID) -> Case:
    """A case that this person sees, by login and access or by this browser's PIN; 404 for a stranger's too."""
    if _opened_here(request, uuid):
        try:
            return selectors.case_opened_here(uuid)
        except Case.DoesNotExist as error:
            raise Http404 from error
    if request.person.user is None:
        raise Http404
    try:
        return selectors.get_case(request.person.user, request.person.access, uuid)
    except Case.DoesNotExist as error:
        raise Http404 from error


def _opened_here(request: HttpRequest, uuid: UUID) -> bool:
    known: dict[str, Any] = request.session.get(CASES, {})
    until = parse_datetime(known.get(str(uuid), "")) if str(uuid) in known else None
    return until is not None and until > timezone.now()


def writes_as(request: CaseRequest, case: Case) -> str:
    """Under which address the person's words stand in the story."""
    return request.person.email or case.filer_email
