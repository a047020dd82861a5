"""Tell everybody who sees a customer what became of a reading, a meter or a suspicion."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tenants.customers.models import AccessRole, Customer
from tenants.customers.selectors import people_with_access
from tenants.metering.models import Meter, SubmittedReading
from tenants.notifications.links import absolute
from tenants.notifications.services import Action, notify_user
from tenants.profile.formats import date_text, m3
from tenants.profile.schema import Capability, Profile
from tenants.profile.schema.notifications import Topic


def tell(sent: SubmittedReading, topic: Topic, *, profile: Profile, at: datetime, **more: str) -> int:
    """Tell about a sent reading, once per state and content; returns how many messages were written."""
    url = absolute("sent_reading", public_id=str(sent.public_id))
    shown = m3(sent.first_m3) if sent.second_m3 is None else f"{m3(sent.first_m3)}, {m3(sent.second_m3)}"
    values = {"reading": shown, "read_on": date_text(sent.taken_on), "reading_url": url, **more}
    return tell_about_meter(
        sent.meter,
        sent.customer,
        topic,
        values=values,
        profile=profile,
        at=at,
        action=Action(_("See the reading"), url),
        dedup_key=f"{topic}:{sent.public_id}:{at.isoformat()}",
    )


def tell_about_meter(
    meter: Meter,
    customer: Customer,
    topic: Topic,
    *,
    values: Mapping[str, str],
    profile: Profile,
    at: datetime,
    action: Action,
    dedup_key: str,
    opening: Capability = Capability.SEE_METERS,
    roles: Collection[str] = tuple(AccessRole),
) -> int:
    """Tell about a meter of a customer whoever has one of the roles and may do what the message is for.

    `dedup_key` says once what must not be said twice.
    """
    about = {
        "meter": meter.serial,
        "address": meter.service_point.address,
        "customer_number": customer.number,
        **values,
    }
    told = 0
    for access in people_with_access(customer, at, opening=opening).filter(role__in=roles):
        told += len(
            notify_user(
                user=access.user, profile=profile, topic=topic, values=about, at=at, action=action,
                dedup_key=dedup_key, customer_number=customer.number,
            )
        )  # fmt: skip
    return told
