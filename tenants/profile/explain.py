"""What pydantic found wrong → one plain sentence at the right line."""

import types
import typing
from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tenants.profile.problems import Path, Problem, dotted
from tenants.profile.sentences import gettext as _
from tenants.profile.yaml_text import Parsed, nearest

# What a field that got a value of a wrong kind expected.
_EXPECTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list (lines that start with “-”)",
    "list_type": "a list (lines that start with “-”)",
    "model_type": "a group of fields",
    "model_attributes_type": "a group of fields",
    "dict_type": "a group of fields",
    "date_type": "a date, for example 2026-03-01",
    "date_parsing": "a date, for example 2026-03-01",
    "date_from_datetime_parsing": "a date, for example 2026-03-01",
    "date_from_datetime_inexact": "a date, for example 2026-03-01",
    "decimal_type": "a number, for example 9.25",
    "decimal_parsing": "a number, for example 9.25",
    "decimal_max_places": "a number, for example 9.25",
}
# What a text that does not fit its pattern should look like.
_PATTERNS = {
    r"^#[0-9a-fA-F]{6}$": "a colour, for example #0B5C8A",
    r"^\d{2}-\d{3}$": "a postal code, for example 35-055",
    r"^[a-z][a-z0-9_]{0,59}$": "a key: small letters without Polish marks, digits and _, for example form_a",
    r"^([01]\d|2[0-3]):[0-5]\d$": "an hour, for example 07:30",
    r"^[^\r\n]*$": "a text in one line",
    r"^[A-Za-z0-9 .-]{3,11}$": "a sender of 3 to 11 letters without Polish marks",
    r"^/[A-Za-z0-9/_.-]*$": "a path that starts with /, for example /ebok/",
    r"^\d{9}(\d{5})?$": "a REGON of nine or fourteen digits, in quotation marks",
    r"^[0-9]{8,24}$": "8 to 24 digits in quotation marks",
    r"^\d{10}$": "a KRS number of ten digits, in quotation marks",
}


def problems(error: ValidationError, parsed: Parsed, file: str, model: type[BaseModel]) -> list[Problem]:
    """Every mistake pydantic found, with its place in the file."""
    details = error.errors()
    # pydantic counts a wrong item as a missing one, and would call a list of one wrong item too short.
    within = {detail["loc"][:length] for detail in details for length in range(len(detail["loc"]))}
    return [
        _problem(detail, parsed, file, model)
        for detail in details
        if not (detail["type"] == "too_short" and detail["loc"] in within)
    ]


def _problem(detail: ErrorDetails, parsed: Parsed, file: str, model: type[BaseModel]) -> Problem:
    path = _real_path(tuple(detail["loc"]), parsed)
    kind = detail["type"]
    if kind == "union_tag_invalid":
        path = (*path, str(detail["ctx"]["discriminator"]).strip("'"))
    if kind in ("missing", "union_tag_not_found"):
        name = str(detail["loc"][-1]) if kind == "missing" else "kind"
        place, message = (
            parsed.place(path, of_key=True),
            _("The field “{name}” is missing here.").format(name=name),
        )
        path = (*path, name)
    elif kind == "extra_forbidden":
        place, message = (
            parsed.place(path, of_key=True),
            _unknown(str(path[-1]), _fields_at(model, detail["loc"][:-1])),
        )
    else:
        place, message = parsed.place(path), _wrong_value(detail)
    return Problem(file, place.line, place.column, dotted(path), message)


def _real_path(location: Path, parsed: Parsed) -> Path:
    """The path in the file: pydantic puts the names of union members between, which stand in no file."""
    path: Path = ()
    for step in location:
        if (*path, step) in parsed.values:
            path = (*path, step)
    return path


def _unknown(name: str, known: list[str]) -> str:
    if like := nearest(name, known):
        return _("There is no field “{name}”. Did you mean “{like}”?").format(name=name, like=like)
    return _("There is no field “{name}” here. There may be: {known}.").format(
        name=name, known=", ".join(known)
    )


def _wrong_value(detail: ErrorDetails) -> str:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        return _not_one_of(given, context)
    if kind == "string_type" and isinstance(given, int | float) and not isinstance(given, bool):
        return _("A text is expected here. Put “{given}” in quotation marks.").format(given=given)
    if kind in _EXPECTED:
        return _("Here {expected} is expected.").format(expected=_(_EXPECTED[kind]))
    if kind == "string_pattern_mismatch":
        expected = _(_PATTERNS.get(context["pattern"], "a text of another form"))
        return _("Here {expected} is expected.").format(expected=expected)
    if kind in ("too_short", "string_too_short"):
        return _("This is too short: at least {limit} is needed.").format(limit=context["min_length"])
    if kind in ("too_long", "string_too_long"):
        return _("This is too long: at most {limit} is allowed.").format(limit=context["max_length"])
    if kind in ("greater_than_equal", "less_than_equal"):
        least, most = context.get("ge"), context.get("le")
        if least is not None:
            return _("The number is too small: the least is {limit}.").format(limit=least)
        return _("The number is too large: the most is {limit}.").format(limit=most)
    return _("This value does not fit here.")


def _not_one_of(given: Any, context: dict[str, Any]) -> str:
    expected = str(context.get("expected") or context.get("expected_tags", ""))
    words = [word.strip(" '") for word in expected.replace(" or ", ", ").split(",")]
    if isinstance(given, dict):
        given = context.get("tag")
    like = nearest(str(given), words)
    if like:
        return _("“{given}” is not known here. Did you mean “{like}”?").format(given=given, like=like)
    return _("“{given}” is not known here. Choose one of: {known}.").format(
        given=given, known=", ".join(words)
    )


def _fields_at(model: type[BaseModel], location: Path) -> list[str]:
    """Names of the fields that may stand at this place of the schema."""
    here: Any = model
    for step in location:
        models = list(_models_in(here))
        tagged = [one for one in models if step in _tags_of(one)]
        if tagged:
            here = tagged[0]
        elif isinstance(step, str):
            here = next(
                (one.model_fields[step].annotation for one in models if step in one.model_fields), here
            )
    return sorted({name for one in _models_in(here) for name in one.model_fields})


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Models named in an annotation, through lists, unions and Annotated."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, types.UnionType, tuple, typing.Annotated):
        for part in get_args(annotation):
            yield from _models_in(part)


def _tags_of(model: type[BaseModel]) -> tuple[str, ...]:
    kind = model.model_fields.get("kind")
    return get_args(kind.annotation) if kind else ()
