"""Forms by which staff act on a case."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.cases.documents import DECISIONS
from tenants.files import storing
from tenants.identity.models import User


class StatusForm(forms.Form):
    """Where the case goes on to, with a word for the customer."""

    to = forms.ChoiceField(
        label=gettext_lazy("New status"), error_messages={"required": gettext_lazy("Choose the status.")}
    )
    message = forms.CharField(
        label=gettext_lazy("A word for the customer"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["to"]).choices = [("", "–"), *choices]


class ManyFilesInput(forms.ClearableFileInput):
    """One or several files."""

    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Files as (name, bytes)."""

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        for upload in given:
            if upload.size is not None and upload.size > storing.MAX_BYTES:
                raise forms.ValidationError(
                    _("%(name)s is larger than 10 MB. Choose a smaller one."),
                    params={"name": upload.name[:80]},
                )
        return [(upload.name or "", upload.read()) for upload in given]


class MessageForm(forms.Form):
    """A message to the customer."""

    text = forms.CharField(
        label=gettext_lazy("Message to the customer"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
    )
    attachments = ManyFiles(
        label=gettext_lazy("Files"), required=False, widget=ManyFilesInput({"multiple": True})
    )


class NoteForm(forms.Form):
    """A note that stays in the office."""

    text = forms.CharField(
        label=gettext_lazy("Internal note"), max_length=5000, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("The customer never sees it."),
        error_messages={"required": gettext_lazy("Write the note.")},
    )  # fmt: skip


class DecideForm(forms.Form):
    """The answer that closes the case."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"), widget=forms.RadioSelect, choices=list(DECISIONS.items()),
        error_messages={"required": gettext_lazy("Choose the decision.")},
    )  # fmt: skip
    reasons = forms.CharField(
        label=gettext_lazy("Answer with its reasons"), max_length=10_000, widget=forms.Textarea({"rows": 8}),
        help_text=gettext_lazy("It becomes a PDF that cannot be changed, and the customer is told."),
        error_messages={"required": gettext_lazy("Write the answer.")},
    )  # fmt: skip


class HandOverForm(forms.Form):
    """Who goes on with the case."""

    to = forms.TypedChoiceField(label=gettext_lazy("Person"), required=False, coerce=int, empty_value=None)
    unit = forms.ChoiceField(label=gettext_lazy("Department"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why"), required=False, max_length=5000, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, units: list[str], people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.pk: one for one in people}
        names = [(one.pk, f"{one.full_name or one.email}") for one in people]
        cast("forms.ChoiceField", self.fields["to"]).choices = [("", _("nobody in particular")), *names]
        cast("forms.ChoiceField", self.fields["unit"]).choices = [
            ("", "–"),
            *((unit, unit) for unit in units),
        ]

    def clean_to(self) -> User | None:
        return self.people.get(self.cleaned_data["to"])


class ExtendForm(forms.Form):
    """Why the time is extended."""

    reason = forms.CharField(
        label=gettext_lazy("Reason for the customer"), max_length=5000, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write the reason; law requires it.")},
    )  # fmt: skip
