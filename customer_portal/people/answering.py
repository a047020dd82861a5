"""Behind the link of an invitation: what it is for, accept or decline; with a login, or with one made right here."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customer_portal.doors import TenantRequest, look_at, open_to_all, profile_of, visitor_of
from customer_portal.people.forms import NewLoginForm
from tenants.customers.models import AccessRole
from tenants.delegation import selectors, services, sharing
from tenants.delegation.models import Invitation
from tenants.delegation.services import answering as refusals
from tenants.delegation.services.inviting import AlreadyIn, InvitationClosed
from tenants.identity.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def answer(request: TenantRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing, a button does: scanners of mail open links too."""
    profile = profile_of(request)
    try:
        found = services.invitation_behind(token=token, profile=profile, at=timezone.now())
        if request.method == "POST" and "decline" in request.POST:
            services.decline(token=token, profile=profile, at=timezone.now())
            messages.success(request, _("You have declined. Nobody has been given access."))
            return redirect("home")
        user = request.user
        if isinstance(user, User) and user.is_authenticated:
            return _with_login(request, token, found, user)
        return _without_login(request, token, found)
    except refusals.InvitationUnknown as error:
        raise Http404 from error
    except (InvitationClosed, refusals.InvitationExpired, sharing.SharingOff) as problem:
        used = isinstance(problem, InvitationClosed)
        return render(request, "customer_portal/people/dead_link.html", {"used": used}, status=410)


def _with_login(request: TenantRequest, token: str, found: Invitation, user: User) -> HttpResponse:
    context = _context(found) | {"right_login": user.email == found.email and user.is_customer}
    if request.method == "POST":
        try:
            access = services.accept(token=token, user=user, profile=profile_of(request), at=timezone.now())
        except refusals.WrongLogin:
            context["problem"] = _("Sign out, then sign in with the address to which the invitation came.")
        except refusals.OneCustomerOnly as rule:
            context["problem"] = " ".join([_("Your login belongs to another customer already."), rule.text])
        except AlreadyIn:
            context["problem"] = _("You have access to this customer already.")
        else:
            look_at(request, access)
            messages.success(request, _("Welcome. This is what was shared with you."))
            return redirect("home")
    return render(request, "customer_portal/people/answer.html", context)


def _without_login(request: TenantRequest, token: str, found: Invitation) -> HttpResponse:
    here = reverse("delegate_answer", args=[token])
    context = _context(found) | {
        "sign_in_to_accept": f"{reverse('account_login')}?{urlencode({'next': here})}"
    }
    if selectors.has_login(found.email):
        return render(request, "customer_portal/people/answer.html", context | {"has_login": True})
    form = NewLoginForm(
        request.POST or None, profile=profile_of(request), email=found.email, today=localdate()
    )
    if request.method == "POST" and form.is_valid():
        visitor = visitor_of(request)
        try:
            services.accept_with_new_login(
                token=token, full_name=form.cleaned_data["full_name"], password=form.cleaned_data["password"],
                profile=profile_of(request), language=get_language() or "pl", at=timezone.now(),
                address=visitor.address, user_agent=visitor.user_agent,
            )  # fmt: skip
        except refusals.LoginExists:
            return redirect(here)
        messages.success(request, _("Your login is ready. Sign in to see what was shared with you."))
        return redirect("account_login")
    return render(request, "customer_portal/people/answer.html", context | {"form": form})


def _context(found: Invitation) -> dict[str, object]:
    return {
        "invitation": found,
        "inviter": found.sent_with.user.full_name or found.customer.name,
        "customer": found.customer,
        "role": sharing.ROLES[AccessRole(found.role)],
        "scope": sharing.in_words(found.scope),
        "until": sharing.last_day_of(found.valid_to),
    }
