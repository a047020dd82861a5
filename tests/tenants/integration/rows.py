"""Rows of a small package, each right until a test makes it wrong."""

from __future__ import annotations

from typing import Any


def customer(number: str = "00012", **fields: Any) -> dict[str, Any]:
    return {"number": number, "name": "Łukasz Żółć", "address": "ul. Polna 7", "city": "Rzeszów"} | fields


def invoice(number: str = "FV/1", **fields: Any) -> dict[str, Any]:
    row = {
        "number": number, "customer": "00012", "issued_on": "2026-11-02", "due_on": "2026-11-20",
        "net_grosze": 10000, "vat_grosze": 800, "gross_grosze": 10800, "to_pay_grosze": 10800,
    }  # fmt: skip
    return row | fields


def line(number: str = "FV/1", position: int = 1, **fields: Any) -> dict[str, Any]:
    row = {"invoice": number, "position": position, "name": "Dostawa wody", "unit": "m3", "quantity": "12.5"}
    return row | {"net_grosze": 10000, "vat_rate": "8"} | fields
