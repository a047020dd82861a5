"""Forms made of the profile's questions. Widgets only: what an answer may be is said by tenants.cases.answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.cases.answers import AnswerWrong, Options, Page, choices_of, is_shown, parse
from tenants.cases.models import Draft
from tenants.customers.identifiers import InvalidIdentifier, parse_phone
from tenants.files import storing
from tenants.profile.schema.cases import CaseField, CaseType

FEW = 7  # so many answers are shown at once; more go into a list to open
DECIDING = ("choice", "multiple_choice", "yes_no")


class AddressWidget(forms.MultiWidget):
    """Street, postal code and town, each with its own name for readers of the screen."""

    def __init__(self) -> None:
        parts = {
            "street": ("address-line1", _("Street and number")),
            "postal_code": ("postal-code", _("Postal code")),
            "city": ("address-level2", _("Town")),
        }
        super().__init__(
            {
                name: forms.TextInput({"autocomplete": complete, "title": label, "maxlength": "200"})
                for name, (complete, label) in parts.items()
            }
        )

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return render_to_string("customer_portal/cases/_address.html", self.get_context(name, value, attrs))

    def decompress(self, value: Any) -> list[str]:
        return [value.get(name, "") for name in ("street", "postal_code", "city")] if value else ["", "", ""]


class AddressField(forms.Field):
    """The three parts as one value."""

    widget = AddressWidget

    def to_python(self, value: Any) -> dict[str, str]:
        parts = value if isinstance(value, list) else ["", "", ""]
        return dict(zip(("street", "postal_code", "city"), [str(one or "") for one in parts], strict=True))


class FilesInput(forms.ClearableFileInput):
    """One or several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files as (name, bytes); too large ones are refused before they are read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=FilesInput(attrs={"multiple": True, "accept": "image/jpeg,image/png,application/pdf"}),
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        read = []
        for upload in given:
            if upload.size is not None and upload.size > storing.MAX_BYTES:
                raise forms.ValidationError(
                    _("%(name)s is larger than 10 MB. Choose a smaller one."),
                    params={"name": upload.name[:80]},
                )
            upload.seek(0)  # the form may be made twice of one request
            read.append((upload.name or "", upload.read()))
        return read


class PageForm(forms.Form):
    """One page of a case form, with what was answered before in it."""

    # Which questions stood on the page that was sent: one that shows up only now has not been asked yet.
    asked = forms.CharField(required=False, widget=forms.HiddenInput, max_length=4000)

    def __init__(
        self, data: Any = None, files: Any = None, *, page: Page, draft: Draft, case_type: CaseType, options: Options,
        today: date,
    ) -> None:  # fmt: skip
        super().__init__(data, files, auto_id="q_%s", label_suffix="")
        self.page, self.draft, self.case_type = page, draft, case_type
        self.options, self.today = options, today
        before = {**draft.answers.get("_prefilled", {}), **draft.answers}
        for question in page.fields:
            field = _field(question, options)
            field.initial = _as_typed(question, before.get(question.key))
            self.fields[question.key] = field
        self.fields["asked"].initial = ",".join(one.key for one in page.fields)

    def clean(self) -> dict[str, Any]:
        """Make each answer a value; what is wrong is said at its question."""
        cleaned = super().clean() or {}
        answers = dict(self.draft.answers)
        self.answers: dict[str, Any] = {}
        self.uploads: dict[str, list[tuple[str, bytes]]] = {}
        for question in self.page.fields:
            if question.key in self.errors:
                continue
            if not is_shown(self.case_type, question, answers):
                self.answers[question.key] = None
                continue
            if question.kind == "file":
                self.uploads[question.key] = cleaned.get(question.key) or []
                continue
            try:
                value = parse(question, cleaned.get(question.key), options=self.options, today=self.today)
            except AnswerWrong as wrong:
                self.add_error(question.key, str(wrong))
                continue
            self.answers[question.key] = answers[question.key] = value
        return cleaned

    @property
    def newly_asked(self) -> bool:
        """Whether an answer on this page opens a question that was not on it when it was sent."""
        sent = set(str(self.data.get("asked", "")).split(","))
        return any(one.key not in sent for one in self.page.fields)


def _field(question: CaseField, options: Options) -> forms.Field:
    """The widget for a kind of question. Nothing is required here: the room says so in its own words."""
    said: dict[str, Any] = {
        "label": str(question.label),
        "required": False,
        "help_text": str(question.hint or ""),
    }
    choices = [(one.ref, one.text) for one in options.of(question)] or choices_of(question)
    if question.kind == "yes_no":
        choices = [("yes", _("yes")), ("no", _("no"))]
    field: forms.Field
    if question.kind == "file":
        field = FilesField(**said)
    elif question.kind == "address":
        field = AddressField(**said)
    elif question.kind == "multiple_choice":
        field = forms.MultipleChoiceField(**said, choices=choices, widget=forms.CheckboxSelectMultiple)
    elif choices:
        few = len(choices) <= FEW
        field = forms.ChoiceField(
            **said,
            choices=choices if few else [("", "–"), *choices],
            widget=forms.RadioSelect if few else forms.Select,
        )
    else:
        field = forms.CharField(**said, widget=_text_widget(question))
    field.error_messages["invalid_choice"] = _("Choose one of the answers.")
    field.widget.attrs.setdefault("data-kind", question.kind)
    return field


def _text_widget(question: CaseField) -> forms.Widget:
    if question.kind == "long_text":
        return forms.Textarea({"rows": 6})
    if question.kind == "date":
        return forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    modes = {
        "number": "decimal",
        "money": "decimal",
        "phone": "tel",
        "account_number": "numeric",
        "nip": "numeric",
    }
    complete = {"phone": "tel", "email": "email"}
    attrs = {"inputmode": modes.get(question.kind, ""), "autocomplete": complete.get(question.kind, "off")}
    return forms.TextInput({name: value for name, value in attrs.items() if value})


def _as_typed(question: CaseField, value: Any) -> Any:
    """A kept value as the control holds it."""
    if value is None:
        return None
    if question.kind == "yes_no":
        return "yes" if value else "no"
    if question.kind == "money":
        return f"{value // 100},{value % 100:02d}"
    if question.kind == "number":
        return str(value).replace(".", ",")
    if question.kind in ("meter", "service_point", "invoice") and isinstance(value, Mapping):
        return value["ref"] or value["text"]
    return value


class ContactForm(forms.Form):
    """Who a guest is."""

    name = forms.CharField(
        label=gettext_lazy("Full name"), max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Enter your full name.")},
    )  # fmt: skip
    phone = forms.CharField(
        label=gettext_lazy("Telephone"), max_length=20, required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip

    def clean_phone(self) -> str:
        return phone_or_refusal(self.cleaned_data["phone"])


def phone_or_refusal(text: str) -> str:
    """A telephone as it is kept; the room's own sentence when it is none."""
    try:
        return parse_phone(text) if text.strip() else ""
    except InvalidIdentifier as error:
        raise forms.ValidationError(str(error)) from error


class GuestForm(forms.Form):
    """A guest's mailbox, before the form."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=gettext_lazy("We send a code there, and later what happens with the case."),
        error_messages={"required": gettext_lazy("Enter your e-mail address."), "invalid": gettext_lazy("An e-mail address looks like anna.nowak@example.pl.")},
    )  # fmt: skip


class CodeForm(forms.Form):
    """Six digits from the mail."""

    code = forms.CharField(
        label=gettext_lazy("Code from the e-mail"), max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": gettext_lazy("Type in the six digits from the e-mail.")},
    )  # fmt: skip

    def clean_code(self) -> str:
        return "".join(sign for sign in self.cleaned_data["code"] if sign.isdigit())


class TrackForm(forms.Form):
    """Signature and PIN."""

    signature = forms.CharField(
        label=gettext_lazy("Signature of the case"), max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter the signature; it stands in the e-mail and on the confirmation.")},
    )  # fmt: skip
    pin = forms.CharField(
        label=gettext_lazy("PIN"), max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the PIN from the e-mail.")},
    )  # fmt: skip


class ReplyForm(forms.Form):
    """A message in the thread, with files where the status takes them."""

    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=5000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )
    attachments = FilesField(label=gettext_lazy("Files"), required=False, help_text=gettext_lazy("Up to 5 files: JPEG, PNG or PDF, at most 10 MB each."))  # fmt: skip

    def __init__(self, *args: Any, upload: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "reply_%s"} | kwargs)
        if not upload:
            del self.fields["attachments"]

    def sent(self) -> list[tuple[str, bytes]]:
        return self.cleaned_data.get("attachments") or []


class ReopenForm(forms.Form):
    """What is not settled."""

    text = forms.CharField(
        label=gettext_lazy("What is not settled?"), max_length=5000, widget=forms.Textarea({"rows": 4}),
        error_messages={"required": gettext_lazy("Write what is not settled.")},
    )  # fmt: skip


class RateForm(forms.Form):
    """How it went, once."""

    stars = forms.TypedChoiceField(
        label=gettext_lazy("How did it go?"), coerce=int, widget=forms.RadioSelect,
        choices=[
            (5, gettext_lazy("5 – very well")), (4, "4"), (3, "3"), (2, "2"), (1, gettext_lazy("1 – very badly")),
        ],
        error_messages={"required": gettext_lazy("Choose a number from 1 to 5.")},
    )  # fmt: skip
    comment = forms.CharField(
        label=gettext_lazy("What should we know?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
