"""Readings of many meters as CSV, for managers: a template with their meters, and what became of each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tenants.customers.models import AccessRole
from tenants.identity.models import User
from tenants.metering.judging import parse_value
from tenants.metering.models import Meter, MeterKind, SentBy, SubmittedReading
from tenants.metering.problems import ReadingProblem
from tenants.metering.rules import rules_for
from tenants.metering.services.sending import submit_reading
from tenants.profile.schema import Profile

COLUMNS = ("wodomierz", "numer", "adres", "data", "stan", "stan_2")
MOST_ROWS = 2000
MOST_BYTES = 1024 * 1024
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class FileUnreadable(ValueError):
    """The file as a whole makes no sense; the text says what was expected."""


@dataclass(slots=True)
class RowReport:
    """One row of the file: its line, the meter it names, and what became of it."""

    line: int
    code: str
    meter: Meter | None = None
    value: str = ""
    problem: str = ""
    sent: SubmittedReading | None = None


@dataclass(slots=True)
class FileReport:
    """All rows. `written` is false for a check, and where one bad row kept the good ones from being sent."""

    rows: list[RowReport] = field(default_factory=list)
    written: bool = False

    @property
    def good(self) -> int:
        return sum(not row.problem for row in self.rows)

    @property
    def bad(self) -> int:
        return len(self.rows) - self.good


def template(meters: Iterable[Meter], *, today: date) -> bytes:
    """The CSV to fill in: a row per meter with its code, serial number and place; UTF-8 with a mark for Excel."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for meter in meters:
        place = f"{meter.service_point.address} {meter.service_point.name}".strip()
        rows.writerow(
            [_harmless(meter.code), _harmless(meter.serial), _harmless(place), today.isoformat(), "", ""]
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def read_rows(content: bytes) -> list[dict[str, str]]:
    """The rows of a filled-in template. Raises FileUnreadable."""
    if len(content) > MOST_BYTES:
        raise FileUnreadable(_("The file is larger than 1 MB."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1250")
        except UnicodeDecodeError as error:
            raise FileUnreadable(_("Save the file as CSV in UTF-8.")) from error
    if "\x00" in text:
        raise FileUnreadable(_("This is not a CSV file. Download the template and fill it in."))
    first = text.split("\n", 1)[0]
    delimiter = ";" if ";" in first else "," if "," in first else "\t"
    try:
        listed = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise FileUnreadable(_("This is not a CSV file. Download the template and fill it in.")) from error
    names = [name.strip().lower() for name in listed[0]] if listed else []
    if not {"wodomierz", "data", "stan"} <= set(names):
        raise FileUnreadable(
            _("The first line must name the columns: %(columns)s.") % {"columns": ", ".join(COLUMNS)}
        )
    rows = [
        dict(zip(names, row, strict=False)) | {"": str(line)}
        for line, row in enumerate(listed[1:], 2)
        if any(row)
    ]
    if len(rows) > MOST_ROWS:
        raise FileUnreadable(
            _("The file has more than %(most)d rows. Send it in parts.") % {"most": MOST_ROWS}
        )
    return [row for row in rows if row.get("stan", "").strip() or row.get("stan_2", "").strip()]


def take_file(
    *,
    rows: Sequence[dict[str, str]],
    meters: Iterable[Meter],
    only_good: bool,
    check_only: bool,
    by: User,
    role: AccessRole | str,
    profile: Profile,
    at: datetime,
) -> FileReport:
    """Send the readings of a file for these meters, and report row by row.

    `check_only` does the same work and takes it back. Without `only_good` one bad row keeps all back. A meter that is
    not among `meters` is unknown, whoever it belongs to. Garden meters come after the main ones of their point.
    """
    known = {meter.code: meter for meter in meters}
    listed = [_row(row, known) for row in rows]
    report = FileReport([one for one, _row_of in listed])
    order = sorted(listed, key=lambda one: bool(one[0].meter and one[0].meter.kind == MeterKind.GARDEN))
    with transaction.atomic():
        for one, row in order:
            if one.meter is not None and not one.problem:
                _send(one, one.meter, row, by=by, role=role, profile=profile, at=at)
        report.written = not check_only and report.good > 0 and (only_good or report.bad == 0)
        if not report.written:
            transaction.set_rollback(True)
    return report


def _row(row: dict[str, str], known: dict[str, Meter]) -> tuple[RowReport, dict[str, str]]:
    code = row.get("wodomierz", "").strip().lstrip("'")
    found = RowReport(int(row[""]), code[:40], known.get(code), row.get("stan", "").strip()[:20])
    if found.meter is None:
        found.problem = _("You have no such meter, or its state is not sent here.")
    return found, row


def _send(
    one: RowReport,
    meter: Meter,
    row: dict[str, str],
    *,
    by: User,
    role: AccessRole | str,
    profile: Profile,
    at: datetime,
) -> None:
    try:
        rules = rules_for(profile, meter.service_point)
        cells = [row.get("stan", ""), row.get("stan_2", "")][: meter.counters]
        values = [
            parse_value(cell, meter=meter, rules=rules, counter=counter)
            for counter, cell in enumerate(cells, start=1)
        ]
        with transaction.atomic():
            one.sent = submit_reading(
                meter=meter, values=values, taken_at=_day(row.get("data", "")), by=by, channel=SentBy.FILE,
                profile=profile, at=at, role=role,
            )  # fmt: skip
    except ReadingProblem as problem:
        one.problem = str(problem)


def _day(text: str) -> date:
    plain = text.strip()
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    raise ReadingProblem(_("Write the day like 2026-11-20 or 20.11.2026."))


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
