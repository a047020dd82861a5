"""What the pages of one's account, details, consents, messages and accesses show, by the API: equal, and of nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from tenants.customers.models import AccessDay, Customer
from tenants.identity.models import User
from tenants.legal.models import Acceptance, Channel, ConsentAction
from tenants.legal.services import record_consent
from tenants.notifications.models import Message
from tenants.outbox.models import OutboxEntry
from tenants.profile import selectors as profiles
from tenants.registration.models import LetterCode, Registration
from tenants.registration.references import shown
from tenants.registry.models import Tenant
from tests.api.conftest import Machine
from tests.architecture.acting import end_contract, let_in
from tests.cast import Browser, make_customer, make_user
from tests.customer_portal.test_documents import linked

ME = "/api/v1/me/"
ANNA, NEIGHBOUR = "0012345", "0099999"
HOME = "http://kostrzyn.localhost"


@pytest.fixture
def anna(kostrzyn: Tenant, rzeszow: Tenant) -> Browser:
    """Anna of Kostrzyn, beside a neighbour; and an Anna of Rzeszów under the same number."""
    linked(kostrzyn, NEIGHBOUR, "obcy@poczta.example")
    linked(rzeszow)
    return linked(kostrzyn)


def results(browser: Browser, what: str) -> list[dict[str, Any]]:
    answer = browser.get(f"{ME}{what}/")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def everywhere(kostrzyn: Tenant, rzeszow: Tenant) -> list[tuple[Tenant, str, str]]:
    """Whose things are planted: Anna's own, her neighbour's, and those of her namesake elsewhere."""
    return [
        (kostrzyn, "anna@poczta.example", "Moje"),
        (kostrzyn, "obcy@poczta.example", "Sasiad"),
        (rzeszow, "anna@poczta.example", "Obce"),
    ]


def test_each_message_says_whether_it_left(anna: Browser, kostrzyn: Tenant, rzeszow: Tenant) -> None:
    for tenant, email, mark in everywhere(kostrzyn, rzeszow):
        with tenant:
            user = User.objects.get(email=email)
            for state in ("new", "leased", "done", "dead", "cleared"):
                key = f"{mark}-{state}"
                if state != "cleared":
                    OutboxEntry.objects.create(kind="test", dedup_key=key, payload={}, state=state)
                Message.objects.create(
                    user_uuid=user.uuid, topic="outage", channel="email", to=email, subject=key, work_key=key,
                    target="/przeglad/" if state == "done" else "", written_at=timezone.now(),
                )  # fmt: skip
    planted = [one for one in results(anna, "messages") if "-" in one["subject"]]
    assert {one["subject"]: (one["delivery"], one["url"]) for one in planted} == {
        "Moje-new": ("waiting", ""),
        "Moje-leased": ("waiting", ""),
        "Moje-done": ("sent", f"{HOME}/przeglad/"),
        "Moje-dead": ("failed", ""),
        "Moje-cleared": ("sent", ""),
    }


def test_every_download_says_where_it_is(anna: Browser, kostrzyn: Tenant) -> None:
    downloads = anna.get(f"{ME}documents/").json()["downloads"]
    with kostrzyn:
        wanted = profiles.published().content.downloads
    assert [(one["key"], one["title"]) for one in downloads] == [(one.key, str(one.title)) for one in wanted]
    assert {one["kind"] for one in downloads} >= {"form", "document"}
    for one, item in zip(downloads, wanted, strict=True):
        if one["kind"] == "elsewhere":
            assert one["url"] == item.url
        else:
            assert anna.get(one["url"].removeprefix(HOME)).status_code == 200, one


def test_documents_accepted_are_those_of_the_login(anna: Browser, kostrzyn: Tenant, rzeszow: Tenant) -> None:
    now = timezone.now()
    for tenant, email, mark in everywhere(kostrzyn, rzeszow):
        with tenant:
            user = User.objects.get(email=email)
            for at, document in enumerate(("regulamin_ebok", "zniesiony")):
                Acceptance.objects.create(
                    user_uuid=user.uuid, email=email, document=document, version=1, text_sha256=f"{mark}{at}",
                    language="pl", at=now + timedelta(minutes=at),
                )  # fmt: skip
    gone, terms = results(anna, "acceptances")
    assert (gone["document"], gone["title"], gone["url"], gone["text_sha256"]) == (
        "zniesiony",
        "",
        "",
        "Moje1",
    )
    assert (terms["version"], terms["text_sha256"]) == (1, "Moje0")
    assert terms["url"] == f"{HOME}/dokumenty/regulamin_ebok/wersja/1/" and terms["title"]
    assert f"{terms['title']}</a>" in anna.get("/zgody/").content.decode()


def test_every_consent_says_how_it_stands(anna: Browser, kostrzyn: Tenant) -> None:
    never = {(one["given"], one["changed_at"]) for one in results(anna, "consents/now")}
    assert never == {(False, None)}, "those never given stand there too"
    with kostrzyn:
        legal = profiles.published().legal
        wanted = next(one for one in legal.consents if one.has_address)
        for number in (ANNA, NEIGHBOUR):
            record_consent(
                consent=wanted, action=ConsentAction.GRANTED, channel=Channel.PAPER, at=timezone.now(), by="test",
                customer_number=number, delivery_email=f"{number}@poczta.example",
            )  # fmt: skip
    found = results(anna, "consents/now")
    assert [(one["consent"], one["given"], one["delivery_email"]) for one in found] == [
        (one.key, one.key == wanted.key, f"{ANNA}@poczta.example" if one.key == wanted.key else "")
        for one in legal.consents
    ]
    assert [bool(one["changed_at"]) for one in found] == [one["given"] for one in found]


def test_prices_are_public_to_whoever_is_signed_in_and_to_machines(kostrzyn: Tenant) -> None:
    with kostrzyn:
        fresh = Browser(kostrzyn).enter(make_user("nowa@poczta.example"))
        tariffs = profiles.published().tariffs.tariffs
    mine = fresh.get(f"{ME}tariffs/").json()
    assert [one["key"] for one in mine["results"]] == [one.key for one in tariffs] and tariffs
    assert Machine(kostrzyn, "network:read").get("/api/v1/tariffs/").json() == mine
    assert Machine(kostrzyn, "customer:read").get("/api/v1/tariffs/").status_code == 403
    assert Browser(kostrzyn).get(f"{ME}tariffs/").status_code == 401


def register(user: User, reference: str, state: str, days_ago: int, **fields: Any) -> Registration:
    at = timezone.now() - timedelta(days=days_ago)
    mode = profiles.published().registration.modes[0].key
    return Registration.objects.create(
        user=user, reference=reference, state=state, mode=mode, created_at=at, changed_at=at, **fields
    )
