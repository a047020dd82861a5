"""The entities of a billing package and their fields: the one table from which rows are checked, staged and merged.

docs/billing-package.md says the same for people; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from django.db.models import Model
from django.utils.translation import gettext as _

from tenants.billing import models as billing
from tenants.customers import models as customers
from tenants.integration.package import kinds
from tenants.integration.package.kinds import Kind
from tenants.metering import models as metering
from tenants.septic import models as septic

FORMAT = "ebok-billing-package"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Field:
    """`refers_to` names the entity whose key the value is; such a field is stored as `<name>_id`."""

    name: str
    kind: Kind
    required: bool = False
    refers_to: str = ""

    @property
    def column(self) -> str:
        return f"{self.name}_id" if self.refers_to else self.name


@dataclass(frozen=True, slots=True)
class Entity:
    """`key` finds the row that is already here. `derived` columns are made of the named fields, never in the file."""

    name: str
    model: type[Model]
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Made while staging and used for new rows only.
    for_new: tuple[str, ...] = ()
    # Whether a full package that lacks a row deserves a line in the report.
    reports_absent: bool = False

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.fields)

    @property
    def made(self) -> tuple[str, ...]:
        """Columns of the staging table that no file carries."""
        return (*self.derived, *self.for_new)

    @property
    def required(self) -> frozenset[str]:
        return frozenset(one.name for one in self.fields if one.required)

    def field_named(self, name: str) -> Field:
        return next(one for one in self.fields if one.name == name)


def _number(longest: int = 40) -> Kind:
    return kinds.Text(longest)


def _choices(values: list[str], missing: str) -> Kind:
    return kinds.Choice(values, missing)


@cache
def entities() -> dict[str, Entity]:
    """All entities in the order in which they must be loaded: what is referred to comes first."""
    customer = Field("customer", _number(), required=True, refers_to="customers")
    listed = [
        Entity(
            "customers",
            customers.Customer,
            ("number",),
            (
                Field("number", _number(), required=True),
                Field("kind", _choices(customers.CustomerKind.values, customers.CustomerKind.PERSON)),
                Field("name", kinds.Text(300), required=True),
                Field("nip", kinds.nip()),
                Field("address", kinds.Text(200)),
                Field("postal_code", kinds.postal_code()),
                Field("city", kinds.Text(100)),
                Field("correspondence_address", kinds.Text(300)),
                Field("email", kinds.email()),
                Field("phone", kinds.phone()),
                Field("account", kinds.account()),
                Field("e_invoice", kinds.Flag(missing=False)),
            ),
            derived={
                "name_search": ("name",),
                "sort_key": ("name",),
                "address_search": ("address", "postal_code", "city"),
            },
            reports_absent=True,
        ),
        Entity(
            "contracts",
            customers.Contract,
            ("number",),
            (
                Field("number", _number(), required=True),
                customer,
                Field("signed_on", kinds.Day()),
                Field("valid_from", kinds.Day(), required=True),
                Field("valid_to", kinds.Day()),
                Field("tariff_group", kinds.Text(20)),
            ),
            reports_absent=True,
        ),
        Entity(
            "service_points",
            customers.ServicePoint,
            ("number",),
            (
                Field("number", _number(), required=True),
                customer,
                Field("contract", _number(), refers_to="contracts"),
                Field("name", kinds.Text(100)),
                Field("address", kinds.Text(200), required=True),
                Field("postal_code", kinds.postal_code()),
                Field("city", kinds.Text(100)),
                Field("tariff_group", kinds.Text(20)),
                Field("area", kinds.Text(60)),
                Field("settlement_months", kinds.whole(1, 12)),
                Field("persons", kinds.whole(0, 9999)),
                Field("account", kinds.account()),
                Field("supply_zone", kinds.Text(60)),
                Field("active", kinds.Flag(missing=True)),
            ),
            derived={"address_key": ("address",)},
            reports_absent=True,
        ),
        Entity(
            "meters",
            metering.Meter,
            ("code",),
            (
                Field("code", _number(), required=True),
                Field("serial", _number(), required=True),
                Field("kind", _choices(metering.MeterKind.values, metering.MeterKind.MAIN)),
                Field("service_point", _number(), required=True, refers_to="service_points"),
                Field("counters", kinds.whole(1, 2), required=True),
                Field("digits", kinds.whole(3, 9), required=True),
                Field("installed_on", kinds.Day()),
                Field("removed_on", kinds.Day()),
                Field("verification_until", kinds.Day()),
                Field("verified_on", kinds.Day()),
                Field("parent", _number()),
                Field("seal_number", kinds.Text(60)),
                Field("dial", _choices(metering.Dial.values, metering.Dial.BLACK)),
                Field("decimals", kinds.Integer(lambda: _("a whole number"), 0, 3, missing="0")),
                Field("remote", kinds.Flag(missing=False)),
                Field("location", kinds.Text(100)),
            ),
            reports_absent=True,
        ),
        Entity(
            "readings",
            metering.Reading,
            ("meter", "counter", "taken_on", "kind"),
            (
                Field("meter", _number(), required=True, refers_to="meters"),
                Field("counter", kinds.whole(1, 2), required=True),
                Field("taken_on", kinds.Day(), required=True),
                Field("kind", _choices(metering.ReadingKind.values, metering.ReadingKind.BILLING)),
                Field("value_m3", kinds.Fixed(3, 9), required=True),
                Field("consumption_m3", kinds.Fixed(3, 9)),
                Field("source", kinds.Text(20)),
                Field("settled_in", kinds.Text(256)),
            ),
        ),
        _invoices(customer),
        Entity(
            "invoice_lines",
            billing.InvoiceLine,
            ("invoice", "position"),
            (
                Field("invoice", _number(256), required=True, refers_to="invoices"),
                Field("position", kinds.whole(1, 2_000_000_000), required=True),
                Field("name", kinds.Text(512), required=True),
                Field("unit", kinds.Text(50)),
                Field("quantity", kinds.Fixed(6, 12)),
                Field("unit_price", kinds.Fixed(8, 10)),
                Field("net_grosze", kinds.grosze()),
                Field("gross_grosze", kinds.grosze()),
                Field("vat_rate", kinds.Text(10)),
                Field("before_correction", kinds.Flag(missing=False)),
            ),
        ),
        Entity(
            "invoice_files",
            billing.InvoiceFile,
            ("invoice", "kind"),
            (
                Field("invoice", _number(256), required=True, refers_to="invoices"),
                Field("kind", _choices(billing.InvoiceFileKind.values, ""), required=True),
                Field("path", kinds.Text(300), required=True),
                Field("sha256", kinds.sha256(), required=True),
            ),
            derived={"content": ("path",), "xml_number": ("path",), "xml_gross": ("path",)},
        ),
        Entity(
            "ledger",
            billing.LedgerEntry,
            ("code",),
            (
                Field("code", _number(60), required=True),
                customer,
                Field("booked_on", kinds.Day(), required=True),
                Field("title", kinds.Text(256), required=True),
                Field("debit_grosze", kinds.grosze(), required=True),
                Field("credit_grosze", kinds.grosze(), required=True),
                Field("balance_grosze", kinds.grosze(), required=True),
                Field("invoice", _number(256), refers_to="invoices"),
            ),
        ),
        *_septic(customer),
        Entity(
            "balances",
            billing.Balance,
            ("customer",),
            (
                customer,
                Field("amount_grosze", kinds.grosze(), required=True),
                Field("as_of", kinds.Moment(), required=True),
            ),
        ),
    ]
    return {entity.name: entity for entity in listed}


def _septic(customer: Field) -> list[Entity]:
    return [
        Entity(
            "septic_tanks",
            septic.SepticTank,
            ("code",),
            (
                Field("code", _number(), required=True),
                Field("kind", _choices(septic.TankKind.values, septic.TankKind.TANK)),
                customer,
                Field("service_point", _number(), refers_to="service_points"),
                Field("address", kinds.Text(200), required=True),
                Field("capacity_m3", kinds.Fixed(3, 6)),
                Field("interval_days", kinds.whole(1, 3660)),
                Field("register_number", _number()),
                Field("active", kinds.Flag(missing=True)),
            ),
            reports_absent=True,
        ),
        Entity(
            "emptyings",
            septic.Emptying,
            ("code",),
            (
                Field("code", _number(60), required=True),
                Field("tank", _number(), required=True, refers_to="septic_tanks"),
                Field("emptied_on", kinds.Day(), required=True),
                Field("volume_m3", kinds.Fixed(3, 6), required=True),
                Field("document", _number(60)),
                Field("firm", kinds.Text(200)),
            ),
        ),
    ]


def _invoices(customer: Field) -> Entity:
    return Entity(
        "invoices",
        billing.Invoice,
        ("number",),
        (
            Field("number", _number(256), required=True),
            customer,
            Field("service_point", _number(), refers_to="service_points"),
            Field("kind", _choices(billing.InvoiceKind.values, billing.InvoiceKind.VAT)),
            Field("status", _choices(billing.InvoiceStatus.values, billing.InvoiceStatus.ISSUED)),
            Field("issued_on", kinds.Day(), required=True),
            Field("sold_from", kinds.Day()),
            Field("sold_to", kinds.Day()),
            Field("due_on", kinds.Day()),
            Field("net_grosze", kinds.grosze(), required=True),
            Field("vat_grosze", kinds.grosze(), required=True),
            Field("gross_grosze", kinds.grosze(), required=True),
            Field("to_pay_grosze", kinds.grosze(), required=True),
            Field("paid_grosze", kinds.grosze(missing="0")),
            Field("split_payment", kinds.Flag(missing=False)),
            Field("corrects", _number(256), refers_to="invoices"),
            Field("correction_reason", kinds.Text(256)),
            Field("seller_nip", kinds.nip()),
            Field("ksef_number", kinds.ksef_number()),
            Field("ksef_status", _choices(billing.KsefStatus.values, billing.KsefStatus.NOT_APPLICABLE)),
            Field("ksef_mode", _choices(billing.KsefMode.values, "")),
        ),
        for_new=("public_id",),
        reports_absent=True,
    )
