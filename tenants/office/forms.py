"""Forms of the office: they check what was typed; the rules are in the rooms."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tenants.customers.selectors import find_customer
from tenants.profile.schema import Profile
from tenants.profile.schema.forms import PrintableForm


class CustomerNumberField(forms.CharField):
    """A customer's number as typed, cleaned into the customer."""

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        if not number:
            return None
        customer = find_customer(number)
        if customer is None:
            raise forms.ValidationError(_("There is no customer with this number."))
        return customer


class ConsentsMixin(forms.Form):
    """One box per consent of the paper form, none ticked before."""

    def add_consents(self, profile: Profile, form: PrintableForm | None) -> None:
        for key in form.consents if form else ():
            consent = profile.legal.consent(key)
            need = (
                pgettext("consent", "required")
                if consent.need == "required"
                else pgettext("consent", "optional")
            )
            self.fields[f"consent_{key}"] = forms.BooleanField(
                required=False, label=_("%(consent)s (%(need)s)") % {"consent": consent.title, "need": need}
            )

    @property
    def consent_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("consent_")]

    def consents(self) -> list[str]:
        """Keys of the consents that are signed."""
        return [
            name.removeprefix("consent_")
            for name, value in self.cleaned_data.items()
            if name.startswith("consent_") and value
        ]


class PaperMixin(forms.Form):
    """The signed paper: its scan, or where it is kept."""

    scan = forms.FileField(
        label=gettext_lazy("Scan of the signed form"),
        help_text=gettext_lazy("PDF, JPEG or PNG, at most 10 MB."),
        required=False,
    )
    paper_kept = forms.CharField(
        label=gettext_lazy("Without a scan: where is the paper kept?"),
        help_text=gettext_lazy("For example: binder 7, November 2026."),
        max_length=200,
        required=False,
    )


class LinkForm(ConsentsMixin, PaperMixin):
    """Which customer, on what evidence."""

    customer = CustomerNumberField(
        max_length=40, error_messages={"required": gettext_lazy("Choose or enter the customer.")}
    )

    def __init__(
        self, *args: Any, profile: Profile, form: PrintableForm | None, number_label: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].label = number_label
        if form is None:
            del self.fields["scan"], self.fields["paper_kept"]
        self.add_consents(profile, form)


class RefuseForm(forms.Form):
    """A reason of the profile, and a word of one's own."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        error_messages={"required": gettext_lazy("Choose the reason.")},
    )
    note = forms.CharField(
        label=gettext_lazy("What you want to add for the person"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = profile.registration.refusal_reasons
        field = cast("forms.ChoiceField", self.fields["reason"])
        field.choices = [("", "–"), *((reason.key, str(reason.title)) for reason in reasons)]


class PaperForm(ConsentsMixin, PaperMixin):
    """A signed form that came without an online registration."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        error_messages={"required": gettext_lazy("Enter the e-mail address from the form.")},
    )
    full_name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter the name from the form.")},
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=20, required=False)
    customer = CustomerNumberField(
        max_length=40, error_messages={"required": gettext_lazy("Enter the customer's number.")}
    )

    def __init__(
        self, *args: Any, profile: Profile, form: PrintableForm | None, number_label: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].label = number_label
        self.add_consents(profile, form)


class PackageForm(forms.Form):
    """A billing package as a ZIP; a dry run first, because it costs nothing."""

    package = forms.FileField(
        label=gettext_lazy("Billing package"),
        help_text=gettext_lazy("A ZIP made by the billing system, at most 200 MB."),
        error_messages={"required": gettext_lazy("Choose the file.")},
    )
    dry_run = forms.BooleanField(
        label=gettext_lazy("Only check: show what would change, change nothing"), required=False, initial=True
    )

    def clean_package(self) -> Any:
        package = self.cleaned_data["package"]
        if package.size > 200 * 1024 * 1024:
            raise forms.ValidationError(
                _("The package is larger than 200 MB. Split it or ask us to fetch it.")
            )
        return package
