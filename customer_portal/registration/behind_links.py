"""What stands behind mailed links: the confirmed mailbox, the invitation, the printable form, and links that died."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customer_portal.doors import profile_of
from customer_portal.public.views import pdf
from customer_portal.registration.forms import (
    ConfirmForm,
    PasswordForm,
)
from customer_portal.registration.remembered import CONFIRMED, started_here
from tenants.legal.paper_forms import FormIdentity, render_form
from tenants.notifications.links import absolute
from tenants.profile.schema import Profile
from tenants.registration import errors, services
from tenants.registration.forms_of import form_of, values_for
from tenants.registration.models import LinkPurpose, Registration
from tenants.registration.references import shown
from tenants.registration.selectors import link_of
from tenants.registration.services import mailbox


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the mailed link. Opening shows a button (mail scanners open links too); pressing it confirms.

    In another browser than the form's the password is asked for: who only owns the mailbox did not register.
    """
    profile = profile_of(request)
    try:
        link = mailbox.peek(token=token, at=timezone.now())
        here = started_here(request)
        same_browser = here is not None and here == link.registration
        form = ConfirmForm(request.POST if request.method == "POST" else None, ask=not same_browser)
        if request.method == "POST" and form.is_valid():
            try:
                services.verify_email(
                    token=token, profile=profile, at=timezone.now(),
                    password=None if same_browser else form.cleaned_data["password"],
                )  # fmt: skip
            except errors.PasswordWrong:
                form.add_error("password", _("This is not the password chosen in the form."))
            else:
                messages.success(request, _("Your e-mail address is confirmed. You can sign in now."))
                return redirect("account_login")
    except errors.RegistrationProblem as problem:
        return _link_problem(request, token, problem)
    context = {"email": link.email, "form": form, "token": token}
    return render(request, "customer_portal/registration/confirm.html", context)


@require_POST
@login_not_required
def disown(request: HttpRequest, token: str) -> HttpResponse:
    """The owner of the mailbox did not register: the unconfirmed login goes."""
    try:
        services.disown(token=token, at=timezone.now())
    except errors.RegistrationProblem as problem:
        return _link_problem(request, token, problem)
    messages.success(request, _("The registration is deleted. Nobody will sign in with your address."))
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def address(request: HttpRequest, token: str) -> HttpResponse:
    """Verify first, by the link instead of the code; the form follows in this browser."""
    try:
        if request.method == "POST":
            link = services.confirm_address(token=token, at=timezone.now())
            request.session[CONFIRMED] = link.pk
            return redirect("register")
        link = mailbox.peek(token=token, at=timezone.now())
    except errors.RegistrationProblem as problem:
        return _link_problem(request, token, problem)
    return render(
        request, "customer_portal/registration/confirm.html", {"email": link.email, "then_form": True}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Staff entered a signed form: the person chooses a password, and that confirms the mailbox too."""
    profile = profile_of(request)
    try:
        link = mailbox.peek(token=token, at=timezone.now())
        if link.purpose != LinkPurpose.INVITATION or link.registration is None:
            raise errors.LinkUnknown
        form = PasswordForm(request.POST or None, profile=profile, user=link.registration.user)
        if request.method == "POST" and form.is_valid():
            services.accept_invitation(
                token=token, password=form.cleaned_data["password"], profile=profile, at=timezone.now()
            )
            messages.success(request, _("Your password is set. You can sign in now."))
            return redirect("account_login")
    except errors.RegistrationProblem as problem:
        return _link_problem(request, token, problem)
    return render(
        request, "customer_portal/registration/invitation.html", {"form": form, "email": link.email}
    )


@require_GET
@login_not_required
def printable(request: HttpRequest, token: str) -> HttpResponse:
    """The form from the mail, filled in from the registration, with the QR that identifies it."""
    try:
        registration = services.registration_by_form_link(token=token, at=timezone.now())
    except errors.RegistrationProblem as problem:
        return _link_problem(request, token, problem)
    return printable_pdf(registration, profile_of(request))


def printable_pdf(registration: Registration, profile: Profile) -> HttpResponse:
    """The PDF of a registration's form; 404 when its way in has none."""
    form = form_of(registration, profile)
    if form is None:
        raise Http404
    identity = FormIdentity(
        shown(registration.reference), absolute("office_form", reference=registration.reference)
    )
    content = render_form(
        form=form,
        profile=profile,
        values=values_for(registration),
        language=registration.language,
        identity=identity,
    )
    return pdf(content, f"{form.name} {shown(registration.reference)}.pdf")


def _link_problem(request: HttpRequest, token: str, problem: errors.RegistrationProblem) -> HttpResponse:
    """Links that no longer work: what happened, and the way on from here, which depends on what the link was for."""
    pages: dict[type[errors.RegistrationProblem], tuple[str, int]] = {
        errors.LinkExpired: ("expired", 410),
        errors.LinkUsed: ("used", 410),
        errors.NotOpen: ("closed", 410),
    }
    name, status = pages.get(type(problem), ("unknown", 404))
    link = link_of(token)
    context: dict[str, Any] = {"problem": name, "purpose": link.purpose if link else ""}
    return render(request, "customer_portal/registration/link_problem.html", context, status=status)
