"""Forms of consents: a tick that nobody made beforehand, an address, and who a guest says to be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.legal.models import ConsentAction
from tenants.profile.schema import Profile
from tenants.profile.schema.legal import Consent


class MailboxField(forms.EmailField):
    """An e-mail address, explained when it is not one."""

    default_error_messages = {
        "required": gettext_lazy("Enter the e-mail address."),
        "invalid": gettext_lazy("This is not a whole e-mail address. It looks like this: name@example.pl"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}))
        super().__init__(max_length=254, **kwargs)

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).lower()


class GrantForm(forms.Form):
    """Give a consent, or change its address: the sentence is agreed to with one's own hand."""

    email = MailboxField(label=gettext_lazy("E-mail address for delivery"))
    agree = forms.BooleanField(error_messages={"required": gettext_lazy("Tick the sentence to agree to it.")})

    def __init__(self, *args: Any, consent: Consent, asks_agreement: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agree"].label = str(consent.text)
        if not consent.has_address:
            del self.fields["email"]
        if not asks_agreement:
            del self.fields["agree"]


class GuestForm(forms.Form):
    """Somebody without an account: what they want, who they say to be, and the mailbox that answers."""

    action = forms.ChoiceField(
        label=gettext_lazy("What do you want to do?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what you want to do."),
            "invalid_choice": gettext_lazy("Choose one of these."),
        },
    )
    customer_number = forms.CharField(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(
        label=gettext_lazy("Name as on the invoice"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Enter the name as on the invoice.")},
    )
    place = forms.CharField(
        label=gettext_lazy("Address where you use water"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"required": gettext_lazy("Enter the address.")},
    )
    email = MailboxField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy(
            "We send a link there. To withdraw, give the address to which invoices come now."
        ),
    )
    former_email = MailboxField(
        label=gettext_lazy("Former e-mail address"),
        help_text=gettext_lazy("Only when you change the address."),
        required=False,
    )
    agree = forms.BooleanField(required=False)
    # Nobody sees this field; machines that fill in everything do.
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, consent: Consent, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = profile.glossary.customer_number
        field = self.fields["customer_number"]
        field.label, field.help_text = str(number.label), str(number.where_on_invoice)
        field.error_messages["required"] = _("Enter the number: %(where)s") % {
            "where": number.where_on_invoice
        }
        self.fields["agree"].label = str(consent.text)
        choices = self.fields["action"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [
            (ConsentAction.GRANTED.value, _("I want invoices by e-mail")),
            (ConsentAction.CHANGED.value, _("I want to change the e-mail address")),
            (ConsentAction.WITHDRAWN.value, _("I want invoices on paper again")),
        ]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("website"):
            raise ValidationError(_("The form could not be sent. Call us and we will help."))
        action = data.get("action")
        if action == ConsentAction.GRANTED and not data.get("agree"):
            self.add_error("agree", _("Tick the sentence to agree to it."))
        if action == ConsentAction.CHANGED and not data.get("former_email"):
            self.add_error("former_email", _("Enter the address to which invoices came so far."))
        return data
