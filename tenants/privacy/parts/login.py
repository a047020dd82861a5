"""The login itself: what it is called, where it was signed in, which registrations it made."""

from __future__ import annotations

from collections.abc import Iterator

from tenants.identity.models import Device
from tenants.privacy.parts.subject import Entry, Subject
from tenants.registration.models import EmailChange, ProofShown, Registration


def entries(subject: Subject) -> Iterator[Entry]:
    """`login.json`, `urzadzenia.json`, `rejestracje.json`."""
    user = subject.user
    yield (
        "login.json",
        {
            "email": user.email,
            "full_name": user.full_name,
            "phone": user.phone,
            "phone_confirmed_at": user.phone_verified_at,
            "language": user.language,
            "made_at": user.created_at,
            "last_sign_in": user.last_login,
            "changes_of_address": list(
                EmailChange.objects.filter(user=user, confirmed_at__isnull=False)
                .order_by("pk")
                .values("former_email", "new_email", "confirmed_at", "undone_at")
            ),
        },
    )
    yield (
        "urzadzenia.json",
        list(Device.objects.filter(user=user).values("begun_at", "seen_at", "address", "user_agent")),
    )
    registrations = []
    for registration in Registration.objects.filter(user=user).order_by("pk"):
        proofs = ProofShown.objects.filter(registration=registration).order_by("at", "pk")
        registrations.append(
            {
                "reference": registration.reference,
                "state": registration.state,
                "company_name": registration.company_name,
                "customer_number": registration.customer_number,
                "nip": registration.nip,
                "service_address": registration.service_address,
                "correspondence_address": registration.correspondence_address,
                "made_at": registration.created_at,
                "proofs": list(proofs.values("proof", "at")),
            }
        )
    yield "rejestracje.json", registrations
