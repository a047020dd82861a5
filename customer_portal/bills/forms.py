"""What a customer asks of lists and of the account check. Forms of GET: what was typed stays, also when it is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.billing.documents import DocumentGroup, DocumentState, Wanted
from tenants.billing.ledger import Side
from tenants.customers.identifiers import InvalidIdentifier, parse_account
from tenants.customers.models import ServicePoint

_DAY_FORMATS = ["%d.%m.%Y", "%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=_DAY_FORMATS,
        # A field of text: what somebody mistyped stays in it, and the sentence beside it says what is wrong.
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "10"}),
        help_text=gettext_lazy("For example 20.11.2026"),
        error_messages={
            "invalid": gettext_lazy(
                "There is no such day. Write day, month and year with full stops, for example 20.11.2026."
            )
        },
    )


class DocumentsForm(forms.Form):
    """Filters of the list of documents."""

    numer = forms.CharField(
        label=gettext_lazy("Number of the document"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Or a part of it"),
    )
    rodzaj = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    stan = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    punkt = forms.ChoiceField(required=False)
    od = _day(gettext_lazy("Issued from"))
    do = _day(gettext_lazy("Issued until"))

    def __init__(self, *args: Any, points: Iterable[ServicePoint], point_label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("rodzaj", _("all"), [
            (DocumentGroup.INVOICES, _("invoices")),
            (DocumentGroup.CORRECTIONS, _("corrections")),
            (DocumentGroup.INTEREST_NOTES, _("interest notes")),
            (DocumentGroup.DEMANDS, _("demands for payment")),
        ])  # fmt: skip
        self._choices("stan", _("all"), [
            (DocumentState.UNPAID, _("to pay")),
            (DocumentState.OVERDUE, _("overdue")),
            (DocumentState.PAID, _("paid")),
        ])  # fmt: skip
        listed = [(point.number, f"{point.number} – {point.address}") for point in points]
        if len(listed) > 1:
            self._choices("punkt", _("all"), listed)
            self.fields["punkt"].label = point_label
        else:
            del self.fields["punkt"]

    def _choices(self, name: str, all_of_them: str, choices: list[tuple[Any, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", all_of_them), *((str(value), word) for value, word in choices)]
        field.error_messages["invalid_choice"] = _("Choose one of the list.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begun, ended = cleaned.get("od"), cleaned.get("do")
        if begun and ended and ended < begun:
            self.add_error("do", _("The last day is before the first one."))
        return cleaned

    def wanted(self) -> Wanted:
        """What is asked for; a field with a mistake counts as empty until it is mended."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            group=DocumentGroup(said["rodzaj"]) if said.get("rodzaj") else None,
            state=DocumentState(said["stan"]) if said.get("stan") else None,
            issued_from=said.get("od"),
            issued_to=said.get("do"),
            service_point=said.get("punkt") or "",
            number=said.get("numer") or "",
        )


class LedgerForm(forms.Form):
    """Filters of the ledger."""

    rok = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    rodzaj = forms.ChoiceField(label=gettext_lazy("Kind of operation"), required=False)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(Side.CHARGES.value, _("charges")), (Side.CREDITS.value, _("payments and credits"))]
        for name, choices in (("rok", [(str(year), str(year)) for year in years]), ("rodzaj", kinds)):
            field: Any = self.fields[name]
            field.choices = [("", _("all")), *choices]
            field.error_messages["invalid_choice"] = _("Choose one of the list.")

    def year(self) -> int | None:
        """The year asked for."""
        self.is_valid()
        return int(self.cleaned_data["rok"]) if self.cleaned_data.get("rok") else None

    def side(self) -> Side | None:
        """The kind of operation asked for."""
        self.is_valid()
        return Side(self.cleaned_data["rodzaj"]) if self.cleaned_data.get("rodzaj") else None


class AccountCheckForm(forms.Form):
    """A whole account number, and whose it should be."""

    numer = forms.CharField(
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    konto = forms.CharField(
        label=gettext_lazy("Account number from the bill or letter"),
        max_length=60,
        help_text=gettext_lazy("All 26 digits; spaces do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter the account number you want to check.")},
    )

    def __init__(
        self, *args: Any, number_label: str, number_hint: str, asks_number: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not asks_number:
            del self.fields["numer"]
            return
        self.fields["numer"].label = number_label
        self.fields["numer"].help_text = number_hint
        self.fields["numer"].error_messages["required"] = _("Enter the number: %(label)s.") % {
            "label": number_label
        }

    def clean_konto(self) -> str:
        try:
            return parse_account(self.cleaned_data["konto"])
        except InvalidIdentifier as error:
            raise forms.ValidationError(
                _("%(why)s If it stands like this on a bill, do not pay into it and call us."),
                params={"why": str(error)},
            ) from error
