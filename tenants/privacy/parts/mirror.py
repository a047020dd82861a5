"""What the billing system knows of the customers a login owns: contracts, points, meters and readings of their own time."""

from __future__ import annotations

from collections.abc import Iterator

from django.forms.models import model_to_dict

from tenants.customers.models import Contract, ServicePoint
from tenants.metering.selectors import meters_of_customer, own_readings_of_customer
from tenants.privacy.parts.subject import Entry, Subject, folder_of


def entries(subject: Subject) -> Iterator[Entry]:
    """By customer: `odbiorca.json` and `woda.json`."""
    for customer in subject.customers:
        hidden = ["id", "name_search", "sort_key", "address_search"]
        yield (
            f"{folder_of(customer)}/odbiorca.json",
            {
                **model_to_dict(customer, exclude=hidden),
                "contracts": list(
                    Contract.objects.filter(customer=customer)
                    .order_by("valid_from", "pk")
                    .values("number", "signed_on", "valid_from", "valid_to", "tariff_group")
                ),
                "service_points": list(
                    ServicePoint.objects.filter(customer=customer)
                    .order_by("number")
                    .values(
                        "number",
                        "name",
                        "address",
                        "postal_code",
                        "city",
                        "tariff_group",
                        "account",
                        "active",
                    )
                ),
            },
        )
        yield f"{folder_of(customer)}/woda.json", {
            "meters": list(
                meters_of_customer(customer).values(
                    "code", "serial", "kind", "service_point__number", "installed_on", "removed_on",
                    "verification_until",
                )
            ),
            "readings": list(
                own_readings_of_customer(customer).values(
                    "meter__code", "counter", "taken_on", "kind", "value_m3", "own_m3", "settled_in"
                )
            ),
        }  # fmt: skip
