"""My login: name, mailbox and telephone, each changed by whoever holds both ends; and where I am signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customer_portal.documents.forms import MailboxField
from customer_portal.doors import CustomerRequest, customers_only, profile_of
from customer_portal.password_again import PasswordAgainForm
from customer_portal.registration.forms import CodeForm
from tenants.customers.identifiers import InvalidIdentifier
from tenants.identity import devices
from tenants.identity.services import rename
from tenants.privacy.services import TakenBack, take_back
from tenants.registration import errors
from tenants.registration.services import login as services


class NameForm(forms.Form):
    """How the office calls the person."""

    full_name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Enter your name.")},
    )


class EmailChangeForm(PasswordAgainForm):
    """The new mailbox, and the password."""

    email = MailboxField(label=gettext_lazy("New e-mail address"))
    field_order = ["email", "password"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email == self.user.email:
            raise forms.ValidationError(_("This is your address already."))
        return email


class PhoneForm(forms.Form):
    """A number that can receive an SMS."""

    phone = forms.CharField(
        label=gettext_lazy("Mobile telephone"),
        help_text=gettext_lazy("We send a code there by SMS."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": gettext_lazy("Enter the number.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@customers_only
def name(request: CustomerRequest) -> HttpResponse:
    """Change the name we write to."""
    form = NameForm(request.POST or None, initial={"full_name": request.user.full_name})
    if request.method == "POST" and form.is_valid():
        rename(user=request.user, full_name=form.cleaned_data["full_name"])
        messages.success(request, _("Saved."))
        return redirect("my_details")
    return render(request, "customer_portal/account/name.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@customers_only
def change_email(request: CustomerRequest) -> HttpResponse:
    """Ask for the move to another mailbox; the new one has to answer."""
    form = EmailChangeForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_email_change(
                user=request.user,
                new_email=form.cleaned_data["email"],
                profile=profile_of(request),
                language=get_language() or "pl",
                at=timezone.now(),
            )
        except errors.TooSoon:
            form.add_error(None, _("Too many tries in an hour. Try again later, or call us: we will help."))
        else:
            context = {"email": form.cleaned_data["email"]}
            return render(request, "customer_portal/account/email_sent.html", context)
    return render(request, "customer_portal/account/email.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link in the new mailbox: a button, because mail scanners open links too."""
    try:
        found = services.email_change(token=token, at=timezone.now())
        if request.method == "POST":
            services.confirm_email_change(token=token, profile=profile_of(request), at=timezone.now())
            messages.success(
                request, _("Done. From now on you sign in with %(email)s.") % {"email": found.new_email}
            )
            return redirect("my_details" if request.user.is_authenticated else "account_login")
    except errors.RegistrationProblem as problem:
        return _dead_link(request, problem)
    context = {"email": found.new_email, "undo": False}
    return render(request, "customer_portal/account/email_link.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def undo_email(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link in the former mailbox: take the login back."""
    try:
        found = services.undoable_change(token=token, at=timezone.now())
        if request.method == "POST":
            taken = take_back(token=token, profile=profile_of(request), at=timezone.now())
            logout(request)
            text = _("Your address is %(email)s again, and everybody is signed out. Now set a new password.")
            messages.success(request, text % {"email": found.former_email})
            for sentence in _meanwhile(taken):
                messages.warning(request, sentence)
            return redirect("account_reset_password")
    except errors.RegistrationProblem as problem:
        return _dead_link(request, problem)
    context = {"email": found.former_email, "new_email": found.new_email, "undo": True}
    return render(request, "customer_portal/account/email_link.html", context)


def _meanwhile(taken: TakenBack) -> Iterator[str]:
    """What happened in the login while it was elsewhere: what we undid, and what its owner has to look at."""
    if taken.reopened:
        yield _("The account was closed meanwhile. We have opened it again, with everything you saw before.")
    if taken.phone_forgotten:
        yield _("A telephone number was confirmed meanwhile. We have forgotten it: enter yours again.")
    sharing = taken.sharing
    if shared := sharing.invitations + sharing.ended:
        yield ngettext(
            "%(count)d person was invited meanwhile. We have ended that.",
            "%(count)d people were invited meanwhile. We have ended that.",
            shared,
        ) % {"count": shared}
    if sharing.changed:
        yield ngettext(
            "What %(count)d person may do in your account was changed meanwhile. It is as before again.",
            "What %(count)d people may do in your account was changed meanwhile. It is as before again.",
            sharing.changed,
        ) % {"count": sharing.changed}
    if sharing.restored:
        yield ngettext(
            "%(count)d access was ended meanwhile. It counts again.",
            "%(count)d accesses were ended meanwhile. They count again.",
            sharing.restored,
        ) % {"count": sharing.restored}
    if taken.requests:
        yield ngettext(
            "%(count)d request about a consent was sent meanwhile. We have refused it.",
            "%(count)d requests about consents were sent meanwhile. We have refused them.",
            taken.requests,
        ) % {"count": taken.requests}
    if taken.consents:
        yield _(
            "Consents were changed meanwhile. Look at them after signing in, and take back what is not yours."
        )
    if taken.cases:
        yield ngettext(
            "Something was filed or written in %(count)d case meanwhile. We cannot take that back, but our staff know. Look at"
            " the case and write to us in it what is not from you.",
            "Something was filed or written in %(count)d cases meanwhile. We cannot take that back, but our staff know. Look at"
            " the cases and write to us in them what is not from you.",
            taken.cases,
        ) % {"count": taken.cases}
    if taken.readings:
        yield ngettext(
            "%(count)d reading was sent meanwhile. We cannot take it back: check it, and write to us if it is wrong.",
            "%(count)d readings were sent meanwhile. We cannot take them back: check them, and write to us if they are wrong.",
            taken.readings,
        ) % {"count": taken.readings}
    yield _(
        "After signing in check your name, which messages you get and the hours without SMS. We do not keep what they were before."
    )


def _dead_link(request: HttpRequest, problem: errors.RegistrationProblem) -> HttpResponse:
    if isinstance(problem, errors.LinkUnknown):
        raise Http404 from problem
    context = {"used": isinstance(problem, errors.LinkUsed)}
    return render(request, "customer_portal/account/email_dead_link.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@customers_only
def phone(request: CustomerRequest) -> HttpResponse:
    """A number for SMS: a code goes there, or the number goes away."""
    form = PhoneForm(request.POST or None, initial={"phone": request.user.phone})
    if request.method == "POST" and "forget" in request.POST:
        services.forget_phone(user=request.user)
        messages.success(request, _("We have forgotten your number. No more SMS will come."))
        return redirect("my_details")
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_phone_code(
                user=request.user,
                phone=form.cleaned_data["phone"],
                profile=profile_of(request),
                language=get_language() or "pl",
                at=timezone.now(),
            )
        except InvalidIdentifier as wrong:
            form.add_error("phone", str(wrong))
        except errors.TooSoon:
            form.add_error(None, _("Too many codes were sent. Try again later, or call us: we will help."))
        except services.NoSms:
            form.add_error(None, _("Our office sends no SMS yet."))
        else:
            return redirect("phone_code")
    return render(request, "customer_portal/account/phone.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@customers_only
def phone_code(request: CustomerRequest) -> HttpResponse:
    """The code from the SMS."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_phone(user=request.user, code=form.cleaned_data["code"], at=timezone.now())
        except errors.CodeWrong:
            form.add_error("code", _("This is not the code from the SMS."))
        except (errors.TooManyAttempts, errors.LinkExpired):
            messages.error(request, _("This code no longer works. Ask for a new one."))
            return redirect("phone")
        else:
            messages.success(request, _("Your number is confirmed."))
            return redirect("my_details")
    form.fields["code"].label = _("Code from the SMS")
    return render(request, "customer_portal/account/phone_code.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@customers_only
def my_devices(request: CustomerRequest) -> HttpResponse:
    """Where I am signed in; each can be ended from here, or all others at once."""
    here = request.session.session_key
    if request.method == "POST":
        if "all" in request.POST:
            devices.end_all(user=request.user, but=here)
            messages.success(request, _("Signed out everywhere else."))
        elif _NUMBER.fullmatch(device := request.POST.get("device", "")) and devices.end(
            user=request.user, device=int(device)
        ):
            messages.success(request, _("Signed out there."))
        else:
            messages.info(request, _("That sign-in has ended already."))
        return redirect("my_devices")
    found = devices.devices_of(request.user, timezone.now())[:50]
    rows = [(device, device.session_key == here, browser_of(device.user_agent)) for device in found]
    return render(request, "customer_portal/account/devices.html", {"rows": rows})


_NUMBER = re.compile(r"[0-9]{1,18}")
_BROWSERS = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def browser_of(user_agent: str) -> str:
    """A browser's name and system as people know them; what is unknown is said plainly."""
    browser = next((word for mark, word in _BROWSERS if mark in user_agent), "")
    system = next((word for mark, word in _SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, (browser, system))) or _("unknown browser")
