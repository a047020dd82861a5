"""The made-up utility: the same for the same seed, and its books balance."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

import orjson
import pytest

from tenants.billing.fa3 import read_fa3
from tenants.customers.identifiers import parse_account
from tenants.integration.demo.generator import COMPANY, DEBTOR, HOUSEHOLD, MANAGER, NEWCOMER, generate
from tenants.integration.demo.towns import TOWNS


def rows(folder: Path, entity: str) -> list[dict]:
    return [orjson.loads(line) for line in (folder / f"{entity}.ndjson").read_bytes().splitlines()]


def digest(folder: Path) -> str:
    return hashlib.sha256(
        b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    ).hexdigest()


@pytest.fixture(params=sorted(TOWNS))
def made(request, tmp_path, today):
    return generate(
        town=TOWNS[request.param], customers=60, seed=7, today=today, out=tmp_path / "demo"
    ).folder


def test_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path, today):
    town = TOWNS["rzeszow"]
    one, two, three = (
        generate(town=town, customers=20, seed=seed, today=today, out=tmp_path / name).folder
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert digest(one) == digest(two) != digest(three)


def test_more_customers_leave_the_others_as_they_were(tmp_path, today):
    few, many = (
        generate(town=TOWNS["rzeszow"], customers=size, seed=1, today=today, out=tmp_path / str(size)).folder
        for size in (10, 20)
    )
    assert rows(many, "invoices")[: len(rows(few, "invoices"))] == rows(few, "invoices")


def test_every_balance_is_what_the_ledger_and_the_invoices_say(made):
    ledger, left, paid_without_document = defaultdict(int), defaultdict(int), defaultdict(int)
    invoices = {row["number"]: row for row in rows(made, "invoices")}
    for row in rows(made, "ledger"):
        ledger[row["customer"]] += row["debit_grosze"] - row["credit_grosze"]
        assert row["balance_grosze"] == ledger[row["customer"]]
        document = invoices[row["invoice"]]
        if row["credit_grosze"] and row["title"].startswith("Wpłata"):
            paid_without_document[row["customer"]] += row["credit_grosze"] - document["paid_grosze"]
    for row in invoices.values():
        if row["kind"] != "payment_demand":  # it repeats what other documents say
            left[row["customer"]] += row["to_pay_grosze"] - row["paid_grosze"]
        assert row["net_grosze"] + row["vat_grosze"] == row["gross_grosze"]
    for row in rows(made, "balances"):
        number = row["customer"]
        assert row["amount_grosze"] == ledger[number] == left[number] - paid_without_document[number]


def test_lines_add_up_to_their_invoice(made):
    nets = defaultdict(int)
    for row in rows(made, "invoice_lines"):
        nets[row["invoice"]] += -row["net_grosze"] if row["before_correction"] else row["net_grosze"]
    assert nets == {row["number"]: row["net_grosze"] for row in rows(made, "invoices")}


def test_accounts_are_right_and_every_customers_own(made):
    accounts = [parse_account(row["account"]) for row in rows(made, "customers")]
    assert len(set(accounts)) == len(accounts) == 60


def test_well_known_customers_are_what_they_promise(made, today):
    of = defaultdict(list)
    for row in rows(made, "invoices"):
        of[row["customer"]].append(row)
    points, meters = rows(made, "service_points"), rows(made, "meters")
    overdue = [
        row
        for row in of[DEBTOR]
        if row["paid_grosze"] < row["to_pay_grosze"] and row["due_on"] < today.isoformat()
    ]
    assert len(of[HOUSEHOLD]) >= 17
    assert of[NEWCOMER] == []
    assert any(row["ksef_number"] for row in of[COMPANY])
    assert len([point for point in points if point["customer"] == MANAGER]) == 18
    assert len(overdue) >= 2
    assert {meter["kind"] for meter in meters if meter["service_point"].startswith(HOUSEHOLD)} == {
        "main",
        "garden",
    }


def test_story_has_corrections_overpayments_garden_and_coupled_meters(made):
    assert {"main", "garden", "coupled"} == {row["kind"] for row in rows(made, "meters")}
    assert any(row["kind"] == "correction" and row["corrects"] for row in rows(made, "invoices"))
    assert any(row["to_pay_grosze"] < row["gross_grosze"] for row in rows(made, "invoices"))
    assert any(row["amount_grosze"] < 0 for row in rows(made, "balances"))


def test_the_family_has_one_of_each_document(made):
    invoices = [row for row in rows(made, "invoices") if row["customer"] == HOUSEHOLD]
    kinds = {row["kind"] for row in invoices}
    assert kinds == {"vat", "correction", "interest_note", "payment_demand"}
    (demand,) = [row for row in invoices if row["kind"] == "payment_demand"]
    (partly,) = [row for row in invoices if 0 < row["paid_grosze"] < row["to_pay_grosze"]]
    assert demand["to_pay_grosze"] == partly["to_pay_grosze"] - partly["paid_grosze"]


def test_bills_rest_on_readings_and_say_so(made):
    bills = {row["number"] for row in rows(made, "invoices") if row["kind"] == "vat"}
    readings = rows(made, "readings")
    assert {row["settled_in"] for row in readings if row["settled_in"]} == bills
    assert {row["kind"] for row in readings if not row["settled_in"]} == {"exchange", "remote"}


def test_points_have_accounts_of_their_own(made):
    accounts = [parse_account(row["account"]) for row in rows(made, "service_points")]
    assert len(set(accounts)) == len(accounts)
    assert not set(accounts) & {row["account"] for row in rows(made, "customers")}


def test_one_invoice_is_for_split_payment_and_its_xml_agrees(made):
    split = [row["number"] for row in rows(made, "invoices") if row["split_payment"]]
    files = {row["invoice"]: row["path"] for row in rows(made, "invoice_files")}
    read = {number: read_fa3((made / path).read_bytes()).split_payment for number, path in files.items()}
    assert len(split) == 1
    assert [number for number, says in read.items() if says] == split


def test_xml_of_companies_says_what_the_invoice_says(made):
    invoices = {row["number"]: row for row in rows(made, "invoices")}
    files = rows(made, "invoice_files")
    assert len(files) >= 6
    for file in files:
        xml, row = read_fa3((made / file["path"]).read_bytes()), invoices[file["invoice"]]
        assert (xml.number, xml.gross_grosze, xml.to_pay_grosze, xml.buyer_customer_number) == (
            row["number"], row["gross_grosze"], row["to_pay_grosze"], COMPANY
        )  # fmt: skip
