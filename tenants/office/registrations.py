"""The registration queue and the linking page: scan the code, look, tick what is signed, link or refuse."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants.customers.models import Customer
from tenants.customers.selectors import (
    agrees,
    customers_matching,
    differences,
    find_customer,
    people_with_access,
    search_customers,
)
from tenants.files import storing
from tenants.identity import audit
from tenants.identity.roles import Right, may
from tenants.office.doors import StaffRequest, profile_of, staff_with
from tenants.office.forms import LinkForm, RefuseForm
from tenants.office.paper import refusal_words, stored_scan
from tenants.profile.schema import Profile, Proof
from tenants.registration import errors, selectors, services
from tenants.registration.forms_of import form_of
from tenants.registration.models import OPEN_STATES, Registration, RegistrationState
from tenants.registration.references import NotAReference, find_reference, shown

PER_PAGE = 30
CANDIDATES = 6


@require_safe
@staff_with(Right.SEE_REGISTRATIONS)
def queue(request: StaffRequest) -> HttpResponse:
    """Registrations, the longest waiting first; at the top the field that a scanner types into."""
    code = request.GET.get("kod", "").strip()
    if code:
        return _go_to(request, code)
    state = request.GET.get("stan", "")
    state = state if state in RegistrationState.values else ""
    text = request.GET.get("szukaj", "").strip()[:100]
    page = Paginator(selectors.queue(state=state, text=text), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(registration, shown(registration.reference)) for registration in page],
        "state": state,
        "text": text,
        "states": [(value, STATE_WORDS[value]()) for value in RegistrationState.values],
        "letters": selectors.unprinted_letters().count(),
        "may_decide": may(request.user, Right.DECIDE_REGISTRATIONS),
        "paper_mode": profile_of(request).registration.modes_of_kind("paper_form_entered_by_staff"),
    }
    return render(request, "office/registrations/queue.html", context)


@require_safe
@staff_with(Right.SEE_REGISTRATIONS)
def by_code(request: StaffRequest, reference: str) -> HttpResponse:
    """Where the QR of a printed form leads."""
    return _go_to(request, reference)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_with(Right.SEE_REGISTRATIONS)
def registration(request: StaffRequest, reference: str) -> HttpResponse:
    """One registration beside the customers who could be meant; link, refuse, or see how it ended."""
    found = _found(reference)
    profile = profile_of(request)
    form = form_of(found, profile)
    number_label = str(profile.glossary.customer_number.label)
    may_decide = may(request.user, Right.DECIDE_REGISTRATIONS) and found.state in OPEN_STATES
    link_form = LinkForm(
        request.POST if request.method == "POST" else None, request.FILES or None,
        profile=profile, form=form, number_label=number_label,
    )  # fmt: skip
    if request.method == "POST":
        if not may(request.user, Right.DECIDE_REGISTRATIONS):
            raise Http404
        if not may_decide:
            return _closed(request, found)
        if link_form.is_valid() and (answer := _try_to_link(request, found, profile, link_form)):
            return answer
    search = request.GET.get("klient", "").strip()[:100]
    context = {
        "registration": found,
        "reference": shown(found.reference),
        "state_word": STATE_WORDS[found.state](),
        "link_form": link_form,
        "refuse_form": RefuseForm(profile=profile),
        "form": form,
        "candidates": _candidates(found, search),
        "search": search,
        "may_decide": may_decide,
        "proofs": selectors.proofs_shown(found),
        "number_label": number_label,
        "mode": profile.registration.mode(found.mode),
        "may_invite": may(request.user, Right.DECIDE_REGISTRATIONS) and services.may_be_invited(found),
    }
    return render(request, "office/registrations/registration.html", context)


def _try_to_link(
    request: StaffRequest, found: Registration, profile: Profile, form: LinkForm
) -> HttpResponse | None:
    """One verb; its refusals become words at the top of the page."""
    try:
        scan = stored_scan(form.cleaned_data.get("scan"), request.user)
    except storing.FileRefused as refusal:
        form.add_error("scan", str(refusal))
        return None
    on_paper = form_of(found, profile) is not None
    try:
        linked = services.link(
            registration=found,
            customer=form.cleaned_data["customer"],
            proof=Proof.PAPER_FORM_SIGNED if on_paper else Proof.CLERK_APPROVED,
            profile=profile,
            by=request.user,
            at=timezone.now(),
            consents=form.consents(),
            scan=scan,
            paper_kept=form.cleaned_data.get("paper_kept", ""),
        )
    except errors.NotOpen:
        return _closed(request, found)
    except errors.RegistrationProblem as problem:
        form.add_error(None, refusal_words(problem))
        return None
    if linked.state == RegistrationState.LINKED:
        messages.success(request, _("Linked. The person has been told by e-mail."))
    else:
        messages.info(
            request, _("Noted. Access opens by itself when the person confirms the e-mail address.")
        )
    return redirect("office")


@require_POST
@staff_with(Right.DECIDE_REGISTRATIONS)
def refuse(request: StaffRequest, reference: str) -> HttpResponse:
    """Refuse with one of the profile's reasons."""
    found, profile = _found(reference), profile_of(request)
    form = RefuseForm(request.POST, profile=profile)
    if not form.is_valid():
        messages.error(request, _("Choose the reason of the refusal."))
        return redirect("office_registration", reference=reference)
    try:
        services.refuse(
            registration=found, reason=form.cleaned_data["reason"], note=form.cleaned_data["note"],
            profile=profile, by=request.user, at=timezone.now(),
        )  # fmt: skip
    except errors.NotOpen:
        return _closed(request, found)
    else:
        messages.success(request, _("Refused. The person has been told by e-mail, with the reason."))
    return redirect("office")


@require_safe
@staff_with(Right.SEE_REGISTRATIONS)
def evidence(request: StaffRequest, reference: str, proof: str) -> HttpResponse:
    """The scan behind a proof; looking at it is written down."""
    shown_proof = selectors.proofs_shown(_found(reference)).filter(proof=proof).first()
    if shown_proof is None or shown_proof.file is None:
        raise Http404
    audit.record("registration.see_evidence", by=request.user, subject=reference, proof=proof)
    response = HttpResponse(storing.read(shown_proof.file), content_type=shown_proof.file.content_type)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _go_to(request: HttpRequest, code: str) -> HttpResponse:
    try:
        reference = find_reference(code)
        _found(reference)
    except (NotAReference, Http404):
        messages.error(
            request,
            _("There is no registration with the code “%(code)s”. Check it sign by sign.")
            % {"code": code[:60]},
        )
        return redirect("office")
    return redirect("office_registration", reference=reference)


def _found(reference: str) -> Registration:
    try:
        return selectors.by_reference(reference)
    except Registration.DoesNotExist as error:
        raise Http404 from error


def _closed(request: StaffRequest, found: Registration) -> HttpResponse:
    """A decision sent twice, or after a colleague's: say how it ended."""
    found.refresh_from_db(fields=["state"])
    if found.state == RegistrationState.LINKED:
        messages.success(request, _("Linked already. The person has been told by e-mail."))
    else:
        messages.info(request, _("This registration is closed: somebody has decided it in the meantime."))
    return redirect("office_registration", reference=found.reference)


def _candidates(found: Registration, search: str) -> list[dict[str, Any]]:
    """Customers who could be meant: how each differs from what was written, and whether somebody has access already."""
    name = found.company_name or found.user.full_name
    address = found.service_address or found.correspondence_address
    given = {"name": name, "number": found.customer_number, "address": address, "nip": found.nip}
    matches: list[tuple[Customer, int | None, tuple[str, ...]]]
    if search:
        by_number = find_customer(search)
        people = [by_number] if by_number else list(search_customers(search)[:CANDIDATES])
        matches = [(customer, None, ()) for customer in people]
    else:
        matches = [
            (match.customer, match.score, match.reasons)
            for match in customers_matching(**given, email=found.user.email, phone=found.user.phone)[
                :CANDIDATES
            ]
        ]
    agreeing = [
        customer for customer, _score, _reasons in matches if agrees(customer, name, found.customer_number)
    ]
    return [
        {
            "customer": customer,
            "score": score,
            "reasons": reasons,
            "differences": differences(customer, **given),
            # Nobody is chosen for the clerk unless both number and name are those of the registration.
            "proposed": agreeing == [customer],
            "taken_by": [access.user.email for access in people_with_access(customer, timezone.now())],
        }
        for customer, score, reasons in matches
    ]


# Words are looked up when the page is made, in its language.
STATE_WORDS: dict[str, Any] = {
    RegistrationState.STARTED: lambda: _("waits for the e-mail to be confirmed"),
    RegistrationState.VERIFIED: lambda: _("waits for linking"),
    RegistrationState.LINKED: lambda: _("linked"),
    RegistrationState.REFUSED: lambda: _("refused"),
    RegistrationState.WITHDRAWN: lambda: _("withdrawn"),
}
