"""What only several rows together can tell: keys that come twice, references to nobody, amounts that do not add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from tenants.customers.identifiers import TEST_NIPS
from tenants.integration.loading.staging import Stage
from tenants.integration.package.manifest import Manifest
from tenants.integration.package.spec import Entity, Field, entities
from tenants.integration.problems import SHOWN, Problems


@dataclass(frozen=True, slots=True)
class RowRule:
    """A condition on one staged row that makes it wrong, with the sentence to say."""

    entity: str
    field: str
    wrong_when: str
    sentence: Callable[[], str]


ROW_RULES = (
    RowRule("invoices", "gross_grosze", "net_grosze + vat_grosze <> gross_grosze",
            lambda: _("Net and VAT should add up to the gross amount.")),
    RowRule("invoices", "due_on", "due_on < issued_on",
            lambda: _("The date of payment should not be earlier than the date of issue.")),
    RowRule("invoices", "sold_to", "sold_to < sold_from",
            lambda: _("The end of the period should not be earlier than its beginning.")),
    RowRule("invoices", "corrects", "corrects <> '' AND corrects = number",
            lambda: _("An invoice cannot correct itself.")),
    RowRule("invoices", "ksef_number", "ksef_status = 'assigned' AND ksef_number = ''",
            lambda: _("An invoice in KSeF should have its KSeF number.")),
    RowRule("invoices", "ksef_number", "ksef_number <> '' AND seller_nip <> '' AND left(ksef_number, 10) <> seller_nip",
            lambda: _("A KSeF number should begin with the seller's NIP.")),
    RowRule("invoice_lines", "net_grosze", "net_grosze IS NULL AND gross_grosze IS NULL",
            lambda: _("A line should have a net or a gross amount.")),
    RowRule("contracts", "valid_to", "valid_to < valid_from",
            lambda: _("The end of the period should not be earlier than its beginning.")),
    RowRule("meters", "removed_on", "removed_on < installed_on",
            lambda: _("A meter should not be removed before it was installed.")),
    RowRule("readings", "value_m3", "value_m3 < 0", lambda: _("A meter cannot show less than zero.")),
    RowRule("emptyings", "volume_m3", "volume_m3 < 0", lambda: _("A volume cannot be less than zero.")),
    RowRule("ledger", "debit_grosze", "debit_grosze <> 0 AND credit_grosze <> 0",
            lambda: _("One operation is either a debit or a credit: the other amount should be 0.")),
)  # fmt: skip


# Odd, but the utility's own business: reported, and loaded all the same.
ROW_WARNINGS = (
    # Tariff regulation (Dz.U. 2018 poz. 472) § 17(1): at least 14 days from sending.
    RowRule("invoices", "due_on", "kind = 'vat' AND due_on < issued_on + 14",
            lambda: _("There are fewer than 14 days between issue and payment.")),
    RowRule("customers", "nip", f"nip IN {tuple(sorted(TEST_NIPS))}",
            lambda: _("This NIP is used in examples; it belongs to nobody.")),
)  # fmt: skip


def check_stage(stage: Stage, manifest: Manifest, problems: Problems, warnings: Problems) -> None:
    """Look at all staged rows at once and note what is wrong. Reads the mirror, changes nothing."""
    paths = {file.entity.name: file.path for file in manifest.files}
    for name, path in paths.items():
        entity = entities()[name]
        _note(problems, path, ",".join(entity.key), _duplicates(stage, entity),
              lambda line, value: _("The same key already stands in line %(line)s.") % {"line": value})  # fmt: skip
        for field in entity.fields:
            if field.refers_to:
                _note(problems, path, field.name, _strangers(stage, entity, field), _nobody(field))
        for rules, found in ((ROW_RULES, problems), (ROW_WARNINGS, warnings)):
            for rule in _broken(stage, entity, [rule for rule in rules if rule.entity == name]):
                sql = f"SELECT line, NULL::text FROM {stage.table(entity)} WHERE {rule.wrong_when}"
                _note(found, path, rule.field, sql, _always(rule.sentence))
    if "invoices" in paths:
        _note(problems, paths["invoices"], "ksef_number", _taken_ksef_numbers(stage),
              lambda line, value: _("Invoice %(number)s already has this KSeF number.") % {"number": value})  # fmt: skip
    if "readings" in paths:
        _note(problems, paths["readings"], "counter", _too_many_counters(stage),
              lambda line, value: _("This meter has only one counter."))  # fmt: skip


def _broken(stage: Stage, entity: Entity, rules: list[RowRule]) -> list[RowRule]:
    """Which of the rules some row breaks: one look at all rows for all rules, since mostly none is broken."""
    if not rules:
        return []
    asked = ", ".join(f"bool_or({rule.wrong_when})" for rule in rules)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked} FROM {stage.table(entity)}")
        answers = cursor.fetchone()
    return [rule for rule, broken in zip(rules, answers, strict=True) if broken]


def _note(problems: Problems, path: str, field: str, sql: str, sentence: Callable[[int, str], str]) -> None:
    """Run a query that gives line and a value for the sentence; note the first SHOWN and count all."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT line, value, count(*) OVER () FROM ({sql}) found(line, value) ORDER BY line LIMIT {SHOWN}"
        )
        rows = cursor.fetchall()
    for line, value, _total in rows:
        problems.add(path, line, field, sentence(line, value))
    if rows:
        problems.total += rows[0][2] - len(rows)


def _duplicates(stage: Stage, entity: Entity) -> str:
    key = ", ".join(entity.key)
    return f"SELECT max(line), min(line)::text FROM {stage.table(entity)} GROUP BY {key} HAVING count(*) > 1"


def _strangers(stage: Stage, entity: Entity, field: Field) -> str:
    """Rows whose reference is neither in the package nor in the mirror."""
    target = entities()[field.refers_to]
    column = target.key[0]
    return (
        f"SELECT s.line, s.{field.name} FROM {stage.table(entity)} s WHERE s.{field.name} <> ''"
        f" AND NOT EXISTS (SELECT 1 FROM {stage.table(target)} o WHERE o.{column} = s.{field.name})"
        f" AND NOT EXISTS (SELECT 1 FROM {target.table} o WHERE o.{column} = s.{field.name})"
    )


def _always(sentence: Callable[[], str]) -> Callable[[int, str], str]:
    return lambda line, value: sentence()


def _nobody(field: Field) -> Callable[[int, str], str]:
    names: dict[str, Callable[[str], str]] = {
        "customers": lambda value: (
            _("There is no customer %(value)s, in the package or here.") % {"value": value}
        ),
        "contracts": lambda value: (
            _("There is no contract %(value)s, in the package or here.") % {"value": value}
        ),
        "service_points": lambda value: (
            _("There is no service point %(value)s, in the package or here.") % {"value": value}
        ),
        "meters": lambda value: _("There is no meter %(value)s, in the package or here.") % {"value": value},
        "septic_tanks": lambda value: (
            _("There is no septic tank %(value)s, in the package or here.") % {"value": value}
        ),
        "invoices": lambda value: (
            _("There is no invoice %(value)s, in the package or here.") % {"value": value}
        ),
    }
    return lambda line, value: names[field.refers_to](value)


def _taken_ksef_numbers(stage: Stage) -> str:
    table = entities()["invoices"].table
    staged = stage.table("invoices")
    return (
        f"SELECT s.line, o.number FROM {staged} s JOIN {table} o ON o.ksef_number = s.ksef_number"
        f" WHERE s.ksef_number <> '' AND o.number <> s.number"
        f" UNION ALL SELECT max(line), min(number) FROM {staged} WHERE ksef_number <> ''"
        f" GROUP BY ksef_number HAVING count(*) > 1"
    )


def _too_many_counters(stage: Stage) -> str:
    return (
        f"SELECT s.line, NULL::text FROM {stage.table('readings')} s"
        f" LEFT JOIN {stage.table('meters')} n ON n.code = s.meter"
        f" LEFT JOIN {entities()['meters'].table} o ON o.code = s.meter"
        f" WHERE s.counter > coalesce(n.counters, o.counters)"
    )
