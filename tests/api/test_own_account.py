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


def test_my_customers_say_what_i_may_and_details_only_to_who_sees_everything(
    anna: Browser, kostrzyn: Tenant
) -> None:
    until = timezone.now() + timedelta(days=30)
    known = {"nip": "5260250274", "correspondence_address": "Skrytka 7", "e_invoice": True}
    with kostrzyn:
        Customer.objects.filter(number=ANNA).update(**known, account="61109010140000071219812874")
        mother = make_customer("0055555", "Żaneta Matka", nip="1132191233", correspondence_address="Tajna 1")
        let_in("anna@poczta.example", mother, "see_meters", valid_to=until)
        end_contract(mother, days_ago=30)
    mine, mothers = results(anna, "customers")
    assert (mine["number"], mine["role"], mine["scope"], mine["valid_to"]) == (ANNA, "owner", [], None)
    assert (mine["contract_ended_on"], mine["readable_until"]) == (None, None)
    assert mine["details"] == known | {"account": "61109010140000071219812874"}
    assert (mothers["number"], mothers["role"], mothers["scope"]) == ("0055555", "viewer", ["see_meters"])
    assert mothers["valid_to"][:16] == timezone.localtime(until).isoformat()[:16]
    assert mothers["contract_ended_on"] == str(localdate() - timedelta(days=30))
    assert mothers["readable_until"] > str(localdate())
    assert mothers["details"] is None, "whom they act for is not theirs to read"


def test_points_of_supply_are_for_owners_and_of_their_own_customer(anna: Browser, kostrzyn: Tenant) -> None:
    with kostrzyn:
        for number, mark in ((ANNA, "Moje"), (NEIGHBOUR, "Sasiad")):
            customer = Customer.objects.get(number=number)
            customer.service_points.create(number=f"P{mark}", address=f"ul. {mark} 1", city="Kostrzyn")
            customer.service_points.create(number=f"Q{mark}", address="Dawny", active=False)
        viewer = Browser(kostrzyn).enter(
            let_in("wanda@poczta.example", Customer.objects.get(number=ANNA), "see_meters").user
        )
    assert [(one["number"], one["address"], one["active"]) for one in results(anna, "service-points")] == [
        ("PMoje", "ul. Moje 1", True),
        ("QMoje", "Dawny", False),
    ]
    assert viewer.get(f"{ME}service-points/").status_code == 403


def test_who_had_access_formerly_stands_beside_who_has_it(anna: Browser, kostrzyn: Tenant) -> None:
    now = timezone.now()
    with kostrzyn:
        for number, mark in ((ANNA, "moje"), (NEIGHBOUR, "sasiad")):
            customer = Customer.objects.get(number=number)
            ended = let_in(f"{mark}@poczta.example", customer, "see_meters")
            ended.user.full_name = f"Dawny {mark}"
            ended.user.save()
            ended.revoked_at = now
            ended.save()
            AccessDay.objects.create(access=ended, day=localdate())
        viewer = Browser(kostrzyn).enter(
            let_in("wanda@poczta.example", Customer.objects.get(number=ANNA), "see_meters").user
        )
    answer = anna.get(f"{ME}accesses/")
    found = {one["name"]: one for one in answer.json()["results"]}
    assert found.keys() == {"Anna Nowak", "Dawny moje", "Wanda Wpuszczona"}
    former = found["Dawny moje"]
    assert (former["role"], former["last_used_on"], bool(former["revoked_at"])) == (
        "viewer",
        str(localdate()),
        True,
    )
    assert found["Anna Nowak"]["revoked_at"] is None
    assert "moje@poczta.example" not in answer.content.decode(), "the page shows no mailboxes either"
    page = anna.get("/kto-widzial-moje-dane/").content.decode()
    assert all(name in page for name in found)
    assert viewer.get(f"{ME}accesses/").status_code == 403


def register(user: User, reference: str, state: str, days_ago: int, **fields: Any) -> Registration:
    at = timezone.now() - timedelta(days=days_ago)
    mode = profiles.published().registration.modes[0].key
    return Registration.objects.create(
        user=user, reference=reference, state=state, mode=mode, created_at=at, changed_at=at, **fields
    )


def test_registrations_say_where_they_stand_and_what_comes_next(kostrzyn: Tenant, rzeszow: Tenant) -> None:
    with kostrzyn:
        policy = profiles.published().registration
        reason = policy.refusal_reasons[0]
        ewa = make_user("ewa@poczta.example")
        register(ewa, "AAAA1111", "withdrawn", 9)
        refused = {"refusal_reason": reason.key, "refusal_note": "Proszę zadzwonić.", "customer_number": "77"}
        register(ewa, "BBBB2222", "refused", 5, **refused)
        still = register(ewa, "CCCC3333", "verified", 1)
        still.proofs_shown.create(proof="email_verified", at=timezone.now(), by="test")
        LetterCode.objects.create(registration=still, customer=make_customer(), requested_at=timezone.now())
        register(make_user("obcy@poczta.example"), "DDDD4444", "verified", 1)
        browser = Browser(kostrzyn).enter(ewa)
    with rzeszow:
        register(make_user("ewa@poczta.example"), "EEEE5555", "verified", 1)
    newest, former = results(browser, "registrations")
    assert (newest["reference"], newest["state"], newest["letter"]) == (
        shown("CCCC3333"),
        "verified",
        "asked",
    )
    reached, following = (
        policy.rung_reached(frozenset({"email_verified"})),
        policy.next_rung(frozenset({"email_verified"})),
    )
    assert reached and following
    assert (newest["rung"], newest["next_rung"]) == (str(reached.title), str(following.title))
    page = " ".join(browser.get("/moje-konto/").content.decode().split())
    assert newest["waits_for_staff"] or newest["next_step"] in page
    assert newest["refusal"] is None
    assert (former["reference"], former["customer_number"]) == (shown("BBBB2222"), "77")
    assert (former["next_rung"], former["next_step"]) == ("", ""), "what is closed needs no step"
    assert former["refusal"] == {
        "reason": reason.key, "title": str(reason.title), "text": str(reason.text),
        "note": "Proszę zadzwonić.", "may_apply_again": reason.may_reapply,
    }  # fmt: skip


def test_whom_staff_must_check_need_do_nothing(kostrzyn: Tenant) -> None:
    with kostrzyn:
        ewa = make_user("ewa@poczta.example")
        register(ewa, "CCCC3333", "verified", 1, needs_staff=True)
        browser = Browser(kostrzyn).enter(ewa)
    (one,) = results(browser, "registrations")
    assert (one["waits_for_staff"], one["next_step"]) == (True, "")


def test_kinds_of_cases_say_their_fee_and_their_days(rzeszow: Tenant) -> None:
    anna = linked(rzeszow)
    with rzeszow:
        fresh = Browser(rzeszow).enter(make_user("nowa@poczta.example"))
        types = profiles.published().services.case_types
    mine, theirs = results(anna, "case-types"), results(fresh, "case-types")
    assert [one["key"] for one in mine] == [one.key for one in types]
    for one, kind in zip(mine, types, strict=True):
        fee = {"amount_grosze": kind.fee.amount_grosze, "text": str(kind.fee.text)} if kind.fee else None
        assert (one["fee"], one["answer_days"]) == (fee, kind.answer_days), one["key"]
        assert (one["by_law"] is None) is (kind.statutory is None)
    assert any(one["fee"] for one in mine) and any(one["by_law"] for one in mine)
    assert all(one["may_file"] for one in mine)
    closed = {one["key"] for one in theirs if not one["may_file"]}
    assert closed == {one.key for one in types if one.who == "linked_customer"} and closed


def test_the_days_by_law_are_those_of_whoever_asks(rzeszow: Tenant) -> None:
    anna = linked(rzeszow)
    with rzeszow:
        kind = next(
            one
            for one in profiles.published().services.case_types
            if one.statutory and one.statutory.protects == "consumers"
        )
        rule = kind.statutory
        assert rule is not None and str(rule.words_for(True)) != str(rule.words_for(False))
    for legal_form, consumer in (("person", True), ("company", False)):
        with rzeszow:
            Customer.objects.update(kind=legal_form)
        told = next(one for one in results(anna, "case-types") if one["key"] == kind.key)["by_law"]
        assert told["law"] == str(rule.words_for(consumer))
