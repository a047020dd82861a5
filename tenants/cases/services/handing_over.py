"""A property passes to somebody else: both parties say what the meters show, see where they differ, and confirm.

The giver is a customer; the taker needs no account, only a mailbox that answers. Each sees of the other what stands in
the protocol: the name, the place, the day and the states. Never the other's addresses, telephone, number or bills.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.cases import documents
from tenants.cases.errors import (
    CodeWrong,
    Incomplete,
    LinkUnknown,
    NotAllowedHere,
    ProtocolChanged,
    TooMany,
    TooManyFiles,
)
from tenants.cases.known import kind_word
from tenants.cases.models import Actor, Case, CaseFile, EventKind, Handover, Party
from tenants.cases.services.drafting import CODE_LIFE, check_code, digest, new_code
from tenants.cases.services.moving import locked, marked, move, record
from tenants.cases.telling import tell
from tenants.customers.models import ServicePoint
from tenants.files import storing
from tenants.files.models import FilePurpose
from tenants.identity import throttling
from tenants.metering.models import Meter
from tenants.notifications import links
from tenants.notifications.services import Action, notify
from tenants.profile.formats import m3
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic

LINK_LIFE = timedelta(days=60)
PHOTOS_OF_A_PARTY = 6
HIGHEST_STATE = Decimal(999_999_999)


@dataclass(frozen=True)
class Compared:
    """One dial as both parties read it; `agree` is None until both have."""

    key: str
    serial: str
    kind: str
    giver: str
    taker: str
    agree: bool | None


def begin(case: Case, *, at: datetime) -> Handover:
    """Start the handover that a case of this flow asks for: of the chosen point, on the chosen day.

    In the transaction that files. Raises Incomplete when the form has no point or no day.
    """
    kinds = {one["kind"]: one["value"] for one in case.answers}
    chosen, day = kinds.get("service_point"), kinds.get("date")
    point = ServicePoint.objects.filter(
        customer=case.customer, number=chosen["ref"] if chosen else ""
    ).first()
    if point is None or not day:
        raise Incomplete
    meters = [
        {"code": meter.code, "serial": meter.serial, "kind": meter.kind, "counter": counter}
        for meter in Meter.objects.filter(service_point=point, removed_on=None).order_by("kind", "code")
        for counter in range(1, meter.counters + 1)
    ]
    handover = Handover(
        case=case, service_point=point, happens_on=date.fromisoformat(day), meters=meters,
        nonce=secrets.token_hex(16), expires_at=at + LINK_LIFE,
    )  # fmt: skip
    handover.token_sha256 = digest(token_of(handover))
    handover.save()
    return handover


def token_of(handover: Handover) -> str:
    """The secret part of the link for the taker. Made anew each time it is shown, so the table holds only its hash."""
    made = salted_hmac("cases.handover", f"{handover.uuid}:{handover.nonce}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def link_of(handover: Handover) -> str:
    """The address to share with the taker."""
    return links.absolute("handover", token=token_of(handover))


def renew_link(*, handover: Handover, at: datetime) -> None:
    """End the link that is about and make another, for instance when it went to the wrong person.

    What the former reader said as the taker goes with it. Raises NotAllowedHere when both have confirmed.
    """
    with transaction.atomic():
        row = _open(handover)
        row.nonce, row.expires_at = secrets.token_hex(16), at + LINK_LIFE
        row.token_sha256 = digest(token_of(row))
        row.taker_email = row.taker_name = row.taker_phone = row.taker_address = row.taker_co_owners = ""
        row.taker_verified_at = row.taker_confirmed_at = row.giver_confirmed_at = row.taker_date = None
        row.taker_states = {}
        row.save()
        CaseFile.objects.filter(case=row.case, actor=Actor.OTHER_PARTY).update(field="taker_former")
    handover.refresh_from_db()


def by_token(*, token: str, at: datetime) -> Handover:
    """The handover behind a shared link. Raises LinkUnknown: never made, renewed, or too old."""
    found = Handover.objects.select_related("case", "service_point")
    try:
        return found.get(token_sha256=digest(token), expires_at__gt=at)
    except Handover.DoesNotExist as error:
        raise LinkUnknown from error


def key_of(meter: Mapping[str, Any]) -> str:
    """How one dial is called in the states."""
    return f"{meter['code']}/{meter['counter']}"


def compared(handover: Handover) -> list[Compared]:
    """Each dial beside what both parties read."""
    rows = []
    for meter in handover.meters:
        key = key_of(meter)
        giver, taker = handover.giver_states.get(key, ""), handover.taker_states.get(key, "")
        agree = Decimal(giver) == Decimal(taker) if giver and taker else None
        label = kind_word(meter["kind"])
        if meter["kind"] == "coupled":
            label = _("%(kind)s, dial %(number)s") % {"kind": label, "number": meter["counter"]}
        rows.append(Compared(key, meter["serial"], label, giver, taker, agree))
    return rows


def mail_taker_code(*, handover: Handover, email: str, profile: Profile, language: str, at: datetime) -> None:
    """Mail six digits to whoever says they take over. Raises TooMany within the hour's limit, NotAllowedHere.

    Once both have confirmed only the taker's own mailbox gets any, to open the protocol again; of others nothing is said.
    """
    address = hashlib.sha256(email.lower().encode()).hexdigest()[:32]
    for key in (f"case-code:{address}", f"handover:{handover.pk}"):
        if not throttling.allowed(key, limit=5, window=timedelta(hours=1), at=at):
            raise TooMany
    with transaction.atomic():
        row = _open(handover, finished_too=True)
        if row.closed_at is not None and row.taker_email != email.lower():
            return
        _token, code = new_code(email=email, at=at, life=CODE_LIFE, handover=row)
        shared = link_of(row)
        notify(
            profile=profile, topic=Topic.CASE_VERIFY, to=email, language=language,
            values={"code": code, "resume_url": shared, "case_title": row.case.title},
            action=Action(gettext_lazy("Go on with the handover"), shared),
        )  # fmt: skip


def confirm_taker(*, handover: Handover, email: str, code: str, language: str, at: datetime) -> None:
    """The taker's mailbox answered. The first mailbox to answer is the taker's, and `language` the one they are mailed in.

    Raises CodeWrong, NotAllowedHere.
    """
    email = email.lower()
    check_code(codes=handover.codes.filter(email=email), email=email, code=code, at=at)
    with transaction.atomic():
        row = _open(handover, finished_too=True)
        if row.taker_email not in ("", email):
            raise CodeWrong
        row.taker_email, row.taker_verified_at, row.taker_language = email, at, language
        row.save(update_fields=["taker_email", "taker_verified_at", "taker_language"])
    handover.refresh_from_db()


def say(
    *, handover: Handover, party: Party, states: Mapping[str, Decimal], happens_on: date, at: datetime, by: str,
    co_owners: str = "", name: str = "", phone: str = "", address: str = "",
) -> None:  # fmt: skip
    """A party says what each dial shows (m³), the day and who owns the place with them; the taker also who they are.

    A change takes back what both had confirmed, for it was confirmed of other figures. Writes an event without
    anybody's data. Raises Incomplete for a dial without a state, NotAllowedHere when it is over.
    """
    with transaction.atomic():
        row = _open(handover)
        if party == Party.TAKER and row.taker_verified_at is None:
            raise NotAllowedHere
        wanted = [key_of(meter) for meter in row.meters]
        if any(key not in states or not 0 <= states[key] <= HIGHEST_STATE for key in wanted):
            raise Incomplete
        said = {key: f"{states[key].normalize():f}" for key in wanted}
        before = shown_state(row)
        if party == Party.GIVER:
            row.giver_states, row.happens_on, row.giver_co_owners = said, happens_on, co_owners[:300]
        else:
            row.taker_states, row.taker_date, row.taker_co_owners = said, happens_on, co_owners[:300]
            row.taker_name, row.taker_phone, row.taker_address = name[:200], phone[:20], address[:300]
        if before != shown_state(row):
            row.giver_confirmed_at = row.taker_confirmed_at = None
        row.save()
        record(row.case, EventKind.PARTY, at=at, actor=_actor(party), by=by, what="said", party=str(party))
    handover.refresh_from_db()


def add_photo(
    *, handover: Handover, party: Party, content: bytes, name: str, at: datetime, by: str
) -> CaseFile:
    """Keep a photo of a meter that a party took. Raises FileRefused, TooManyFiles, NotAllowedHere."""
    with transaction.atomic():
        row = _open(handover)
        field = str(party)
        if row.case.files.filter(field=field).count() >= PHOTOS_OF_A_PARTY:
            raise TooManyFiles(str(PHOTOS_OF_A_PARTY))
        stored = storing.store(content=content, name=name, purpose=FilePurpose.PHOTO, by=by)
        return CaseFile.objects.create(case=row.case, field=field, actor=_actor(party), file=stored, at=at)


def agreed(handover: Handover) -> bool:
    """Whether both have spoken and say the same of every dial and of the day."""
    return (
        all(one.agree for one in compared(handover))
        and bool(handover.taker_states)
        and handover.taker_date == handover.happens_on
    )


def shown_state(handover: Handover) -> str:
    """A hash of everything that the protocol will say: whoever confirms sends back the one of what they read."""
    said = [
        handover.nonce, handover.case.filer_name, handover.taker_name, str(handover.happens_on), str(handover.taker_date),
        handover.meters, handover.giver_states, handover.taker_states, handover.giver_co_owners, handover.taker_co_owners,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def confirm(*, handover: Handover, party: Party, shown: str, profile: Profile, at: datetime, by: str) -> bool:
    """A party confirms the protocol as it was `shown` (shown_state); True when that was the second one.

    Then the protocol is kept as an unchangeable PDF, the case becomes the utility's move and the taker is mailed where to
    find it. Twice is once. Raises ProtocolChanged when it is another protocol since, NotAllowedHere while the two differ or
    one has not spoken.
    """
    with transaction.atomic():
        row = _open(handover, finished_too=True)
        if row.closed_at is not None:
            return True
        now = shown_state(row)
        if shown != now and (shown or agreed(row)):
            raise ProtocolChanged
        if not agreed(row):
            raise NotAllowedHere
        name = "giver_confirmed_at" if party == Party.GIVER else "taker_confirmed_at"
        if getattr(row, name) is None:
            setattr(row, name, at)
            record(
                row.case,
                EventKind.PARTY,
                at=at,
                actor=_actor(party),
                by=by,
                what="confirmed",
                party=str(party),
            )
        both = row.giver_confirmed_at is not None and row.taker_confirmed_at is not None
        if both:
            # The taker comes back by the same link to fetch the protocol.
            row.closed_at, row.expires_at = at, at + LINK_LIFE
        row.save()
        if both:
            _finish(row, profile, at)
        elif party == Party.TAKER:
            tell(
                case=row.case, profile=profile, topic=Topic.CASE_CHANGED, at=at,
                dedup_key=f"handover:{row.pk}:{at.isoformat()}",
                values={"case_status": _("the other party has confirmed"), "case_text": _("Now it is your turn to confirm.")},
            )  # fmt: skip
    handover.refresh_from_db()
    return both


def _finish(handover: Handover, profile: Profile, at: datetime) -> None:
    from tenants.cases.services.filing import keep_document  # noqa: PLC0415 -- filing begins handovers, so it imports us

    case = locked(handover.case)
    handover.case = case
    target = marked(case, profile, "other_party")
    if target is None:
        raise NotAllowedHere
    with translation.override(case.language):
        rows = [
            {"serial": one.serial, "kind": one.kind, "state": m3(Decimal(one.giver))}
            for one in compared(handover)
        ]
        content = documents.protocol(handover, profile, rows=rows, at=at)
        keep_document(case, "protocol", _("Protocol of handing over"), content, at)
        move(case, to=target, profile=profile, at=at, actor=Actor.SYSTEM, by="both parties")
    _tell_taker(handover, profile)


def _tell_taker(handover: Handover, profile: Profile) -> None:
    point, shared = handover.service_point, link_of(handover)
    with suppress(KeyError):  # the utility's profile does not use this topic
        notify(
            profile=profile, topic=Topic.HANDOVER_READY, to=handover.taker_email, language=handover.taker_language,
            values={"case_signature": handover.case.signature, "address": point.address, "handover_url": shared, "person_name": handover.taker_name},
            action=Action(gettext_lazy("See the protocol"), shared), dedup_key=f"handover-ready:{handover.uuid}",
        )  # fmt: skip


def _open(handover: Handover, *, finished_too: bool = False) -> Handover:
    """The handover locked, while the case is open and both have not confirmed (or, `finished_too`, also afterwards).

    Raises NotAllowedHere.
    """
    row = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("case", "service_point")
        .get(pk=handover.pk)
    )
    if finished_too and row.closed_at is not None:
        return row
    if row.closed_at is not None or not row.case.open:
        raise NotAllowedHere
    return row


def _actor(party: Party) -> Actor:
    return Actor.CUSTOMER if party == Party.GIVER else Actor.OTHER_PARTY
