"""Tables to take away, as CSV for a Polish Excel and as XLSX, in which no text can ever act as a formula.

A spreadsheet runs a cell that begins with =, +, -, @ or a tab (OWASP „CSV injection”), and half of what stands in these
tables was typed by strangers: names, titles of operations, numbers of documents. XLSX says of each cell what it is, so
text there is stored as text. CSV cannot, so such text gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import xlsxwriter
from django.utils.timezone import localtime
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | Decimal | date | datetime | None

_LONGEST_CELL = 32_767  # what Excel opens
# The full-width forms count too: some programs fold them into the plain ones on opening.
_STARTS_A_FORMULA = re.compile(r"[\s'\"\ufeff\u200b]*[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20\u2212]")
_NOT_IN_A_CELL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


class Shape(StrEnum):
    """What a column holds. MONEY is whole grosze and is written in złoty, VOLUME is m³ with three places."""

    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    MONEY = "money"
    VOLUME = "volume"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title and what it holds. A cell without a value is empty, whatever the column."""

    title: str
    shape: Shape = Shape.TEXT


_FORMATS = {
    Shape.TEXT: "@",
    Shape.DAY: "dd.mm.yyyy",
    Shape.MOMENT: "dd.mm.yyyy hh:mm",
    Shape.MONEY: "# ##0.00",
    Shape.VOLUME: "0.000",
    Shape.NUMBER: "General",
}


def as_csv(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as CSV: UTF-8 with a byte order mark, semicolons, decimal commas, days as 2026-11-20.

    With these a Polish Excel opens it by a double click and knows numbers and days for what they are. Moments are on the
    clock of the time zone in force. Raises ValueError for a row of another width.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(column.title) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(value, column.shape) for value, column in zip(row, columns, strict=True)])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same table as an Excel workbook of one sheet called `title`, cells typed, the heading kept in sight."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "bottom": 1})
        formats = {shape: book.add_format({"num_format": code}) for shape, code in _FORMATS.items()}
        for at, column in enumerate(columns):
            sheet.write_string(0, at, _clean(column.title), bold)
            sheet.set_column(at, at, max(12, min(40, len(column.title) + 4)))
        last = 0
        for last, row in enumerate(rows, start=1):
            for at, (value, column) in enumerate(zip(row, columns, strict=True)):
                _write(sheet, last, at, value, column.shape, formats[column.shape])
        sheet.freeze_panes(1, 0)
        if columns:
            sheet.autofilter(0, 0, last, len(columns) - 1)
    return out.getvalue()


def safe_text(text: str) -> str:
    """Text for a cell of a CSV: whatever a spreadsheet would run as a formula has an apostrophe in front."""
    clean = _clean(text)
    return _cut(f"'{clean}", _LONGEST_CELL) if _STARTS_A_FORMULA.match(clean) else clean


def _clean(text: str) -> str:
    return _cut(_NOT_IN_A_CELL.sub(" ", text), _LONGEST_CELL)


def _cut(text: str, longest: int) -> str:
    """Excel counts UTF-16 units: a sign beyond the first plane is two, and half of one would be none."""
    return text.encode("utf-16-le")[: longest * 2].decode("utf-16-le", "ignore")


def _csv_cell(value: Cell, shape: Shape) -> str:
    if value is None:
        return ""
    number = _number(value, shape)
    if number is not None:
        return f"{number:f}".replace(".", ",")
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else safe_text(str(value))


def _write(sheet: Worksheet, row: int, at: int, value: Cell, shape: Shape, style: Format) -> None:
    if value is None:
        return
    number = _number(value, shape)
    if number is not None:
        sheet.write_number(row, at, float(number), style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, at, localtime(value).replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, at, value, style)
    else:
        sheet.write_string(row, at, _clean(str(value)), style)


def _number(value: Cell, shape: Shape) -> Decimal | None:
    """The figure to write, or None where the cell is no figure."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or shape == Shape.TEXT:
        return None
    if shape == Shape.MONEY:
        return (Decimal(value) / 100).quantize(Decimal("0.01"))
    return Decimal(value).quantize(Decimal("0.001")) if shape == Shape.VOLUME else Decimal(value)


def _sheet_name(title: str) -> str:
    """Excel allows 31 characters, some signs not at all, and no apostrophe at either end."""
    return _cut(_NOT_IN_A_SHEET_NAME.sub(" ", _clean(title)), 31).strip("' ") or "1"
