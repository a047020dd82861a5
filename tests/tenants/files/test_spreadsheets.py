"""Tables to take away: typed cells, Polish CSV, and nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tenants.files.spreadsheets import Cell, Column, Shape, as_csv, as_xlsx, safe_text

COLUMNS = [
    Column("Numer"), Column("Dnia", Shape.DAY), Column("Kwota", Shape.MONEY), Column("Zużycie", Shape.VOLUME),
    Column("Zapisano", Shape.MOMENT), Column("Sztuk", Shape.NUMBER),
]  # fmt: skip
ROW: list[Cell] = [
    "FV/2026/1", date(2026, 11, 20), -123456, Decimal("12.3"), datetime(2026, 11, 20, 13, 5, tzinfo=UTC), 7,
]  # fmt: skip
MAIN = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
ATTACKS = [
    "=1+1", "+48 600", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", "\uff1d1+1", "'=1", '"=1', "\u2212 1",
    "\ufeff=1", "|calc", '=HYPERLINK("http://x";"y")',
]  # fmt: skip


def parsed(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheet_of(content: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return etree.fromstring(book.read("xl/worksheets/sheet1.xml"))


def strings_of(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        root = etree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(one.itertext()) for one in root.findall("s:si", MAIN)]


def test_a_polish_excel_opens_the_csv_as_it_is() -> None:
    assert as_csv(COLUMNS, [ROW]).decode("utf-8-sig") == (
        "Numer;Dnia;Kwota;Zużycie;Zapisano;Sztuk\r\n"
        "FV/2026/1;2026-11-20;-1234,56;12,300;2026-11-20 14:05;7\r\n"
    )


def test_an_absent_value_is_an_empty_cell() -> None:
    assert parsed(as_csv(COLUMNS, [[None] * 6]))[1] == [""] * 6
    assert sheet_of(as_xlsx("Faktury", COLUMNS, [[None] * 6])).findall(".//s:row", MAIN)[1:] == []


def test_cells_of_the_workbook_are_typed() -> None:
    sheet = sheet_of(as_xlsx("Faktury", COLUMNS, [ROW]))
    cells = {
        cell.get("r"): (cell.get("t"), cell.findtext("s:v", namespaces=MAIN))
        for cell in sheet.iter(f"{{{MAIN['s']}}}c")
    }
    assert cells["A2"][0] == "s"
    assert cells["C2"] == (None, "-1234.56")
    assert cells["D2"] == (None, "12.3")
    assert float(cells["B2"][1] or 0) == (date(2026, 11, 20) - date(1899, 12, 30)).days
    assert cells["F2"] == (None, "7")


@pytest.mark.parametrize("text", ATTACKS)
def test_known_attacks_are_text(text: str) -> None:
    row = parsed(as_csv([Column("=x")], [[text]]))
    assert row[0] == ["'=x"]
    assert row[1][0].startswith("'")
    assert sheet_of(as_xlsx("=x", [Column("=x")], [[text]])).findall(".//s:f", MAIN) == []


@settings(deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=5))
def test_no_text_of_any_kind_begins_a_formula(texts: list[str]) -> None:
    columns = [Column(text) for text in texts]
    for row in parsed(as_csv(columns, [texts])):
        assert not [cell for cell in row if re.match(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]", cell)]
    book = as_xlsx(texts[0], columns, [texts])
    assert sheet_of(book).findall(".//s:f", MAIN) == []


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"])))
def test_harmless_text_comes_through_unchanged(text: str) -> None:
    harmless = f"a{text}"
    assert parsed(as_csv([Column("x")], [[harmless]]))[1] == [harmless]
    assert harmless in strings_of(as_xlsx("x", [Column("x")], [[harmless]]))


@given(st.integers(-(10**12), 10**12))
def test_amounts_are_exact(grosze: int) -> None:
    written = parsed(as_csv([Column("x", Shape.MONEY)], [[grosze]]))[1][0]
    assert re.fullmatch(r"-?\d+,\d\d", written)
    assert int(written.replace(",", "")) == grosze


def test_excel_counts_in_utf_16_units() -> None:
    book = as_xlsx("😀" * 40, [Column("x")], [["😀" * 20_000]])
    assert strings_of(book)[-1] == "😀" * 16_383


def test_text_too_long_for_excel_is_cut() -> None:
    assert len(safe_text("=" * 40_000)) == 32_767


def test_a_row_of_another_width_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="zip"):
        as_csv(COLUMNS, [ROW[:-1]])
