"""The registration form: which fields it has is said by the profile; nothing here knows a utility."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.customers.identifiers import InvalidIdentifier, parse_nip, parse_phone
from tenants.identity.models import User
from tenants.identity.passwords import refuse_words
from tenants.legal.selectors import to_accept_at_registration
from tenants.profile.schema import Profile
from tenants.registration.services import Applicant


class EmailForm(forms.Form):
    """Only the address: verify first, resend, correct."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Enter your e-mail address."),
            "invalid": gettext_lazy(
                "This is not a whole e-mail address. It looks like this: name@example.pl"
            ),
        },
    )


class CodeForm(forms.Form):
    """The six digits from the e-mail."""

    code = forms.RegexField(
        r"^\s*\d{3}\s*\d{3}\s*$",
        label=gettext_lazy("Code from the e-mail"),
        help_text=gettext_lazy("Six digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={
            "required": gettext_lazy("Enter the code from the e-mail."),
            "invalid": gettext_lazy("The code has six digits."),
        },
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


class ConfirmForm(forms.Form):
    """The button behind the mailed link; with the form's password when another browser opens it."""

    password = forms.CharField(
        label=gettext_lazy("Password from the registration form"),
        help_text=gettext_lazy("We ask because you opened the link in another browser than the form."),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Enter the password that you chose in the form.")},
    )

    def __init__(self, *args: Any, ask: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask:
            del self.fields["password"]


class PasswordForm(forms.Form):
    """A new password, once: it can be shown while typing."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy(
            "At least 12 characters. A few words in a row are easy to remember and hard to guess."
        ),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Think of a password and enter it.")},
    )

    def __init__(self, *args: Any, profile: Profile, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile, self.user = profile, user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        least = self.profile.security.password_min_length
        if len(password) < least:
            raise ValidationError(
                _("The password must have at least %(least)s characters."), params={"least": least}
            )
        refuse_words(password, self.profile.security.blocked_words)
        validate_password(
            password, self.user or User(email=self._email(), full_name=self.data.get("full_name", ""))
        )
        return password

    def _email(self) -> str:
        return str(self.data.get("email", ""))


class RegistrationForm(PasswordForm):
    """Everything the utility asks for. `email` is left out when the mailbox has answered already."""

    # For people only: a robot fills it in, a person never sees it.
    website = forms.CharField(required=False, widget=forms.HiddenInput)
    account_exists = ""  # the sentence to show large, when the address has an account already

    def __init__(self, *args: Any, profile: Profile, email: str = "", today: Any, **kwargs: Any) -> None:
        super().__init__(*args, profile=profile, **kwargs)
        self.known_email = email
        asked = profile.registration.fields
        fields: dict[str, forms.Field] = {}
        if not email:
            fields["email"] = EmailForm.base_fields["email"]
        number = profile.glossary.customer_number
        offered = {
            "full_name": (asked.full_name, _text(_("Full name"), 200, "name", _("Enter your full name."))),
            "company_name": (asked.company_name, _text(_("Company or community"), 200, "organization", _("Enter the name."))),
            "customer_number": (
                asked.customer_number,
                _text(str(number.label), 40, "off", _("Enter the number: %(where)s") % {"where": number.where_on_invoice},
                      help_text=str(number.where_on_invoice)),
            ),
            "nip": (asked.nip, _text(_("NIP"), 13, "off", _("Enter the NIP."))),
            "phone": (asked.phone, _text(_("Telephone"), 20, "tel", _("Enter a telephone number."))),
            "service_address": (
                asked.service_address, _text(_("Address where you use water"), 300, "street-address", _("Enter the address.")),
            ),
            "correspondence_address": (
                asked.correspondence_address, _text(_("Address for letters"), 300, "off", _("Enter the address.")),
            ),
        }  # fmt: skip
        for name, (rule, field) in offered.items():
            if rule != "absent":
                field.required = rule == "required"
                fields[name] = field
        fields["password"] = self.fields.pop("password")
        self.accept_names = []
        for document, version in to_accept_at_registration(profile, today):
            name = f"accept_{document.key}"
            self.accept_names.append(name)
            fields[name] = forms.BooleanField(
                label=_acceptance(profile, document.key, str(document.title), version.number),
                error_messages={
                    "required": _("To go on, read and accept: %(title)s.") % {"title": document.title}
                },
            )
        fields["website"] = self.fields.pop("website")
        self.fields = fields

    def clean_nip(self) -> str:
        return _identifier(parse_nip, self.cleaned_data["nip"])

    def clean_phone(self) -> str:
        return _identifier(parse_phone, self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("website"):
            raise ValidationError(_("The form could not be sent. Call us and we will register you."))
        return self.cleaned_data

    def applicant(self, language: str) -> Applicant:
        """The cleaned answers as the domain takes them."""
        names = Applicant.__dataclass_fields__.keys() - {"language"}
        return Applicant(**{name: self.cleaned_data.get(name, "") for name in names}, language=language)

    def _email(self) -> str:
        return self.known_email or super()._email()


class InvoiceKnowledgeForm(forms.Form):
    """What stands on a recent bill; which of it is asked is said by the profile."""

    def __init__(
        self, *args: Any, profile: Profile, require: tuple[str, ...], known_number: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        number = profile.glossary.customer_number
        offered = {
            "customer_number": _text(
                str(number.label), 40, "off", _("Enter the number from the bill."), help_text=str(number.where_on_invoice)
            ),
            "invoice_number": _text(
                _("Number of a recent invoice"), 60, "off", _("Enter the number of the invoice."),
                help_text=_("Any of the latest ones. Spaces and capital letters do not matter."),
            ),
            "gross_amount": _text(
                _("Gross amount of that invoice"), 20, "off", _("Enter the amount, for example 123,45."),
                help_text=_("For example 123,45 zł."),
            ),
            "name": _text(_("Name on the invoice"), 200, "name", _("Enter the name as on the invoice.")),
            "nip": _text(_("NIP"), 13, "off", _("Enter the NIP.")),
        }  # fmt: skip
        for name in require:
            self.fields[name] = offered[name]
        if "customer_number" in self.fields:
            self.fields["customer_number"].initial = known_number


class LetterCodeForm(forms.Form):
    """The code that came by post."""

    code = forms.CharField(
        label=gettext_lazy("Code from the letter"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the code from the letter.")},
    )


def _text(label: str, length: int, autocomplete: str, required: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": required, "max_length": _("This is too long.")},
    )


def _acceptance(profile: Profile, key: str, title: str, version: int) -> str:
    return format_html(
        '{} <a href="{}" target="_blank" rel="noopener">{}</a>',
        str(profile.registration.labels.acceptance),
        reverse("document_version", args=[key, version]),
        title,
    )


def _identifier(parse: Any, text: str) -> str:
    if not text.strip():
        return ""
    try:
        return str(parse(text))
    except InvalidIdentifier as error:
        raise ValidationError(str(error)) from error
