"""Getting in: the form, the mailbox, the printable form, the invitation. Each step calls one verb."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from customer_portal.doors import profile_of, visitor_of
from customer_portal.hints import hints_for
from customer_portal.public.views import pdf
from customer_portal.registration.forms import (
    CodeForm,
    ConfirmForm,
    EmailForm,
    PasswordForm,
    RegistrationForm,
)
from tenants.content.markdown import as_html
from tenants.legal.paper_forms import FormIdentity, render_form
from tenants.notifications.links import absolute
from tenants.profile.schema import Profile
from tenants.profile.schema.registration import Mode
from tenants.registration import errors, services
from tenants.registration.forms_of import form_of, values_for
from tenants.registration.models import LinkPurpose, MailedLink, Registration
from tenants.registration.references import shown
from tenants.registration.selectors import confirmed_address, link_of, started
from tenants.registration.services import mailbox

# What the person's own browser remembers between the steps, so that nobody else can take them.
SENT_TO = "registration_email"
STARTED = "registration_uuid"
CONFIRMED = "registration_confirmed_link"


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def register(request: HttpRequest) -> HttpResponse:
    """The form; under „verify first” only the address, until the mailbox has answered."""
    profile = profile_of(request)
    confirmed = _confirmed_link(request)
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
                registration=_started_here(request), email=email, language=get_language() or "pl",
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


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the mailed link. Opening shows a button (mail scanners open links too); pressing it confirms.

    In another browser than the form's the password is asked for: who only owns the mailbox did not register.
    """
    profile = profile_of(request)
    try:
        link = mailbox.peek(token=token, at=timezone.now())
        here = _started_here(request)
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


def _wait(problem: errors.RegistrationProblem) -> str:
    """Why no further mail goes now, and when the next one may."""
    if isinstance(problem, errors.JustSent):
        return _("We sent a message a moment ago. Give it a minute, look into SPAM, then ask again.")
    return _("We have sent several messages to this address. Wait an hour and try again.")


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


def _confirmed_link(request: HttpRequest) -> MailedLink | None:
    key: int | None = request.session.get(CONFIRMED)
    return confirmed_address(key) if key else None


def _started_here(request: HttpRequest) -> Registration | None:
    """The unconfirmed registration that this browser's form made, if any."""
    uuid: str | None = request.session.get(STARTED)
    return started(uuid) if uuid else None
