"""Getting in: the form, „we have sent you a link”, once more, to another address. Each step calls one verb."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customer_portal.doors import profile_of, visitor_of
from customer_portal.hints import hints_for
from customer_portal.registration.forms import (
    CodeForm,
    EmailForm,
    RegistrationForm,
)
from customer_portal.registration.remembered import CONFIRMED, SENT_TO, STARTED, confirmed_link, started_here
from tenants.content.markdown import as_html
from tenants.profile.schema import Profile
from tenants.profile.schema.registration import Mode
from tenants.registration import errors, services
from tenants.registration.models import MailedLink


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def register(request: HttpRequest) -> HttpResponse:
    """The form; under „verify first” only the address, until the mailbox has answered."""
    profile = profile_of(request)
    confirmed = confirmed_link(request)
    if profile.security.enumeration.mode == "verify_first" and confirmed is None:
        return _ask_for_address(request, profile)
    mode = _online_mode(profile)
    email = confirmed.email if confirmed else ""
    form = RegistrationForm(request.POST or None, profile=profile, email=email, today=localdate())
    if request.method == "POST" and form.is_valid():
        answer = _try_to_register(request, profile, mode, form, confirmed)
        if answer is not None:
            return answer
    return render(
        request, "customer_portal/registration/form.html", _form_page(request, profile, form, confirmed)
    )


def _try_to_register(
    request: HttpRequest, profile: Profile, mode: Mode, form: RegistrationForm, confirmed: MailedLink | None
) -> HttpResponse | None:
    """One verb; its refusals become words beside the field they are about."""
    email = confirmed.email if confirmed else form.cleaned_data["email"]
    try:
        registration = services.register(
            profile=profile,
            mode=mode,
            email=email,
            password=form.cleaned_data["password"],
            applicant=form.applicant(get_language() or "pl"),
            visitor=visitor_of(request),
            at=timezone.now(),
            confirmed=confirmed,
        )
    except errors.AccountExists as problem:
        form.account_exists = problem.text
        form.add_error(None if confirmed else "email", problem.text)
        return None
    except errors.TooManyAttempts:
        form.add_error(
            None, _("Too many registrations from here within an hour. Try again later, or call us.")
        )
        return None
    except errors.CustomerUnknown:
        number = profile.glossary.customer_number
        form.add_error(
            "customer_number",
            _("We know no such number. Check it once more: %(where)s") % {"where": number.where_on_invoice},
        )
        return None
    except (errors.NoInvoiceYet, errors.NumberNeeded) as problem:
        form.add_error("customer_number" if "customer_number" in form.fields else None, problem.text)
        return None
    if confirmed is not None:
        request.session.pop(CONFIRMED, None)
        messages.success(request, _("Your account is ready. Sign in with your e-mail address and password."))
        return redirect("account_login")
    request.session[SENT_TO] = email
    request.session.pop(STARTED, None)  # one left from an earlier try would be corrected instead of this
    if registration is not None:
        request.session[STARTED] = str(registration.uuid)
    return redirect("registration_sent")


def _ask_for_address(request: HttpRequest, profile: Profile) -> HttpResponse:
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        try:
            services.start_with_email(
                profile=profile, email=email, language=get_language() or "pl",
                visitor=visitor_of(request), at=timezone.now(),
            )  # fmt: skip
        except (errors.TooSoon, errors.TooManyAttempts) as problem:
            form.add_error("email", _wait(problem))
        else:
            request.session[SENT_TO] = email
            return redirect("registration_code")
    return render(
        request, "customer_portal/registration/address.html", _form_page(request, profile, form, None)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def code(request: HttpRequest) -> HttpResponse:
    """Verify first: the six digits, for those who read mail on the same or another device."""
    profile, email = profile_of(request), request.session.get(SENT_TO, "")
    if not email:
        return redirect("register")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            link = services.confirm_address_by_code(
                email=email, code=form.cleaned_data["code"], at=timezone.now()
            )
        except errors.CodeWrong:
            form.add_error(
                "code", _("This code does not agree. Check the newest e-mail, or have a new code sent.")
            )
        else:
            request.session[CONFIRMED] = link.pk
            return redirect("register")
    context = {
        "form": form,
        "email": email,
        "hints": hints_for(request, profile, "verification_sent"),
        "hours": profile.registration.links.verification_hours,
    }
    return render(request, "customer_portal/registration/code.html", context)


@require_safe
@login_not_required
def sent(request: HttpRequest) -> HttpResponse:
    """The mail is on its way: what comes next, and what to do when it does not come."""
    email = request.session.get(SENT_TO)
    if not email:
        return redirect("register")
    profile = profile_of(request)
    mode = _online_mode(profile)
    form_key = getattr(mode, "printable_form", None)
    context = {
        "email": email,
        "hours": profile.registration.links.verification_hours,
        "printable": profile.forms.form(form_key) if form_key else None,
        "hints": hints_for(request, profile, "verification_sent"),
        "promise": profile.registration.activation_promise,
        "steps": [str(step) for step in mode.steps[1:]],  # the first, filling in the form, is done
    }
    return render(request, "customer_portal/registration/sent.html", context)


@require_POST
@login_not_required
def resend(request: HttpRequest) -> HttpResponse:
    """The mail again, to the address of this browser's own registration."""
    email = request.session.get(SENT_TO, "")
    profile = profile_of(request)
    if not email:
        return redirect("register")
    first = profile.security.enumeration.mode == "verify_first"
    try:
        if first:
            services.start_with_email(
                profile=profile, email=email, language=get_language() or "pl",
                visitor=visitor_of(request), at=timezone.now(),
            )  # fmt: skip
        else:
            services.resend(email=email, profile=profile, at=timezone.now())
    except (errors.TooSoon, errors.TooManyAttempts) as problem:
        messages.warning(request, _wait(problem))
    else:
        messages.success(request, _("We have sent the message again. Look into SPAM too."))
    return redirect("registration_code" if first else "registration_sent")


@require_POST
@login_not_required
def resend_for(request: HttpRequest) -> HttpResponse:
    """The link again for whoever cannot sign in yet: the same answer for every address, known or not."""
    form = EmailForm(request.POST)
    if form.is_valid():
        with suppress(errors.TooSoon, errors.TooManyAttempts):
            services.resend(
                email=form.cleaned_data["email"].lower(), profile=profile_of(request), at=timezone.now()
            )
    messages.info(
        request, _("If a registration waits for this address, the link is on its way. Look into SPAM too.")
    )
    return redirect("account_login")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def correct(request: HttpRequest) -> HttpResponse:
    """The person mistyped their address. The page is the same whether or not a registration was made."""
    if SENT_TO not in request.session:
        return redirect("register")
    form = EmailForm(request.POST or None, initial={"email": request.session[SENT_TO]})
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        try:
            services.correct_email(
                registration=started_here(request), email=email, language=get_language() or "pl",
                profile=profile_of(request), visitor=visitor_of(request), at=timezone.now(),
            )  # fmt: skip
        except errors.AccountExists as problem:
            form.add_error("email", problem.text)
        except (errors.TooSoon, errors.TooManyAttempts) as problem:
            form.add_error("email", _wait(problem))
        else:
            request.session[SENT_TO] = email
            return redirect("registration_sent")
    return render(request, "customer_portal/registration/correct.html", {"form": form})


def _wait(problem: errors.RegistrationProblem) -> str:
    """Why no further mail goes now, and when the next one may."""
    if isinstance(problem, errors.JustSent):
        return _("We sent a message a moment ago. Give it a minute, look into SPAM, then ask again.")
    return _("We have sent several messages to this address. Wait an hour and try again.")


def _form_page(
    request: HttpRequest, profile: Profile, form: Any, confirmed: MailedLink | None
) -> dict[str, Any]:
    return {
        "form": form,
        "confirmed": confirmed,
        "policy": profile.registration,
        "announcements": [
            (news, as_html(str(news.body)))
            for news in profile.content.announcements_at("registration", localdate())
        ],
        "hints": hints_for(request, profile, "registration"),
        "login_url": reverse("account_login"),
    }


def _online_mode(profile: Profile) -> Mode:
    """The way in that begins on the screen: the online form, or whatever else the utility lists first."""
    online = profile.registration.modes_of_kind("online_form")
    return online[0] if online else profile.registration.modes[0]
