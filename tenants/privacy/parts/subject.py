"""Whose data a package holds, and the shape of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tenants.customers.models import Customer
from tenants.files.naming import safe_name
from tenants.identity.models import User
from tenants.profile.schema import Profile

Entry = tuple[str, Any]


@dataclass(frozen=True)
class Subject:
    """A login, and the customers it owns: a delegate's package holds nothing of whom they act for."""

    user: User
    customers: tuple[Customer, ...]
    profile: Profile
    at: datetime


Provider = Callable[[Subject], Iterable[Entry]]


def folder_of(customer: Customer) -> str:
    """The folder of a customer in the package; numbers may hold any sign."""
    return f"odbiorca-{safe_name(customer.number)}"
