"""Invoice files into the mirror. What was once shown to a customer stays as it was: nothing here replaces bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from tenants.integration.loading.merge import EntityReport
from tenants.integration.loading.staging import Stage
from tenants.integration.package.spec import entities
from tenants.integration.problems import Problems


def check_files(stage: Stage, path: str, problems: Problems, warnings: Problems) -> None:
    """An XML must say what its invoice says and be the same as before. A PDF made anew is only worth a warning."""
    staged, invoices, _files = _tables(stage)
    mine = f"FROM {stage.table('invoice_files')} s"
    _each(
        f"SELECT s.line, s.xml_number {mine} WHERE s.kind = 'xml' AND s.xml_number <> s.invoice",
        lambda line, value: problems.add(
            path, line, "invoice", _("The XML is of another invoice: %(number)s.") % {"number": value}
        ),
    )
    _each(
        f"SELECT s.line, s.xml_gross::text {mine} LEFT JOIN {staged} n ON n.number = s.invoice"
        f" LEFT JOIN {invoices} o ON o.number = s.invoice"
        f" WHERE s.kind = 'xml' AND s.xml_gross <> coalesce(n.gross_grosze, o.gross_grosze)",
        lambda line, value: problems.add(
            path, line, "invoice",
            _("The gross amount in the XML is %(grosze)s grosze, another one than the invoice has.") % {"grosze": value},
        ),
    )  # fmt: skip
    _other_bytes(
        stage,
        "xml",
        lambda line: problems.add(
            path,
            line,
            "sha256",
            _(
                "This invoice already has another XML. It is evidence and cannot be replaced: send a correction."
            ),
        ),
    )
    _other_bytes(
        stage,
        "pdf",
        lambda line: warnings.add(
            path,
            line,
            "sha256",
            _("This invoice already has another PDF, which customers have seen: the first one stays."),
        ),
    )


def _other_bytes(stage: Stage, kind: str, note: Callable[[int], None]) -> None:
    """Note each staged file whose invoice already has one of that kind with other bytes."""
    _staged, invoices, files = _tables(stage)
    _each(
        f"SELECT s.line, NULL FROM {stage.table('invoice_files')} s JOIN {invoices} o ON o.number = s.invoice"
        f" JOIN {files} t ON t.invoice_id = o.id AND t.kind = s.kind"
        f" WHERE s.kind = '{kind}' AND t.sha256 <> decode(s.sha256, 'hex')",
        lambda line, _value: note(line),
    )


def attach_files(stage: Stage) -> EntityReport:
    """Insert the files that are new and tell their invoices the hash of the XML."""
    _staged, invoices, files = _tables(stage)
    source = stage.table("invoice_files")
    report = EntityReport(rows=stage.rows["invoice_files"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {files} (invoice_id, kind, content, sha256)"
            f" SELECT i.id, s.kind, s.content, decode(s.sha256, 'hex') FROM {source} s"
            f" JOIN {invoices} i ON i.number = s.invoice"
            f" WHERE NOT EXISTS (SELECT 1 FROM {files} t WHERE t.invoice_id = i.id AND t.kind = s.kind)"
        )
        report.added = cursor.rowcount
        cursor.execute(
            f"UPDATE {invoices} i SET xml_sha256 = t.sha256 FROM {source} s"
            f" JOIN {invoices} o ON o.number = s.invoice JOIN {files} t ON t.invoice_id = o.id AND t.kind = 'xml'"
            f" WHERE s.kind = 'xml' AND i.id = o.id AND i.xml_sha256 IS DISTINCT FROM t.sha256"
        )
    report.unchanged = report.rows - report.added
    return report


def _tables(stage: Stage) -> tuple[str, str, str]:
    known = entities()
    return stage.table("invoices"), known["invoices"].table, known["invoice_files"].table


def _each(sql: str, do: Callable[[int, Any], None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY 1")
        for line, value in cursor.fetchall():
            do(line, value)
