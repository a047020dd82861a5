"""Columns that no file carries: search and sort forms of names and addresses, and the bytes of invoice files with what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from secrets import token_hex

from django.utils.translation import gettext as _

from tenants.billing.fa3 import MAX_BYTES, NotAnInvoice, read_fa3
from tenants.customers.names import address_for_search, for_search, sort_key
from tenants.customers.streets import address_key
from tenants.integration.package.archive import Archive, PackageRefused
from tenants.integration.package.checking import Checked
from tenants.integration.package.kinds import NULL
from tenants.integration.package.manifest import EntityFile
from tenants.integration.problems import Problems

MAX_PDF_BYTES = 10 * 1024 * 1024
# A batch of files is in memory at once, in hexadecimal: a few megabytes each at the worst.
FILES_IN_BATCH = 4

Derive = Callable[[Iterable[Checked]], Iterator[Checked]]


def with_names(batches: Iterable[Checked]) -> Iterator[Checked]:
    """Customers with what they are searched and sorted by."""
    for batch in batches:
        columns = batch.columns
        places = map(" ".join, zip(columns["address"], columns["postal_code"], columns["city"], strict=True))
        derived = {
            "name_search": list(map(for_search, columns["name"])),
            "sort_key": list(map(sort_key, columns["name"])),
            "address_search": list(map(address_for_search, places)),
        }
        yield replace(batch, columns=columns | derived)


def with_address_keys(batches: Iterable[Checked]) -> Iterator[Checked]:
    """Service points with what their street is found by."""
    for batch in batches:
        keys = list(map(address_key, batch.columns["address"]))
        yield replace(batch, columns=batch.columns | {"address_key": keys})


def with_public_ids(batches: Iterable[Checked]) -> Iterator[Checked]:
    """Invoices with a random UUID each, in case they are new.

    The server could make them, but asks the kernel for each one: that alone took a tenth of an import's time.
    """
    for batch in batches:
        random = token_hex(16 * len(batch))
        digits = (random[start : start + 32] for start in range(0, len(random), 32))
        made = [f"{one[:12]}4{one[13:16]}a{one[17:]}" for one in digits]  # version 4, variant 1
        yield replace(batch, columns=batch.columns | {"public_id": made})


class WithContent:
    """Invoice files with their bytes; an XML is read as FA(3) so that it can be compared with its invoice."""

    def __init__(self, archive: Archive, file: EntityFile, seller_nip: str, problems: Problems) -> None:
        self._archive, self._file, self._seller_nip, self._problems = archive, file, seller_nip, problems

    def __call__(self, batches: Iterable[Checked]) -> Iterator[Checked]:
        for batch in batches:
            columns = batch.columns
            rows = zip(batch.lines, columns["kind"], columns["path"], columns["sha256"], strict=True)
            derived = list(zip(*(self._one(*row) for row in rows), strict=True))
            names = ("content", "xml_number", "xml_gross")
            yield replace(batch, columns=columns | dict(zip(names, map(list, derived), strict=True)))

    def _one(self, line: int, kind: str, path: str, sha256: str) -> tuple[str, str, str]:
        """COPY text of content, number and gross amount."""
        try:
            content = self._archive.read(path, MAX_BYTES if kind == "xml" else MAX_PDF_BYTES)
            if PurePosixPath(path).suffix.lower() != f".{kind}":
                raise PackageRefused(_("The name of the file should end in .%(kind)s.") % {"kind": kind})
        except PackageRefused as error:
            return self._wrong(line, "path", str(error))
        if hashlib.sha256(content).hexdigest() != sha256:
            return self._wrong(
                line, "sha256", _("The file differs from the one this row speaks of (SHA-256).")
            )
        in_hex = "\\\\x" + content.hex()
        if kind == "pdf":
            if not content.startswith(b"%PDF-"):
                return self._wrong(line, "path", _("This is not a PDF file."))
            return in_hex, NULL, NULL
        try:
            invoice = read_fa3(content, seller_nip=self._seller_nip)
        except NotAnInvoice as error:
            return self._wrong(line, "path", f"{path}: {error}")
        return in_hex, invoice.number.replace("\\", "\\\\"), str(invoice.gross_grosze)

    def _wrong(self, line: int, field: str, message: str) -> tuple[str, str, str]:
        self._problems.add(self._file.path, line, field, message)
        return NULL, NULL, NULL
