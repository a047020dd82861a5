"""A tank of the demo with three years of emptyings, the last of them long enough ago to be due soon."""

from __future__ import annotations

from datetime import date, timedelta

from tenants.integration.package.writing import PackageWriter

EVERY_DAYS, SINCE_LAST_DAYS, TIMES = 84, 80, 12
FIRM = "Usługi Komunalne „Czysta Odra”"


def write_tank(out: PackageWriter, customer: str, point: str, address: str, kind: str, today: date) -> None:
    """One tank at the customer's point, emptied about every twelve weeks; the next is due within days."""
    code = f"ZB-{customer}"
    out.add(
        "septic_tanks", code=code, kind=kind, customer=customer, service_point=point, address=address,
        capacity_m3="10.000", register_number=f"EZ/{customer[-4:]}/2019", active=True,
    )  # fmt: skip
    for place in range(TIMES):
        day = today - timedelta(days=SINCE_LAST_DAYS + EVERY_DAYS * place)
        out.add(
            "emptyings", code=f"{code}-{TIMES - place}", tank=code, emptied_on=day.isoformat(),
            volume_m3=f"{9 - place % 3}.000", document=f"KP/{day.year}/{1200 - 17 * place}", firm=FIRM,
        )  # fmt: skip
