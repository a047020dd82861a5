"""Consents of people without an account: compare and decide, and enter what came signed on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tenants.customers.models import Customer
from tenants.customers.selectors import differences, find_customer
from tenants.files import storing
from tenants.identity import audit
from tenants.identity.roles import Right
from tenants.legal import selectors, services
from tenants.legal.models import Channel, ConsentAction, ConsentRequest, RequestState
from tenants.legal.services.consenting import WHAT_HAPPENED
from tenants.office.doors import StaffRequest, profile_of, staff_with
from tenants.office.forms import CustomerNumberField, PaperMixin
from tenants.office.paper import stored_scan
from tenants.profile.schema import Profile

PER_PAGE = 50


class DecisionForm(forms.Form):
    """Which customer it is; the office decides, the points only help."""

    customer = CustomerNumberField(
        max_length=40, error_messages={"required": gettext_lazy("Enter the customer's number.")}
    )

    def __init__(self, *args: Any, number_label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].label = number_label


class RefusalForm(forms.Form):
    """Why not, in words for the person."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, in words for the person"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why, so that the person knows what to do.")},
    )


class PaperConsentForm(PaperMixin):
    """What stands on a signed form about a consent."""

    consent = forms.ChoiceField(label=gettext_lazy("Consent"))
    action = forms.ChoiceField(
        label=gettext_lazy("What is signed"),
        choices=[(key.value, word) for key, word in WHAT_HAPPENED.items()],
    )
    customer = CustomerNumberField(
        max_length=40, error_messages={"required": gettext_lazy("Enter the customer's number.")}
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address for delivery, from the form"), max_length=254, required=False
    )

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile = profile
        self.fields["customer"].label = str(profile.glossary.customer_number.label)
        choice = self.fields["consent"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [
            (consent.key, str(consent.title))
            for consent in profile.legal.consents
            if "paper" in consent.channels and not consent.account_needed
        ]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("scan") and not data.get("paper_kept"):
            self.add_error("scan", _("Add the scan of the signed form, or write where the paper is kept."))
        withdrawn = data.get("action") == ConsentAction.WITHDRAWN
        if data.get("consent") and not withdrawn and not data.get("email"):
            if self.profile.legal.consent(data["consent"]).has_address:
                self.add_error("email", _("Enter the e-mail address from the form."))
        return data


@require_safe
@staff_with(Right.DECIDE_MANDATES)
def queue(request: StaffRequest) -> HttpResponse:
    """Guests' requests whose mailbox has answered, the longest waiting first."""
    profile = profile_of(request)
    page = Paginator(selectors.waiting_requests(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(found, _title(profile, found), WHAT_HAPPENED[ConsentAction(found.action)]) for found in page]
    paper = any("paper" in one.channels and not one.account_needed for one in profile.legal.consents)
    return render(request, "office/consents/queue.html", {"page": page, "rows": rows, "paper": paper})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_with(Right.DECIDE_MANDATES)
def request_(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """What the person wrote beside what the contract says; approve or refuse."""
    profile = profile_of(request)
    try:
        found = selectors.get_request(request_id)
    except ConsentRequest.DoesNotExist as error:
        raise Http404 from error
    label = str(profile.glossary.customer_number.label)
    refusing = request.POST.get("decision") == "refuse"
    posted = request.POST if request.method == "POST" else None
    decision = DecisionForm(
        None if refusing else posted, number_label=label, initial={"customer": found.customer_number}
    )
    refusal = RefusalForm(posted if refusing else None)
    form = refusal if refusing else decision
    if request.method == "POST" and form.is_valid():
        try:
            if refusing:
                services.refuse_request(
                    request=found, reason=form.cleaned_data["reason"], profile=profile, by=request.user,
                    at=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("Refused. The person is told why."))
            else:
                services.approve_request(
                    request=found, customer_number=form.cleaned_data["customer"].number, profile=profile,
                    by=request.user, at=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("Recorded in the ledger of consents. The person is told."))
        except services.RequestClosed:
            messages.info(request, _("Somebody else has decided this in the meantime."))
        return redirect("office_consents")
    customer = find_customer(found.customer_number)
    context = {
        "found": found,
        "title": _title(profile, found),
        "what": WHAT_HAPPENED[ConsentAction(found.action)],
        "customer": customer,
        "rows": _compared(found, customer, profile) if customer else [],
        "open": found.state == RequestState.WAITING_FOR_STAFF,
        "decision": decision,
        "refusal": refusal,
        "form": form,
        "history": selectors.events_of_customer(customer.number)[:10] if customer else [],
    }
    return render(request, "office/consents/request.html", context)


def _compared(found: ConsentRequest, customer: Customer, profile: Profile) -> list[dict[str, str]]:
    wrong = differences(customer, name=found.name, number=found.customer_number, address=found.place)

    def row(label: str, given: str, known: str, key: str) -> dict[str, str]:
        match = "none" if not given else "different" if key in wrong else "same"
        return {"label": label, "left": given, "right": known, "match": match}

    number = str(profile.glossary.customer_number.label)
    return [
        row(number, found.customer_number, customer.number, "number"),
        row(_("Name"), found.name, customer.name, "name"),
        row(_("Address"), found.place, customer.full_address, "address"),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_with(Right.DECIDE_MANDATES)
def enter_paper(request: StaffRequest) -> HttpResponse:
    """A signed form about a consent, of somebody with or without an account."""
    profile = profile_of(request)
    form = PaperConsentForm(request.POST or None, request.FILES or None, profile=profile)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        consent = profile.legal.consent(data["consent"])
        customer: Customer = data["customer"]
        try:
            with transaction.atomic():
                scan = stored_scan(data.get("scan"), request.user)
                services.record_consent(
                    consent=consent, action=ConsentAction(data["action"]), channel=Channel.PAPER,
                    at=timezone.now(), by=request.user.email, customer_number=customer.number,
                    email=data["email"], evidence_file=scan.uuid if scan else None,
                    paper_kept=data["paper_kept"],
                    delivery_email=data["email"] if data["action"] != ConsentAction.WITHDRAWN else "",
                )  # fmt: skip
                audit.record(
                    "legal.enter_paper_consent", by=request.user, subject=customer.number, consent=consent.key
                )
        except storing.FileRefused as refusal:
            form.add_error("scan", str(refusal))
        else:
            messages.success(request, _("Recorded in the ledger of consents."))
            return redirect("office_consents")
    return render(request, "office/consents/paper.html", {"form": form})


def _title(profile: Profile, found: ConsentRequest) -> str:
    known = next((one for one in profile.legal.consents if one.key == found.consent), None)
    return str(known.title) if known else found.consent
