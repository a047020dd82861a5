"""An outage from draft to all clear; each word about it goes to whoever it concerns, by the outbox, in portions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from tenants.customers.models import Access
from tenants.customers.selectors import people_with_access
from tenants.identity import audit
from tenants.identity.models import User
from tenants.network import selectors
from tenants.network.models import Outage, OutageKind, OutagePlace, OutageState, OutageUpdate, UpdateKind
from tenants.network.places import spans_of
from tenants.notifications import links
from tenants.notifications.services import Action, notify, notify_user
from tenants.outbox.services import enqueue
from tenants.profile.formats import time_text
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic

TELL = "network.tell"
PORTION = 200
_TOPICS = {
    UpdateKind.PUBLISHED: Topic.OUTAGE,
    UpdateKind.UPDATED: Topic.OUTAGE_UPDATED,
    UpdateKind.ENDED: Topic.OUTAGE_ENDED,
    UpdateKind.CANCELLED: Topic.OUTAGE_ENDED,
}


class OutageClosed(Exception):
    """The outage is over, or was never published: there is nothing to add to it."""


@dataclass(frozen=True)
class Place:
    """A street with house numbers as staff write them; see places.spans_of."""

    city: str
    street: str = ""
    numbers: str = ""


def save_draft(*, outage: Outage | None, fields: dict[str, Any], places: Sequence[Place], by: User) -> Outage:
    """Write a new draft, or change one that nobody has seen yet. `fields` are columns of Outage.

    Raises OutageClosed once it is published (then it gets updates), NumbersUnreadable for house numbers.
    """
    for place in places:
        spans_of(place.numbers)
    with transaction.atomic():
        if outage is None:
            outage = Outage.objects.create(created_by=by.email, **fields)
        elif not Outage.objects.filter(pk=outage.pk, state=OutageState.DRAFT).update(**fields):
            raise OutageClosed
        else:
            outage.places.all().delete()
            outage.refresh_from_db()
        OutagePlace.objects.bulk_create(
            OutagePlace(outage=outage, city=place.city, street=place.street, numbers=place.numbers)
            for place in places
        )
    return outage


def publish(*, outage: Outage, by: User | str, at: datetime) -> None:
    """Show a draft to everybody and tell whom it concerns. Raises OutageClosed when it is no draft any more."""
    _move(
        outage, OutageState.DRAFT, OutageState.PUBLISHED, UpdateKind.PUBLISHED, by=by, at=at, published_at=at
    )


def update(*, outage: Outage, text: str, ends_at: datetime | None, by: User, at: datetime) -> None:
    """Say something new of a published outage, with a new expected end where there is one. Raises OutageClosed."""
    _move(
        outage,
        OutageState.PUBLISHED,
        OutageState.PUBLISHED,
        UpdateKind.UPDATED,
        by=by,
        at=at,
        text=text,
        ends_at=ends_at,
    )


def end(*, outage: Outage, text: str, by: User, at: datetime) -> None:
    """All clear: the water flows again. Raises OutageClosed."""
    _move(
        outage,
        OutageState.PUBLISHED,
        OutageState.ENDED,
        UpdateKind.ENDED,
        by=by,
        at=at,
        text=text,
        closed_at=at,
    )


def call_off(*, outage: Outage, text: str, by: User, at: datetime) -> None:
    """The planned work will not take place. Raises OutageClosed."""
    _move(
        outage,
        OutageState.PUBLISHED,
        OutageState.CANCELLED,
        UpdateKind.CANCELLED,
        by=by,
        at=at,
        text=text,
        closed_at=at,
    )


def _move(
    outage: Outage,
    was: OutageState,
    to: OutageState,
    kind: UpdateKind,
    *,
    by: User | str,
    at: datetime,
    text: str = "",
    ends_at: datetime | None = None,
    **fields: Any,
) -> None:
    """The one place where an outage changes its state; what is told of it is written with the change."""
    if ends_at is not None:
        fields["ends_at"] = ends_at
    name = by.email if isinstance(by, User) else by
    with transaction.atomic():
        if not Outage.objects.filter(pk=outage.pk, state=was).update(state=to, **fields):
            raise OutageClosed
        told = OutageUpdate.objects.create(
            outage=outage, kind=kind, text=text, ends_at=ends_at, at=at, by=name
        )
        audit.record(f"network.outage_{kind}", by=by, subject=str(outage.public_id), title=outage.title)
        enqueue(TELL, {"update": told.pk, "after": 0}, dedup_key=f"outage-tell-{told.pk}-0")
    outage.refresh_from_db()


def tell_portion(*, told: OutageUpdate, after: int, profile: Profile, at: datetime) -> None:
    """Tell the next portion of those whom an update concerns, by points of supply from `after` on; the rest is more work.

    Harmless when it runs again: each message has a key of update and reader.
    """
    points = selectors.points_touched(told.outage, after=after, most=PORTION)
    for point in points:
        for access in people_with_access(point.customer, at, opening="notifications"):
            _tell_reader(told, access, place=point.address, profile=profile, at=at)
    if len(points) == PORTION:
        last = points[-1].pk
        enqueue(TELL, {"update": told.pk, "after": last}, dedup_key=f"outage-tell-{told.pk}-{last}")
    else:
        _tell_watchers(told, profile)


def _tell_reader(told: OutageUpdate, access: Access, *, place: str, profile: Profile, at: datetime) -> None:
    with override(access.user.language):
        values = words_of(told) | {"place": place}
        action = Action(_("See the details"), _address(told.outage))
    notify_user(
        user=access.user,
        profile=profile,
        topic=_TOPICS[UpdateKind(told.kind)],
        values=values,
        at=at,
        action=action,
        dedup_key=f"outage-{told.pk}",
        customer_number=access.customer.number,
        # Water that is gone now is worth a night's sleep; works to come, news and an all clear can wait for the morning.
        urgent=told.kind == UpdateKind.PUBLISHED and told.outage.kind == OutageKind.FAILURE,
    )


def _tell_watchers(told: OutageUpdate, profile: Profile) -> None:
    """Those who watch an address without an account; with the link that ends it."""
    topic = _TOPICS[UpdateKind(told.kind)]
    if all(settings.topic != topic for settings in profile.notifications.topics):
        return
    for watch in selectors.watches_touched(told.outage):
        with override(watch.language):
            values = words_of(told) | {
                "place": f"{watch.street} {watch.number}, {watch.city}",
                "stop_url": links.absolute("outage_watch_stop", token=watch.token),
            }
            action = Action(_("See the details"), _address(told.outage))
        notify(
            profile=profile,
            topic=topic,
            to=watch.email,
            language=watch.language,
            values=values,
            action=action,
            dedup_key=f"outage-{told.pk}-watch-{watch.pk}",
        )


def words_of(told: OutageUpdate) -> dict[str, str]:
    """What a message about an update says, in the language being spoken."""
    outage = told.outage
    ends_at = told.ends_at or outage.ends_at
    return {
        "title": outage.title,
        "starts": time_text(outage.starts_at),
        "ends": time_text(ends_at) if ends_at else _("not known yet"),
        "text": told.text or outage.description,
        "tanks": outage.tanks,
        "outage_url": _address(outage),
    }


def _address(outage: Outage) -> str:
    return links.absolute("outage", outage_id=str(outage.public_id))
