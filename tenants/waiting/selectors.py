"""What needs doing, in one look: soonest and dearest first, each with its way to do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.billing.selectors import Overview
from tenants.cases import glances as cases
from tenants.customers.glances import Glance
from tenants.customers.models import Access
from tenants.legal.selectors import announced_changes
from tenants.metering import glances as metering
from tenants.network import glances as network
from tenants.network.selectors import outages_of
from tenants.profile.formats import date_text, time_text, zl
from tenants.profile.schema import Capability, Profile
from tenants.registration.selectors import Standing
from tenants.septic import glances as septic

GLANCES: tuple[Glance, ...] = (
    metering.LEAKS,
    metering.READABLE,
    metering.LAST_SENT,
    cases.MY_MOVE,
    cases.DRAFTS,
    septic.TANKS,
    network.ANY_OUTAGE,
)
SOON = timedelta(days=7)
VERIFICATION_SOON = timedelta(days=30)


@dataclass(frozen=True)
class ToDo:
    """One thing to do: what, why, the words on its link, and how urgent it is (tone of a notice)."""

    title: str
    text: str
    url: str
    action: str
    tone: str = "info"
    icon: str = "info"


def to_do(
    access: Access, seen: Overview, *, standing: Standing, profile: Profile, today: date, at: datetime
) -> list[ToDo]:
    """Everything that waits for this customer and that the person's `standing` opens, the most urgent first.

    `seen` is their overview, asked with GLANCES.
    """
    found = list[ToDo]()
    if seen.glances["any_outage"] and profile.network.outages:
        found += _outages(access, at)
    if standing.may(Capability.SEE_BALANCE):
        found += _money(seen, today)
    if standing.may(Capability.SEE_METERS):
        found += _leaks(seen)
    if standing.may(Capability.FILE_CASES):
        found += _cases(seen)
    if standing.may(Capability.SEND_READINGS):
        found += _readings(profile, seen, today)
    if standing.may(Capability.SEE_METERS):
        found += _verification(seen, today)
        found += _septic(profile, seen, today)
    if standing.may(Capability.MANAGE_CONSENTS):
        found += _documents(access, profile, today)
    return found


def _outages(access: Access, at: datetime) -> Iterator[ToDo]:
    for outage, points in outages_of(access, at):
        ends = time_text(outage.ends_at) if outage.ends_at else _("not known yet")
        where = ", ".join(point.address for point in points[:2])
        yield ToDo(
            title=outage.title,
            text=_("%(where)s. From %(starts)s, expected end: %(ends)s.")
            % {"where": where, "starts": time_text(outage.starts_at), "ends": ends},
            url=reverse("outage", args=[outage.public_id]),
            action=_("See the details"),
            tone="warning",
            icon="siren",
        )


def _money(seen: Overview, today: date) -> Iterator[ToDo]:
    if seen.overdue_grosze:
        yield ToDo(
            title=_("%(amount)s is past its due date") % {"amount": zl(seen.overdue_grosze)},
            text=_("If the transfer is on its way, you need do nothing."),
            url=reverse("to_pay"),
            action=_("What to pay, and how"),
            tone="danger",
            icon="wallet",
        )
    elif seen.next_due_on and seen.next_due_on <= today + SOON:
        yield ToDo(
            title=_("A bill is due on %(day)s") % {"day": date_text(seen.next_due_on)},
            text="",
            url=reverse("to_pay"),
            action=_("What to pay, and how"),
            icon="wallet",
        )


def _leaks(seen: Overview) -> Iterator[ToDo]:
    for public_id, serial in seen.glances["leaks"][:2]:
        yield ToDo(
            title=_("Use looks like a leak"),
            text=_("Meter %(serial)s. Tell us whether you know why; we say how to check it.")
            % {"serial": serial},
            url=reverse("leak", args=[public_id]),
            action=_("Check it"),
            tone="warning",
            icon="droplets",
        )


def _cases(seen: Overview) -> Iterator[ToDo]:
    for uuid, signature, title in seen.glances["my_move"][:3]:
        yield ToDo(
            title=_("Your move: %(title)s") % {"title": title},
            text=signature,
            url=reverse("case", args=[uuid]),
            action=_("Answer"),
            tone="warning",
            icon="inbox",
        )
    if drafts := seen.glances["drafts"]:
        yield ToDo(
            title=ngettext("%(number)d form is not finished", "%(number)d forms are not finished", drafts)
            % {"number": drafts},
            text="",
            url=reverse("cases"),
            action=_("Go on"),
            icon="pencil",
        )


def _readings(profile: Profile, seen: Overview, today: date) -> Iterator[ToDo]:
    opening = metering.open_now(
        seen.glances["readable"], seen.glances["last_sent"], profile=profile, today=today
    )
    if opening:
        yield ToDo(
            title=_("You can send a reading until %(day)s") % {"day": date_text(opening.last)},
            text="",
            url=reverse("readings_now"),
            action=_("Send the reading"),
            icon="gauge",
        )


def _verification(seen: Overview, today: date) -> Iterator[ToDo]:
    for meter in seen.meters:
        until = meter.verification_until
        if until and until <= today + VERIFICATION_SOON:
            over = until < today
            title = (
                _("Verification of meter %(serial)s ended on %(day)s")
                if over
                else _("Verification of meter %(serial)s ends on %(day)s")
            )
            yield ToDo(
                title=title % {"serial": meter.serial, "day": date_text(until)},
                text="",
                url=reverse("meter", args=[meter.id]),
                action=_("What to do"),
                tone="warning" if over else "info",
                icon="calendar",
            )


def _septic(profile: Profile, seen: Overview, today: date) -> Iterator[ToDo]:
    rule = profile.services.septic
    if rule is None:
        return
    for tank_id, address, due in septic.due_within(seen.glances["tanks"], rule, today=today, days=14):
        late = due < today
        title = _("The tank had to be emptied by %(day)s") if late else _("Empty the tank by %(day)s")
        yield ToDo(
            title=title % {"day": date_text(due)},
            text=address,
            url=reverse("septic_tank", args=[tank_id]),
            action=_("Order emptying"),
            tone="danger" if late else "warning",
            icon="calendar",
        )


def _documents(access: Access, profile: Profile, today: date) -> Iterator[ToDo]:
    for document, version in announced_changes(profile, today):
        yield ToDo(
            title=_("%(document)s changes on %(day)s")
            % {"document": document.title, "day": date_text(version.effective_from)},
            text=str(version.note or ""),
            url=reverse("document_version", args=[document.key, version.number]),
            action=_("Read it now"),
            icon="file-text",
        )
    for consent in profile.legal.consents:
        saving = consent.fee_difference
        if consent.has_address and saving and saving.yearly_grosze > 0 and not access.customer.e_invoice:
            yield ToDo(
                title=_("You will save %(amount)s a year") % {"amount": zl(saving.yearly_grosze)},
                text=str(consent.title),
                url=reverse("consent", args=[consent.key]),
                action=_("Read and decide"),
                icon="mail",
            )
