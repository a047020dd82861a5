"""What is asked before an account is closed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from customer_portal.password_again import PasswordAgainForm


class ClosingForm(PasswordAgainForm):
    """What becomes of e-invoices where there are any, and the password."""

    e_invoices = forms.ChoiceField(
        label=gettext_lazy("Your invoices come by e-mail. What should happen with them?"),
        choices=[
            ("keep", gettext_lazy("Go on sending them by e-mail, as before")),
            ("stop", gettext_lazy("Take the consent back: the next ones come on paper")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what should happen with the invoices."),
            "invalid_choice": gettext_lazy("Choose one of these."),
        },
    )
    field_order = ["e_invoices", "password"]

    def __init__(self, *args: Any, asks_e_invoices: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_e_invoices:
            del self.fields["e_invoices"]
