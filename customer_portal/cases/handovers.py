"""Handing a property over: the giver's page beside the case, the taker's behind the shared link."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customer_portal.cases.forms import CodeForm, FilesField, GuestForm, phone_or_refusal
from customer_portal.cases.people import CaseRequest, case_for, with_person
from customer_portal.cases.views import as_pdf
from customer_portal.doors import profile_of
from tenants.cases import errors, selectors
from tenants.cases.models import Case, Handover, Party
from tenants.cases.services import handing_over
from tenants.files import storing
from tenants.files.qr import qr_code
from tenants.files.serving import as_download

TAKER, WAITS_FOR_CODE = "handover_taker", "handover_email"


class StatesForm(forms.Form):
    """What each dial shows, the day, and photos."""

    happens_on = forms.DateField(
        label=gettext_lazy("Day of the handover"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Enter the day."), "invalid": gettext_lazy("Write the date as day, month and year, for example 20.11.2026.")},
    )  # fmt: skip

    def __init__(self, *args: Any, handover: Handover, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        said = handover.giver_states if party == Party.GIVER else handover.taker_states
        self.keys: dict[str, str] = {}
        if party == Party.TAKER:
            self._about_the_taker(handover)
        for number, row in enumerate(handing_over.compared(handover)):
            name = f"state_{number}"
            self.keys[name] = row.key
            self.fields[name] = forms.DecimalField(
                label=_("State of %(serial)s (%(kind)s)") % {"serial": row.serial, "kind": row.kind},
                min_value=0, max_value=handing_over.HIGHEST_STATE, decimal_places=3, max_digits=12, localize=True,
                initial=said.get(row.key, "").replace(".", ",") or None,
                widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
                error_messages={
                    "required": _("Enter what the meter %(serial)s shows.") % {"serial": row.serial},
                    "invalid": _("Write a number, for example 12 or 12,5."),
                },
            )  # fmt: skip
        self.fields["co_owners"] = forms.CharField(
            label=_("Co-owners"), max_length=300, required=False,
            initial=handover.giver_co_owners if party == Party.GIVER else handover.taker_co_owners,
            help_text=_("Names of everybody who owns the place together with you. They will stand on the protocol."),
        )  # fmt: skip
        day = handover.happens_on if party == Party.GIVER else handover.taker_date or handover.happens_on
        self.fields["happens_on"].initial = day
        self.fields["photos"] = FilesField(
            label=_("Photos of the meters"),
            required=False,
            help_text=_("JPEG, PNG or PDF, at most 10 MB each."),
        )

    def _about_the_taker(self, handover: Handover) -> None:
        wanted = {
            "name": (_("Full name"), 200, handover.taker_name, "name"),
            "phone": (_("Telephone"), 20, handover.taker_phone, "tel"),
            "address": (_("Address for letters"), 300, handover.taker_address, "street-address"),
        }
        for name, (label, longest, known, complete) in wanted.items():
            self.fields[name] = forms.CharField(
                label=label, max_length=longest, initial=known, required=name != "phone",
                widget=forms.TextInput({"autocomplete": complete}),
                error_messages={"required": _("Fill in: %(question)s.") % {"question": label}},
            )  # fmt: skip

    def clean_phone(self) -> str:
        return phone_or_refusal(self.cleaned_data["phone"])

    def states(self) -> dict[str, Any]:
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}


def _giver_case(request: CaseRequest, case_id: UUID) -> tuple[Case, Handover]:
    found = case_for(request, case_id)
    handover = selectors.handover_of(found)
    # Only who is signed in hands over: a PIN opens a case to be read and answered.
    if handover is None or request.person.user is None:
        raise Http404
    return found, handover


@require_http_methods(["GET", "HEAD", "POST"])
@with_person
def giver(request: CaseRequest, case_id: UUID) -> HttpResponse:
    """The giver's states and day, the link and QR for the other party, and where both differ."""
    found, handover = _giver_case(request, case_id)
    form = StatesForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        handover=handover,
        party=Party.GIVER,
    )
    if request.method == "POST" and form.is_valid():
        if _say(request, form, handover, Party.GIVER, by=request.person.email):
            return redirect("handover_giver", case_id=found.uuid)
    context = _shared(handover) | {
        "case": found, "form": form, "link": handing_over.link_of(handover),
        "qr": qr_code(handing_over.link_of(handover), alt=_("Link for the person who takes over")),
        "confirmed": handover.giver_confirmed_at, "other_confirmed": handover.taker_confirmed_at,
        "photos": found.files.filter(field__in=["giver", "taker"]).select_related("file"),
    }  # fmt: skip
    return render(request, "customer_portal/cases/handover_giver.html", context)


@require_POST
@with_person
def giver_confirm(request: CaseRequest, case_id: UUID) -> HttpResponse:
    """The giver confirms the protocol."""
    found, handover = _giver_case(request, case_id)
    _confirm(request, handover, Party.GIVER, by=request.person.email)
    return redirect("handover_giver", case_id=found.uuid)


@require_POST
@with_person
def renew(request: CaseRequest, case_id: UUID) -> HttpResponse:
    """Another link, when the former went to the wrong person."""
    found, handover = _giver_case(request, case_id)
    try:
        handing_over.renew_link(handover=handover, at=timezone.now())
    except errors.NotAllowedHere:
        messages.info(request, _("Both parties have confirmed; nothing can be changed any more."))
    else:
        messages.success(request, _("There is a new link. The former one no longer works."))
    return redirect("handover_giver", case_id=found.uuid)


def with_token(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """For whoever holds the shared link; anything but a good one does not exist."""

    @wraps(view)
    @with_person
    def guarded(request: Any, /, token: str, **kwargs: Any) -> HttpResponse:
        try:
            handover = handing_over.by_token(token=token, at=timezone.now())
        except errors.LinkUnknown as error:
            raise Http404 from error
        return view(request, handover, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@with_token
def taker(request: CaseRequest, handover: Handover) -> HttpResponse:
    """The taker: first the mailbox, then who they are, the states and the day, beside what the giver said."""
    finished = handover.closed_at is not None
    if (finished or handover.case.open) and not _is_taker(request, handover):
        return _mailbox(request, handover)
    if finished or not handover.case.open:
        return render(request, "customer_portal/cases/handover_over.html", {"handover": handover})
    form = StatesForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        handover=handover,
        party=Party.TAKER,
    )
    if request.method == "POST" and form.is_valid():
        about = {name: form.cleaned_data[name] for name in ("name", "phone", "address")}
        if _say(request, form, handover, Party.TAKER, by=handover.taker_email, **about):
            return redirect(request.path)
    context = _shared(handover) | {
        "form": form, "giver_name": handover.case.filer_name,
        "confirmed": handover.taker_confirmed_at, "other_confirmed": handover.giver_confirmed_at,
        "photos": handover.case.files.filter(field__in=["giver", "taker"]).select_related("file"),
        "confirm_url": f"{request.path}potwierdz/", "photo_url": f"{request.path}zdjecie/",
    }  # fmt: skip
    return render(request, "customer_portal/cases/handover_taker.html", context)


def _mailbox(request: CaseRequest, handover: Handover) -> HttpResponse:
    """The mailbox of whoever takes over: an address, then the digits that were mailed there."""
    email = request.session.get(f"{WAITS_FOR_CODE}:{handover.uuid}", "")
    form: forms.Form
    if request.method == "POST" and "code" in request.POST and email:
        form = CodeForm(request.POST)
        if form.is_valid():
            try:
                handing_over.confirm_taker(
                    handover=handover, email=email, code=form.cleaned_data["code"],
                    language=get_language() or "pl", at=timezone.now(),
                )  # fmt: skip
            except (errors.CodeWrong, errors.NotAllowedHere):
                form.add_error(
                    "code", _("This code does not agree. Check the newest e-mail, or have a new code sent.")
                )
            else:
                request.session[f"{TAKER}:{handover.uuid}"] = handover.nonce
                return redirect(request.path)
    elif request.method == "POST":
        form = GuestForm(request.POST)
        if form.is_valid():
            email = form.cleaned_data["email"].lower()
            try:
                handing_over.mail_taker_code(
                    handover=handover, email=email, profile=profile_of(request), language=get_language() or "pl",
                    at=timezone.now(),
                )  # fmt: skip
            except errors.TooMany:
                form.add_error(
                    "email", _("We have sent several messages to this address. Wait an hour and try again.")
                )
            else:
                request.session[f"{WAITS_FOR_CODE}:{handover.uuid}"] = email
                form = CodeForm()
    else:
        form = GuestForm()
    context = {"form": form, "handover": handover, "email": email, "by_code": isinstance(form, CodeForm)}
    return render(request, "customer_portal/cases/handover_mailbox.html", context)


@require_POST
@with_token
def taker_confirm(request: CaseRequest, handover: Handover) -> HttpResponse:
    """The taker confirms the protocol."""
    if not _is_taker(request, handover):
        raise Http404
    _confirm(request, handover, Party.TAKER, by=handover.taker_email)
    return redirect("handover", token=handing_over.token_of(handover))


@require_safe
@with_token
def photo(request: CaseRequest, handover: Handover, file_id: UUID) -> HttpResponse:
    """A photo of a meter; no other file of the case."""
    found = (
        handover.case.files.filter(field__in=["giver", "taker"], uuid=file_id).select_related("file").first()
    )
    if found is None or not _is_taker(request, handover):
        raise Http404
    try:
        return as_download(found.file)
    except FileNotFoundError as error:
        raise Http404 from error


@require_safe
@with_token
def protocol(request: CaseRequest, handover: Handover) -> HttpResponse:
    """The finished protocol, for the taker too."""
    kept = handover.case.documents.filter(kind="protocol").first()
    if kept is None or not _is_taker(request, handover):
        raise Http404
    return as_pdf(kept)


def _is_taker(request: HttpRequest, handover: Handover) -> bool:
    # The nonce: whoever came by a link that was renewed is nobody here any more.
    proven = request.session.get(f"{TAKER}:{handover.uuid}") == handover.nonce
    return proven and handover.taker_verified_at is not None


def _shared(handover: Handover) -> dict[str, Any]:
    return {
        "handover": handover,
        "rows": handing_over.compared(handover),
        "agreed": handing_over.agreed(handover),
        "shown": handing_over.shown_state(handover),
        "day_differs": handover.taker_date is not None and handover.taker_date != handover.happens_on,
    }


def _say(
    request: CaseRequest, form: StatesForm, handover: Handover, party: Party, *, by: str, **about: str
) -> bool:
    """Photos, then the states: a refused photo says so and the states are still kept."""
    at = timezone.now()
    try:
        handing_over.say(
            handover=handover, party=party, states=form.states(), happens_on=form.cleaned_data["happens_on"], at=at,
            by=by, co_owners=form.cleaned_data["co_owners"], **about,
        )  # fmt: skip
        for name, content in form.cleaned_data["photos"]:
            handing_over.add_photo(handover=handover, party=party, content=content, name=name, at=at, by=by)
    except errors.TooManyFiles as most:
        form.add_error("photos", _("There may be at most %(most)s files here. Remove one to add another.") % {"most": most.text})  # fmt: skip
    except storing.FileRefused as refusal:
        form.add_error("photos", str(refusal))
    except (errors.NotAllowedHere, errors.Incomplete):
        messages.info(request, _("Both parties have confirmed; nothing can be changed any more."))
    else:
        messages.success(request, _("Kept. The other party sees it now."))
        return True
    return False


def _confirm(request: CaseRequest, handover: Handover, party: Party, *, by: str) -> None:
    try:
        both = handing_over.confirm(
            handover=handover, party=party, shown=request.POST.get("shown", ""), profile=profile_of(request),
            at=timezone.now(), by=by,
        )  # fmt: skip
    except errors.ProtocolChanged:
        messages.warning(request, _("The protocol has changed since you opened this page. Below you see it as it is now: check it and confirm again."))  # fmt: skip
    except errors.NotAllowedHere:
        messages.warning(request, _("It can be confirmed once both parties say the same of every meter and of the day."))  # fmt: skip
    else:
        messages.success(
            request,
            _("Both parties have confirmed. The protocol is ready, and we go on from here.")
            if both
            else _("Confirmed. We wait for the other party."),
        )
