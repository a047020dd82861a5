"""Answers of a form: which questions are asked, what was typed made a value or refused, a value written for people.

Pure: the same form, answers and day give the same result. Values are JSON: a number is text („12.5”), money grosze, a
date ISO, an address a group, a meter, point or invoice {ref, text}.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from tenants.customers.identifiers import (
    InvalidIdentifier,
    grouped_account,
    parse_account,
    parse_nip,
    parse_phone,
    parse_postal_code,
)
from tenants.profile.formats import NBSP, date_text, zl
from tenants.profile.schema.cases import CaseField, CaseStep, CaseType, ShownWhen

ONLY_STEP = "dane"
LONGEST_LINE = 300
TIME_WINDOWS = ("07-11", "11-15", "15-19")
# Marks that turn the direction of text and controls: nobody types them, and they disguise what is read.
_DISGUISE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


class AnswerWrong(ValueError):
    """What was typed is not such an answer; the text says what is expected, for the person."""


@dataclass(frozen=True)
class Option:
    """A meter, a point or an invoice of the customer that may be chosen."""

    ref: str
    text: str
    kind: str = ""


@dataclass(frozen=True)
class Options:
    """What the customer has to choose from; empty for somebody who is no customer, who then types."""

    meters: tuple[Option, ...] = ()
    points: tuple[Option, ...] = ()
    invoices: tuple[Option, ...] = ()

    def of(self, question: CaseField) -> tuple[Option, ...]:
        """The options of one question."""
        if question.kind == "meter":
            return tuple(
                one for one in self.meters if not question.meter_kinds or one.kind in question.meter_kinds
            )
        return {"service_point": self.points, "invoice": self.invoices}.get(question.kind, ())


@dataclass(frozen=True)
class Page:
    """One page of a form, with the questions that are asked on it now."""

    step: CaseStep | None
    fields: tuple[CaseField, ...] = field(default=())

    @property
    def key(self) -> str:
        return self.step.key if self.step else ONLY_STEP


def is_shown(case_type: CaseType, question: CaseField, answers: Mapping[str, Any]) -> bool:
    """Whether a question is asked, given the answers so far; one that hangs on a question not asked is not either."""
    rule = question.shown_when
    if rule is None:
        return True
    other = case_type.field(rule.field)
    return is_shown(case_type, other, answers) and _fits(rule, answers.get(rule.field))


def _fits(rule: ShownWhen, answer: Any) -> bool:
    given = answer if isinstance(answer, list) else [answer]
    wanted = [rule.equals] if rule.equals is not None else list(rule.one_of)
    # False == 0, but no answer is a number here, and None is no answer.
    return any(one in wanted for one in given if one is not None)


def pages(case_type: CaseType, answers: Mapping[str, Any]) -> list[Page]:
    """The pages of a form that have something to ask now, in order."""
    shown = [one for one in case_type.fields if is_shown(case_type, one, answers)]
    if not case_type.steps:
        return [Page(None, tuple(shown))] if shown else []
    first = case_type.steps[0].key
    found = [
        Page(step, tuple(one for one in shown if (one.step or first) == step.key)) for step in case_type.steps
    ]
    return [page for page in found if page.fields]


def kept(case_type: CaseType, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Only the answers to questions that are asked: what was answered before another answer hid it is dropped."""
    return {
        one.key: answers[one.key]
        for one in case_type.fields
        if one.key in answers and is_shown(case_type, one, answers)
    }


def parse(question: CaseField, raw: Any, *, options: Options, today: date) -> Any:
    """What was typed as a value, or None for no answer. Raises AnswerWrong, also when a required one is missing."""
    empty = raw is None or raw in ("", [], {}) or (isinstance(raw, str) and not raw.strip())
    if isinstance(raw, Mapping):
        empty = not any(str(part).strip() for part in raw.values())
    if empty:
        if question.required:
            raise AnswerWrong(_missing(question))
        return None
    parser: Parser = _PARSERS[question.kind]
    return parser(question, raw, options, today)


def _missing(question: CaseField) -> str:
    words = {
        "choice": _("Choose an answer: %(question)s."),
        "multiple_choice": _("Choose at least one: %(question)s."),
        "yes_no": _("Choose yes or no: %(question)s."),
        "time_window": _("Choose the time: %(question)s."),
    }
    sentence = words.get(question.kind, _("Fill in: %(question)s."))
    return sentence % {"question": str(question.label).rstrip("?.")}


def _line(raw: Any, longest: int) -> str:
    text = _DISGUISE.sub("", str(raw)).strip()
    if len(text) > longest:
        raise AnswerWrong(_("This is too long: at most %(longest)s characters.") % {"longest": longest})
    return text


def _text(question: CaseField, raw: Any, options: Options, today: date) -> str:
    text = _line(raw, min(question.longest, LONGEST_LINE))
    if "\n" in text or "\r" in text:
        raise AnswerWrong(_("Write this in one line."))
    return text


def _long_text(question: CaseField, raw: Any, options: Options, today: date) -> str:
    return _line(str(raw).replace("\r\n", "\n").replace("\r", "\n"), question.longest)


def _date(question: CaseField, raw: Any, options: Options, today: date) -> str:
    text = str(raw).strip()
    try:
        polish = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text, re.ASCII)
        day = date(int(polish[3]), int(polish[2]), int(polish[1])) if polish else date.fromisoformat(text)
    except ValueError as error:
        raise AnswerWrong(_("Write the date as day, month and year, for example 20.11.2026.")) from error
    if not 1900 <= day.year <= 2200:
        raise AnswerWrong(_("Check the year."))
    if question.past_only and day > today:
        raise AnswerWrong(_("This day has not come yet."))
    earliest = today + timedelta(days=question.days_ahead or 0)
    if question.days_ahead is not None and day < earliest:
        raise AnswerWrong(_("The earliest day is %(day)s.") % {"day": date_text(earliest)})
    return day.isoformat()


def _decimal(raw: Any, places: int) -> Decimal:
    text = re.sub(r"[\s\u00a0\u202f]", "", str(raw)).replace("zł", "").replace(",", ".")
    if not re.fullmatch(r"[-+]?\d{1,12}(\.\d{1,12})?", text, re.ASCII):
        raise AnswerWrong(_("Write a number, for example 12 or 12,5."))
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise AnswerWrong(_("Write a number, for example 12 or 12,5.")) from error
    if number != number.quantize(Decimal(1).scaleb(-places)):
        if places == 0:
            raise AnswerWrong(_("Write a whole number."))
        raise AnswerWrong(_("At most %(places)s decimal places.") % {"places": places})
    return number


def _bounded(question: CaseField, number: Decimal) -> Decimal:
    unit = question.unit or ("zł" if question.kind == "money" else "")
    if question.least is not None and number < question.least:
        raise AnswerWrong(
            _("The least is %(least)s.") % {"least": f"{_comma(question.least)}{NBSP}{unit}".strip(NBSP)}
        )
    if question.most is not None and number > question.most:
        raise AnswerWrong(
            _("The most is %(most)s.") % {"most": f"{_comma(question.most)}{NBSP}{unit}".strip(NBSP)}
        )
    return number


def _number(question: CaseField, raw: Any, options: Options, today: date) -> str:
    number = _bounded(question, _decimal(raw, question.places))
    return f"{number.normalize():f}"


def _money(question: CaseField, raw: Any, options: Options, today: date) -> int:
    return int(_bounded(question, _decimal(raw, 2)) * 100)


def _choice(question: CaseField, raw: Any, options: Options, today: date) -> str:
    known = choices_of(question)
    if str(raw) not in {key for key, _label in known}:
        raise AnswerWrong(_("Choose one of the answers."))
    return str(raw)


def _several(question: CaseField, raw: Any, options: Options, today: date) -> list[str]:
    given = (
        [str(one) for one in raw] if isinstance(raw, Sequence) and not isinstance(raw, str) else [str(raw)]
    )
    return [_choice(question, one, options, today) for one in dict.fromkeys(given)]


def _yes_no(question: CaseField, raw: Any, options: Options, today: date) -> bool:
    if str(raw) not in ("yes", "no"):
        raise AnswerWrong(_("Choose yes or no."))
    return str(raw) == "yes"


def _email(question: CaseField, raw: Any, options: Options, today: date) -> str:
    text = _line(raw, 254)
    try:
        validate_email(text)
    except ValidationError as error:
        raise AnswerWrong(_("An e-mail address looks like anna.nowak@example.pl.")) from error
    return text


def _identifier(read: Callable[[str], str]) -> Callable[[CaseField, Any, Options, date], str]:
    def parsed(question: CaseField, raw: Any, options: Options, today: date) -> str:
        try:
            return read(_line(raw, 60))
        except InvalidIdentifier as error:
            raise AnswerWrong(str(error)) from error

    return parsed


def _address(question: CaseField, raw: Any, options: Options, today: date) -> dict[str, str]:
    parts = {name: _line((raw or {}).get(name, ""), 200) for name in ("street", "postal_code", "city")}
    if not parts["street"] or not parts["city"]:
        raise AnswerWrong(_("Fill in the street with the number, and the town."))
    try:
        parts["postal_code"] = parse_postal_code(parts["postal_code"])
    except InvalidIdentifier as error:
        raise AnswerWrong(str(error)) from error
    return parts


def _own_thing(question: CaseField, raw: Any, options: Options, today: date) -> dict[str, str]:
    """A meter, point or invoice: one of the customer's own, or typed by somebody who is no customer yet."""
    known = options.of(question)
    if not known:
        text = _line(raw, 60)
        return {"ref": "", "text": text}
    found = next((one for one in known if one.ref == str(raw)), None)
    if found is None:
        raise AnswerWrong(_("Choose one of the answers."))
    return {"ref": found.ref, "text": found.text}


Parser = Callable[[CaseField, Any, Options, date], Any]
_PARSERS: dict[str, Parser] = {
    "text": _text, "long_text": _long_text, "date": _date, "time_window": _choice, "number": _number,
    "money": _money, "choice": _choice, "multiple_choice": _several, "yes_no": _yes_no,
    "phone": _identifier(parse_phone), "email": _email, "address": _address,
    "account_number": _identifier(parse_account), "nip": _identifier(parse_nip), "meter": _own_thing,
    "service_point": _own_thing, "invoice": _own_thing,
}  # fmt: skip


def choices_of(question: CaseField) -> list[tuple[str, str]]:
    """Keys and words of the answers of a choice; time windows have their usual ones unless the profile says others."""
    if question.choices:
        return [(one.key, str(one.label)) for one in question.choices]
    if question.kind == "time_window":
        return [(window, f"{window.replace('-', ':00–')}:00") for window in TIME_WINDOWS]
    return []


def written(question: CaseField, value: Any) -> str:
    """A value as people read it, in the language of the page."""
    if value is None or value == "":
        return "–"
    if question.kind == "date":
        return date_text(date.fromisoformat(value))
    if question.kind == "number":
        return f"{_comma(Decimal(value))}{NBSP}{question.unit}" if question.unit else _comma(Decimal(value))
    if question.kind == "money":
        return zl(value)
    if question.kind in ("choice", "time_window", "multiple_choice"):
        words = dict(choices_of(question))
        return ", ".join(
            words.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value])
        )
    if question.kind == "yes_no":
        return _("yes") if value else _("no")
    if question.kind == "address":
        return f"{value['street']}, {value['postal_code']} {value['city']}"
    if question.kind == "account_number":
        return grouped_account(value)
    return str(value["text"]) if isinstance(value, dict) else str(value)


def _comma(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")
