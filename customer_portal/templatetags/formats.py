"""`{% load formats %}`: the functions of `tenants.profile.formats` as filters, each silent about a missing
value.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import template
from django.utils.dates import WEEKDAYS_ABBR

from tenants.profile import formats

register = template.Library()


def _filter(write: Callable[..., str]) -> None:
    def shown(value: Any, argument: Any = None) -> str:
        if value is None or value == "":
            return ""
        return write(value) if argument is None else write(value, argument)

    register.filter(write.__name__, shown)


for _write in (
    formats.zl,
    formats.signed,
    formats.bare,
    formats.percent,
    formats.price,
    formats.m3,
    formats.date_text,
    formats.date_table,
    formats.month_text,
    formats.time_text,
    formats.as_of,
    formats.nrb,
    formats.plain_number,
):
    _filter(_write)


@register.filter
def tel(number: str) -> str:
    """A telephone number as a `tel:` link wants it: '95 727 96 51' → '+48957279651'; short numbers stay
    short.
    """
    digits = "".join(mark for mark in str(number) if mark.isdigit() or mark == "+")
    return f"+48{digits}" if len(digits) == 9 else digits


@register.filter
def grouped(number: str, size: int = 4) -> str:
    """A long code in groups that an eye can follow: 'ABCD1234' → 'ABCD 1234'."""
    plain = "".join(str(number).split())
    return formats.NBSP.join(plain[at : at + size] for at in range(0, len(plain), size))


@register.filter
def breakable(text: str) -> str:
    """The same with ordinary spaces: in a narrow place a long code may then break between its groups."""
    return str(text).replace(formats.NBSP, " ")


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@register.filter
def opening_days(days: Iterable[str]) -> str:
    """Days of the week in the language of the page, runs of three and more joined: 'pon.–pt.', 'sob.'."""
    numbers = sorted(_DAYS.index(day) for day in days)
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{WEEKDAYS_ABBR[run[0]]}–{WEEKDAYS_ABBR[run[-1]]}"
        if len(run) > 2
        else ", ".join(str(WEEKDAYS_ABBR[number]) for number in run)
        for run in runs
    )
