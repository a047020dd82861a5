"""Powers of attorney: say for whom one acts, send the signed paper, see what became of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customer_portal.doors import CustomerRequest, customers_only, profile_of
from customer_portal.people.forms import MandateForm
from tenants.customers.models import AccessRole
from tenants.delegation import selectors, services, sharing
from tenants.delegation.models import Mandate, MandateState
from tenants.delegation.services.mandates import MandateClosed, TooManyMandates
from tenants.files.storing import MAX_BYTES, FileRefused

PER_PAGE = 20


@require_safe
@customers_only
def mandates(request: CustomerRequest) -> HttpResponse:
    """What I have sent, and how each was decided."""
    _require_on(request)
    page = Paginator(selectors.mandates_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "mandate": one,
            "role": sharing.ROLES[AccessRole(one.role)],
            "scope": sharing.in_words(one.scope),
            "waiting": one.state == MandateState.WAITING,
        }
        for one in page
    ]
    return render(request, "customer_portal/people/mandates.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@customers_only
def new(request: CustomerRequest) -> HttpResponse:
    """Send one. The answer is the same whether the number exists or not: staff look."""
    _require_on(request)
    form = MandateForm(request.POST or None, request.FILES or None, profile=profile_of(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if given["file"].size > MAX_BYTES:
                raise FileRefused(_("The file is larger than 10 MB. Scan it again with a lower resolution."))
            services.send_mandate(
                user=request.user, customer_number=given["customer_number"],
                customer_name=given["customer_name"], role=AccessRole(given["role"]), scope=given["scope"],
                content=given["file"].read(), file_name=given["file"].name or "", profile=profile_of(request),
                language=get_language() or "pl", at=timezone.now(),
            )  # fmt: skip
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        except sharing.SharingProblem as problem:
            form.refuse(problem)
        except TooManyMandates:
            form.add_error(None, _("You have sent five today. Send the next one tomorrow, or call us."))
        else:
            messages.success(request, _("We have it. We will check it and write to you."))
            return redirect("mandates")
    return render(request, "customer_portal/people/mandate.html", {"form": form})


@require_POST
@customers_only
def withdraw(request: CustomerRequest, mandate_id: UUID) -> HttpResponse:
    """Take back what staff have not decided yet."""
    _require_on(request)
    try:
        found = selectors.mandates_of(request.user).get(public_id=mandate_id)
    except Mandate.DoesNotExist as error:
        raise Http404 from error
    try:
        services.withdraw_mandate(mandate=found, at=timezone.now())
    except MandateClosed:
        messages.info(request, _("It has been decided already. See below."))
    else:
        messages.success(request, _("Taken back."))
    return redirect("mandates")


def _require_on(request: CustomerRequest) -> None:
    if not profile_of(request).access.mandates:
        raise Http404
