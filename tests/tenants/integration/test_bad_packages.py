"""Broken, huge and hostile packages: refused with a sentence, at once, in little memory. No database needed."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from tenants.integration.package.archive import Limits
from tenants.integration.services import check_package
from tests.tenants.integration.conftest import NIP
from tests.tenants.integration.rows import customer, invoice

pytestmark = pytest.mark.usefixtures("in_english")
HEADER = "number;name;city\n"


def problems_of(package, **limits):
    found = check_package(package=package, seller_nip=NIP, limits=Limits(**limits) if limits else None)
    return [(one.file, one.line, one.field, one.message) for one in found.shown]


def package_with(
    folder: Path, name: str, content: bytes, entity: str = "customers", rows: int = 1, **manifest
) -> Path:
    """A package of one file of rows, whatever is in it, with an honest manifest."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    listed = {"entity": entity, "path": name, "rows": rows, "sha256": hashlib.sha256(content).hexdigest()}
    told = {
        "format": "ebok-billing-package",
        "version": 1,
        "utility_nip": NIP,
        "as_of": "2026-11-20T04:00:00Z",
    }
    (folder / "manifest.json").write_text(json.dumps(told | {"files": [listed]} | manifest))
    return folder


def zipped(files: dict[str, bytes], **options) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def one_problem(package, **limits) -> str:
    found = problems_of(package, **limits)
    assert len(found) == 1, found
    return found[0][3]


# --- the right ones ----------------------------------------------------------------------------------------------


def test_right_package_has_no_problem_as_folder_and_as_zip(write):
    folder = write(customers=[customer()], invoices=[invoice()])
    assert problems_of(folder) == []
    assert problems_of(zipped({path.name: path.read_bytes() for path in folder.iterdir()})) == []


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ";"), ("utf-8", ","), ("cp1250", ";"), ("utf-8", "\t")]
)
def test_csv_is_read_in_its_declared_encoding(tmp_path, encoding, delimiter):
    text = 'number;name;city\n1;"Żółć; Jan";Łódź\n'.replace(";", delimiter).replace(
        f"Żółć{delimiter}", "Żółć;"
    )
    folder = package_with(
        tmp_path / "p", "customers.csv", text.encode(encoding), encoding=encoding, delimiter=delimiter
    )
    assert problems_of(folder) == []


def test_csv_with_byte_order_mark_and_crlf_is_read(tmp_path):
    content = ("\ufeff" + HEADER + "1;Jan;Łódź\n").replace("\n", "\r\n").encode()
    assert problems_of(package_with(tmp_path / "p", "customers.csv", content)) == []


# --- rows --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("gross_grosze", "1 234,56"), ("gross_grosze", 108.5), ("gross_grosze", True), ("gross_grosze", 10**16),
        ("gross_grosze", "1e3"), ("gross_grosze", "٣"), ("gross_grosze", [1]), ("gross_grosze", {}),
        ("issued_on", "today"), ("issued_on", "2026-02-29"), ("issued_on", "20261102"), ("issued_on", "0001-01-01"),
        ("issued_on", 20261102), ("number", ""), ("number", None), ("number", "x" * 257), ("number", "a\nb"),
        ("number", "a\x00b"), ("number", "a\u202eb"), ("number", 17), ("kind", "faktura"),
        ("ksef_number", "5555555555-20250808-9231003CA67B-BE"), ("seller_nip", "1234567890"),
    ],
)  # fmt: skip
def test_wrong_cell_is_named_with_line_field_and_expectation(write, field, value):
    package = write(invoices=[invoice(), invoice("FV/2") | {field: value}, invoice("FV/3")])
    found = problems_of(package)
    assert [one[:3] for one in found] == [("invoices.ndjson", 2, field)]
    assert found[0][3].endswith(".") or "“" in found[0][3]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'{"number": "1", "name": "A"}\n{"number": "2", "name": "B"\n', 2),
        (b'{"number": "1", "name": "A"}\n[1, 2]\n', 2),
        (b'{"number": "1", "name": "A"}\n\n{"number": "2", "name": "\xb9"}\n', 3),
        (b'{"number": "1", "name": "A"}\n{"number": "2", "name": "B", "pesel": "44051401359"}\n', 2),
        (b'{"number": "1", "name": "A"}\n' + b"[" * 100_000 + b"\n", 2),
        (b'{"number": "1", "name": "A"}\n"\\ud800"\n', 2),
    ],
    ids=["cut off", "no object", "not utf-8", "unknown field", "deep", "surrogate"],
)
def test_line_that_is_no_row_is_named(tmp_path, content, line):
    found = problems_of(package_with(tmp_path / "p", "customers.ndjson", content, rows=2))
    assert [one[:2] for one in found] == [("customers.ndjson", line)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ((HEADER + "1;Żółć;Łódź\n").encode("cp1250"), "Windows-1250"),
        ((HEADER + "1;Żółć;Łódź\n").encode("utf-16"), "utf-8"),
        ((HEADER + "1;A\x00;B\n").encode(), "control"),
        ((HEADER + '1;"' + "\n" * 300_000).encode(), "128 kB"),
        ((HEADER + '1;"A\n2;B;C\n').encode(), "CSV"),
        ((HEADER + "1;A\n").encode(), "3"),
        ((HEADER + "1;A" + ";" * 60_000 + "\n").encode(), "3"),
        (b"", "empty"),
        (b"kod;nazwa\n1;A\n", "number"),
        (b"name;city\nA;B\n", "number"),
        (b"number,name\n1,A\n", ";"),
    ],
    ids=["cp1250", "utf-16", "nul", "newline flood", "open quote", "too few", "many columns", "empty", "names",
         "lacks key", "other delimiter"],
)  # fmt: skip
def test_broken_csv_is_refused_with_a_telling_sentence(tmp_path, content, words):
    message = one_problem(package_with(tmp_path / "p", "customers.csv", content))
    assert words in message


def test_cp1250_that_is_none_is_refused(tmp_path):
    content = HEADER.encode() + b"1;\x81\x98;x\n"
    assert "cp1250" in one_problem(package_with(tmp_path / "p", "customers.csv", content, encoding="cp1250"))


def test_line_without_end_is_refused_in_little_memory(tmp_path):
    folder = package_with(tmp_path / "p", "customers.ndjson", b'{"name": "' + b"a" * 30_000_000)
    tracemalloc.start()
    message = one_problem(folder)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "128 kB" in message
    assert peak < 5_000_000


def test_half_a_file_and_a_changed_file_are_told_apart(write):
    folder = write(customers=[customer("1"), customer("2")])
    whole = (folder / "customers.ndjson").read_bytes()
    (folder / "customers.ndjson").write_bytes(whole.splitlines(keepends=True)[0])
    assert "2" in one_problem(folder)
    (folder / "customers.ndjson").write_bytes(whole.replace("Żółć".encode(), "Żąłć".encode(), 1))
    assert "SHA-256" in one_problem(folder)


# --- manifest ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"format": "xlsx"}, "format"), ({"version": 2}, "format"), ({"utility_nip": "1"}, "utility_nip"),
        ({"utility_nip": "1234563218"}, "utility_nip"), ({"as_of": "2026-11-20"}, "as_of"), ({"mode": "x"}, "mode"),
        ({"encoding": "latin-1"}, "encoding"), ({"delimiter": "||"}, "delimiter"), ({"files": []}, "files"),
        ({"files": [{"entity": "users"}]}, "files[0].entity"),
        ({"files": [{"entity": "customers", "path": "../../etc/passwd"}]}, "files[0].path"),
        ({"mode": ["full"]}, "mode"),
    ],
)  # fmt: skip
def test_mistake_in_the_manifest_is_named(tmp_path, told, field):
    found = problems_of(package_with(tmp_path / "p", "customers.csv", HEADER.encode(), rows=0, **told))
    assert [one[:3] for one in found] == [("manifest.json", 0, field)]


def test_entity_listed_twice_is_refused(tmp_path):
    folder = package_with(tmp_path / "p", "customers.csv", HEADER.encode(), rows=0)
    told = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(told | {"files": told["files"] * 2}))
    assert [one[2] for one in problems_of(folder)] == ["files[1].entity"]


def test_manifest_lists_all_its_mistakes_at_once(tmp_path):
    told = {"mode": "x", "as_of": 5, "files": [{"entity": "customers", "path": "no.csv", "rows": -1}]}
    found = problems_of(package_with(tmp_path / "p", "customers.csv", b"", **told))
    assert {one[2] for one in found} == {"mode", "as_of", "files[0].path", "files[0].rows", "files[0].sha256"}


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000])
def test_manifest_that_is_no_json_object_is_refused(tmp_path, content):
    (tmp_path / "manifest.json").write_bytes(content)
    assert one_problem(tmp_path).endswith(".")


def test_folder_without_manifest_is_refused(tmp_path):
    assert "manifest.json" in one_problem(tmp_path)


# --- archives ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/passwd", "a/../../b", "a\\..\\b", "C:evil", "a\nb", "inner.zip", "x.tar.gz"]
)
def test_dangerous_name_in_a_zip_is_refused(name):
    assert one_problem(zipped({"manifest.json": b"{}", name: b"x"})).endswith(".")


def test_link_in_a_zip_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("manifest.json")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert "manifest.json" in one_problem(stream)


def test_link_in_a_folder_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("{}")
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "manifest.json").symlink_to(tmp_path / "secret")
    assert "manifest.json" in one_problem(folder)


def test_archive_under_another_name_is_refused(write):
    folder = write(customers=[customer()])
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    files["customers.ndjson"] = zipped({"a": b"b"}).getvalue()
    assert len(problems_of(zipped(files))) == 1


def test_bomb_is_refused_quickly():
    stream = zipped({"manifest.json": b"{}", "customers.ndjson": b"0" * 200_000_000})
    begun = time.perf_counter()
    assert one_problem(stream).endswith(".")
    assert time.perf_counter() - begun < 2


def test_zip_that_lies_about_its_size_gives_no_more_than_it_promised(write):
    folder = write(customers=[customer()])
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    files["customers.ndjson"] += b" " * 5_000_000
    raw = bytearray(zipped(files).getvalue())
    for signature, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = raw.find(
            b"customers.ndjson",
            raw.find(signature) if signature == b"PK\x03\x04" else raw.rfind(b"PK\x03\x04") + 100,
        )
        while raw[start - 46 : start - 42] != b"PK\x01\x02" and raw[start - 30 : start - 26] != b"PK\x03\x04":
            start = raw.find(b"customers.ndjson", start + 1)
        head = start - 46 if signature == b"PK\x01\x02" else start - 30
        struct.pack_into("<I", raw, head + place, 10)
    assert len(problems_of(io.BytesIO(bytes(raw)))) == 1


def test_overlapping_members_are_refused():
    raw = bytearray(zipped({"manifest.json": b"{}" * 100, "b.txt": b"y" * 100}).getvalue())
    second = raw.rfind(b"PK\x01\x02")
    struct.pack_into("<I", raw, second + 42, 0)
    assert len(problems_of(io.BytesIO(bytes(raw)))) == 1


def test_too_many_files_are_refused():
    stream = zipped({f"{number}.txt": b"" for number in range(30)})
    assert "30" in one_problem(stream, members=20)


def test_encrypted_zip_is_refused():
    raw = bytearray(zipped({"manifest.json": b"{}"}).getvalue())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.find(signature) + place] |= 1
    assert len(problems_of(io.BytesIO(bytes(raw)))) == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip" * 100])
def test_damaged_zip_is_refused(content):
    assert len(problems_of(io.BytesIO(content))) == 1


def test_cut_zip_is_refused():
    raw = zipped({"manifest.json": b"{}", "x": bytes(range(256)) * 50}).getvalue()
    assert len(problems_of(io.BytesIO(raw[:-30]))) == 1


def test_damaged_member_is_refused(write):
    folder = write(customers=[customer(str(number), name=f"Jan {number}") for number in range(500)])
    raw = bytearray(zipped({path.name: path.read_bytes() for path in sorted(folder.iterdir())}).getvalue())
    raw[200:260] = b"\x00" * 60
    assert len(problems_of(io.BytesIO(bytes(raw)))) >= 1
