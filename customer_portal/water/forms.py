"""The reading form: one field per counter of every meter of a service point, so that all are sent in one breath.

Names of fields are stable, because drafts made without a connection are sent later: `taken_on`, `note`, and per meter
`m<id>_1`, `m<id>_2` (the second counter of a coupled meter) and `m<id>_photo`. `step` is `check` or `send`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customer_portal.water.dials import DialPicture, dial_of
from customer_portal.water.words import kind_word
from tenants.metering.judging import parse_value
from tenants.metering.models import Meter, SubmittedReading
from tenants.metering.problems import NotAllTaken, ReadingProblem, WrongValue
from tenants.metering.rules import rules_for
from tenants.metering.services import Entry, Photo
from tenants.profile.formats import date_table, m3
from tenants.profile.schema import Profile

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Section:
    """One meter on the screen: its fields, the picture of its dial, what it is called."""

    meter: Meter
    kind: str
    dial: DialPicture
    fields: list[BoundField]
    photo: BoundField | None


class ReadingForm(forms.Form):
    """Readings of the meters given. `instead` is a sent reading that is corrected."""

    taken_on = forms.DateField(
        label=gettext_lazy("On which day did you read it?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Say on which day you read the meter."),
            "invalid": gettext_lazy("Write the day like 2026-11-20."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("Something to add?"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        meters: Sequence[Meter],
        profile: Profile,
        today: date,
        instead: SubmittedReading | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.meters, self.profile = list(meters), profile
        self.fields["taken_on"].initial = instead.taken_on if instead else today
        self.fields["note"].initial = instead.note if instead else ""
        for meter in self.meters:
            shown = [instead.first_m3, instead.second_m3] if instead else [None, None]
            for counter in range(1, meter.counters + 1):
                self.fields[_name(meter, counter)] = forms.CharField(
                    label=self._label(meter, counter),
                    help_text=_last_of(meter, counter),
                    required=False,
                    max_length=20,
                    initial=_plain(shown[counter - 1]),
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                )
            if rules_for(profile, meter.service_point).photo != "none":
                self.fields[f"m{meter.pk}_photo"] = forms.FileField(
                    label=_("Photo of the dial"),
                    required=False,
                    widget=forms.FileInput(
                        attrs={"accept": "image/jpeg,image/png", "capture": "environment"}
                    ),
                    help_text=_(
                        "JPEG or PNG, up to 10 MB. We keep the picture without the place where it was taken."
                    ),
                )

    def _label(self, meter: Meter, counter: int) -> str:
        if meter.counters == 1:
            return _("State of the meter (m³)")
        return _("Counter %(number)d (m³)") % {"number": counter}

    def sections(self) -> list[Section]:
        """The meters as the page shows them."""
        return [
            Section(
                meter,
                kind_word(meter.kind),
                dial_of(meter, whole_only=rules_for(self.profile, meter.service_point).whole_cubic_metres),
                [self[_name(meter, counter)] for counter in range(1, meter.counters + 1)],
                self[f"m{meter.pk}_photo"] if f"m{meter.pk}_photo" in self.fields else None,
            )
            for meter in self.meters
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.entries: list[Entry] = []
        day = cleaned.get("taken_on")
        filled = [meter for meter in self.meters if self._typed(meter)]
        if not filled and self.meters:
            self.add_error(_name(self.meters[0], 1), _("Type what the dial shows."))
        for meter in filled:
            values = self._values(meter)
            if day and values is not None:
                self.entries.append(Entry(meter, values, day, self._photo(meter), cleaned.get("note", "")))
        return cleaned

    def _typed(self, meter: Meter) -> bool:
        return any(
            self.cleaned_data.get(_name(meter, counter), "") for counter in range(1, meter.counters + 1)
        )

    def _values(self, meter: Meter) -> tuple[Decimal, ...] | None:
        """What the meter shows; None where a field says what is wrong."""
        rules, values = rules_for(self.profile, meter.service_point), []
        for counter in range(1, meter.counters + 1):
            text = self.cleaned_data.get(_name(meter, counter))
            if text is None:
                return None  # the field itself has found something wrong
            try:
                values.append(parse_value(text, meter=meter, rules=rules, counter=counter))
            except WrongValue as problem:
                self.add_error(_name(meter, counter), str(problem))
        return tuple(values) if len(values) == meter.counters else None

    def _photo(self, meter: Meter) -> Photo | None:
        upload = self.cleaned_data.get(f"m{meter.pk}_photo")
        return Photo(upload.read(), upload.name) if upload else None

    def add_problems(self, refusal: NotAllTaken, *, discreet: bool = False) -> None:
        """Put every meter's problem at the field it is about. `discreet`: say nothing that only the customer knows."""
        for meter in self.meters:
            if problem := refusal.problems.get(meter.pk):
                self.add_problem(meter, problem, discreet=discreet)

    def add_problem(self, meter: Meter, problem: ReadingProblem, *, discreet: bool = False) -> None:
        """One problem at the field it is about."""
        where = {
            "taken_on": "taken_on",
            "photo": f"m{meter.pk}_photo",
            "second": _name(meter, 2),
        }.get(problem.field, _name(meter, 1))
        sentence = _(
            "This state is below the last one we know. Check the number of the meter and the digits."
        )
        said = sentence if discreet and hasattr(problem, "previous") else str(problem)
        self.add_error(where if where in self.fields else _name(meter, 1), said)


def _last_of(meter: Meter, counter: int) -> str:
    """What one of two counters showed last: without it nobody knows which of them is which."""
    value = getattr(meter, "last_value_m3" if counter == 1 else "last_second_m3", None)
    day = getattr(meter, "last_taken_on", None)
    if meter.counters == 1 or value is None or day is None:
        return ""
    return _("Last reading: %(value)s on %(day)s") % {"value": m3(value), "day": date_table(day)}


def _name(meter: Meter, counter: int) -> str:
    return f"m{meter.pk}_{counter}"


def _plain(value: Decimal | None) -> str:
    """A value as a person would type it."""
    if value is None:
        return ""
    return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",") or "0"
