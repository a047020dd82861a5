"""Powers of attorney for staff: what waits, the paper beside the contract, approve until a day or refuse with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tenants.customers.models import AccessRole, Customer
from tenants.customers.selectors import differences, find_customer, people_with_access
from tenants.customers.services import note_look
from tenants.delegation import selectors, services, sharing
from tenants.delegation.models import Mandate, MandateState
from tenants.delegation.services.answering import OneCustomerOnly
from tenants.delegation.services.inviting import AlreadyIn
from tenants.delegation.services.mandates import MandateClosed
from tenants.files.serving import as_download
from tenants.identity.roles import Right
from tenants.office.consents import RefusalForm
from tenants.office.doors import StaffRequest, profile_of, staff_with
from tenants.office.forms import CustomerNumberField
from tenants.profile.formats import date_table
from tenants.profile.schema import Profile

PER_PAGE = 50


class ApprovalForm(forms.Form):
    """For which customer, until which day."""

    customer = CustomerNumberField(
        max_length=40, error_messages={"required": gettext_lazy("Enter the customer's number.")}
    )
    until = forms.DateField(
        label=gettext_lazy("Until when? The last day"),
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "maxlength": "10"}),
        error_messages={
            "required": gettext_lazy("Enter the last day."),
            "invalid": gettext_lazy(
                "There is no such day. Write day, month and year with full stops, for example 20.11.2026."
            ),
        },
    )

    def __init__(self, *args: Any, profile: Profile, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].label = str(profile.glossary.customer_number.label)
        latest = sharing.latest_day(profile.access.mandate_months, today)
        self.fields["until"].help_text = _("As the paper says, at the latest %(day)s.") % {
            "day": date_table(latest)
        }


@require_safe
@staff_with(Right.DECIDE_MANDATES)
def queue(request: StaffRequest) -> HttpResponse:
    """What waits, the longest waiting first."""
    page = Paginator(selectors.waiting_mandates(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, sharing.ROLES[AccessRole(one.role)]) for one in page]
    context = {
        "page": page,
        "rows": rows,
        "on": profile_of(request).access.mandates,
        "number_label": profile_of(request).glossary.customer_number.label,
    }
    return render(request, "office/mandates/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_with(Right.DECIDE_MANDATES)
def mandate(request: StaffRequest, mandate_id: UUID) -> HttpResponse:
    """What the person says beside what the contract says, and the paper; approve or refuse."""
    found, profile = _get(mandate_id), profile_of(request)
    refusing = request.POST.get("decision") == "refuse"
    posted = request.POST if request.method == "POST" else None
    approval = ApprovalForm(
        None if refusing else posted, profile=profile, today=localdate(),
        initial={"customer": found.customer_number},
    )  # fmt: skip
    refusal = RefusalForm(posted if refusing else None)
    form = refusal if refusing else approval
    if request.method == "POST" and form.is_valid() and _decided(request, found, form, refusing=refusing):
        return redirect("office_mandates")
    customer = find_customer(found.customer_number)
    if customer is not None and request.method == "GET":
        note_look(customer=customer, by=request.user, at=timezone.now())
    context = {
        "found": found,
        "role": sharing.ROLES[AccessRole(found.role)],
        "scope": sharing.in_words(found.scope),
        "customer": customer,
        "rows": _compared(found, customer, profile) if customer else [],
        "people": people_with_access(customer, timezone.now())[:20] if customer else [],
        "open": found.state == MandateState.WAITING,
        "approval": approval,
        "refusal": refusal,
        "form": form,
    }
    return render(request, "office/mandates/mandate.html", context)


def _decided(request: StaffRequest, found: Mandate, form: forms.Form, *, refusing: bool) -> bool:
    """Call the verb; False with the sentence in the form when it would not."""
    given, profile, now = form.cleaned_data, profile_of(request), timezone.now()
    try:
        if refusing:
            services.refuse(mandate=found, reason=given["reason"], profile=profile, by=request.user, at=now)
            messages.success(request, _("Refused. The person is told why."))
        else:
            services.approve(
                mandate=found, customer=given["customer"], until=given["until"], profile=profile, by=request.user,
                at=now,
            )  # fmt: skip
            messages.success(request, _("Approved. The person and the owner of the account are told."))
    except MandateClosed:
        messages.info(request, _("Somebody else has decided this in the meantime."))
    except sharing.WrongDay:
        form.add_error("until", _("Choose a day from today on, within the longest time allowed."))
    except OneCustomerOnly as rule:
        form.add_error(
            None, _("This login is linked to another customer already: %(rule)s") % {"rule": rule.text}
        )
    except AlreadyIn:
        form.add_error("customer", _("This login has access to the customer already."))
    return form.is_valid()


@require_safe
@staff_with(Right.DECIDE_MANDATES)
def paper(request: StaffRequest, mandate_id: UUID) -> HttpResponse:
    """The signed paper."""
    return as_download(_get(mandate_id).file)


def _get(mandate_id: UUID) -> Mandate:
    try:
        return selectors.get_mandate(mandate_id)
    except Mandate.DoesNotExist as error:
        raise Http404 from error


def _compared(found: Mandate, customer: Customer, profile: Profile) -> list[dict[str, str]]:
    wrong = differences(customer, name=found.customer_name, number=found.customer_number)
    pairs = [
        ("number", str(profile.glossary.customer_number.label), found.customer_number, customer.number),
        ("name", _("Name"), found.customer_name, customer.name),
    ]
    return [
        {"label": label, "left": given, "right": known, "match": "different" if key in wrong else "same"}
        for key, label, given, known in pairs
    ]
