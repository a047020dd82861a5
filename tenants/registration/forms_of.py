"""The printable form of a registration, and what is printed on it."""

from __future__ import annotations

from tenants.customers.models import Customer
from tenants.identity.models import User
from tenants.profile.schema import Profile
from tenants.profile.schema.forms import FormSource, PrintableForm
from tenants.registration.models import Registration
from tenants.registration.references import shown


def form_of(registration: Registration, profile: Profile) -> PrintableForm | None:
    """The form that this way in prints, or None."""
    mode = profile.registration.mode(registration.mode)
    key = getattr(mode, "printable_form", None)
    return profile.forms.form(key) if key else None


def values_for(registration: Registration) -> dict[FormSource, str]:
    """What is known about the registration, by the names the profile's form fields use."""
    user, customer = registration.user, registration.customer
    return {
        "registration.full_name": user.full_name,
        "registration.company_name": registration.company_name,
        "registration.email": user.email,
        "registration.phone": user.phone,
        "registration.customer_number": registration.customer_number,
        "registration.nip": registration.nip,
        "registration.service_address": registration.service_address,
        "registration.correspondence_address": registration.correspondence_address,
        "registration.reference": shown(registration.reference),
        **_customer_values(customer),
    }


def values_of(customer: Customer, user: User) -> dict[FormSource, str]:
    """What is known about a linked customer, for the forms that have nothing to do with a registration."""
    return {
        "registration.full_name": customer.name,
        "registration.email": user.email,
        "registration.phone": customer.phone or user.phone,
        "registration.customer_number": customer.number,
        "registration.nip": customer.nip,
        "registration.service_address": customer.full_address,
        "registration.correspondence_address": customer.correspondence_address,
        **_customer_values(customer),
    }


def _customer_values(customer: Customer | None) -> dict[FormSource, str]:
    if customer is None:
        return {}
    return {"customer.name": customer.name, "customer.address": customer.full_address}
