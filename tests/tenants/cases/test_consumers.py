"""Art. 7a protects consumers alone: what silence means, and what each kind of customer reads of it everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from tenants.cases import selectors, services
from tenants.cases.models import Case
from tenants.customers.models import CustomerKind
from tenants.identity.models import User
from tenants.profile import library
from tenants.profile import selectors as profiles
from tenants.profile.schema.cases import CaseType
from tenants.registry.models import Tenant
from tests.architecture.world import link
from tests.case_forms import publish
from tests.case_world import filed
from tests.cast import Browser, make_clerk, make_customer, make_user, post_of
from tests.tenants.profile.test_catalogue import mistakes

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
COMPLAINT = {"przedmiot": "obsluga", "opis": "Opis", "zadanie": "wyjasnienie"}
# A piece of what each may read, and of nothing else.
CONSUMER = "oznacza uznanie reklamacji"
FIRM = "taki termin przyjęliśmy dla firm i instytucji"
NOBODY_KNOWS = "jeżeli reklamację składa konsument"
WORDS = {True: CONSUMER, False: FIRM, None: NOBODY_KNOWS}


def complaint(kind: CustomerKind, nip: str = "") -> tuple[User, Case]:
    customer = make_customer(kind=kind, nip=nip)
    user = make_user("anna@poczta.example")
    link(user, customer)
    user.accesses.update(valid_from=NOW - timedelta(days=1))
    return user, filed(user, customer, key="reklamacja", at=NOW, **COMPLAINT)


def guests() -> tuple[None, Case]:
    return None, filed(None, None, key="reklamacja", at=NOW, email="gosc@poczta.example", **COMPLAINT)


def only(text: str, consumer: bool | None) -> None:
    """The text says what holds for this person, and nothing of what holds for others."""
    flat = " ".join(text.split())
    found = {known for known, words in WORDS.items() if words in flat}
    # the words for firms name the acceptance to deny it
    assert found - ({True} if consumer is False else set()) == {consumer}


KINDS = [
    (CustomerKind.PERSON, "", True),
    (CustomerKind.PERSON, "8567346215", None),
    (CustomerKind.COMPANY, "8567346215", False),
    (CustomerKind.MANAGER, "", False),
    (CustomerKind.PUBLIC, "", False),
]


@pytest.mark.parametrize(("kind", "nip", "consumer"), KINDS)
def test_silence_accepts_for_consumers_only(
    rzeszow: Tenant, kind: CustomerKind, nip: str, consumer: bool | None
) -> None:
    with rzeszow:
        user, case = complaint(kind, nip)
        profile = profiles.published()
        for day in (10, 13, 14, 15, 40):
            services.watch_clocks(profile=profile, at=NOW + timedelta(days=day))
        case.refresh_from_db()
        told = {event.data["what"]: event.data.get("certain") for event in case.events.filter(kind="clock")}
    accepted = {} if consumer is False else {"silence": consumer is True}
    assert case.consumer is consumer
    assert told == {"warned": None, "escalated": None} | accepted
    assert (case.silent_since is None) is (consumer is False)

    page = Browser(rzeszow).enter(user).get(f"/sprawy/{case.uuid}/").content.decode()
    only(page, consumer)
    assert ("Odpowiedź według prawa do" in page) is (consumer is True)
    assert ("więc zgodnie z prawem reklamacja jest uznana" in page) is (consumer is True)
    assert ("Jeżeli złożył ją konsument" in page) is (consumer is None)
    with rzeszow:
        clerk = make_clerk()
    office = Browser(rzeszow).enter(clerk).get(f"/biuro/sprawy/{case.uuid}/").content.decode()
    only(office, consumer)


@pytest.mark.parametrize(("kind", "nip", "consumer"), KINDS[:3])
def test_the_confirmation_and_the_mail_say_what_holds_for_whoever_filed(
    rzeszow: Tenant, kind: CustomerKind, nip: str, consumer: bool | None
) -> None:
    with rzeszow:
        user, case = complaint(kind, nip)
        paper = selectors.documents_of(case).get(kind="confirmation")
        text = "".join(page.get_textpage().get_text_range() for page in PdfDocument(bytes(paper.content)))
    only(text, consumer)
    only(post_of(rzeszow)[-1].text, consumer)
    only(Browser(rzeszow).enter(user).get("/sprawy/nowa/reklamacja/").content.decode(), consumer)


def test_a_guest_reads_the_condition(rzeszow: Tenant) -> None:
    with rzeszow:
        _nobody, case = guests()
        paper = selectors.documents_of(case).get(kind="confirmation")
        text = "".join(page.get_textpage().get_text_range() for page in PdfDocument(bytes(paper.content)))
    assert case.consumer is None
    only(text, None)
    only(post_of(rzeszow)[-1].text, None)
    only(Browser(rzeszow).get("/sprawy/nowa/reklamacja/").content.decode(), None)


def test_firms_may_have_days_of_their_own_and_the_marks_move_along(rzeszow: Tenant) -> None:
    with rzeszow:
        publish(case_types=[{"use": "reklamacja", "statutory": {"days_for_others": 30}}])
        profile = profiles.published()
        _user, case = complaint(CustomerKind.COMPANY)
        assert str(case.statutory_due_on) == "2026-12-02"
        seen = {}
        for day in (10, 25, 26, 28, 29, 60):
            services.watch_clocks(profile=profile, at=NOW + timedelta(days=day))
            seen[day] = [event.data["what"] for event in case.events.filter(kind="clock")]
    assert seen[10] == seen[25] == []
    assert seen[26] == seen[28] == ["warned"]
    assert seen[29] == seen[60] == ["warned", "escalated"]


def test_a_law_for_everybody_knows_no_kinds_of_customers(rzeszow: Tenant) -> None:
    rule = CaseType.model_validate(library.expanded({"use": "warunki_przylaczenia"})).statutory
    assert rule is not None and rule.protects == "everybody"
    assert [str(rule.words_for(one)) for one in (True, False, None)] == [str(rule.law)] * 3
    assert rule.binds_by_law(False) and rule.binds_by_law(None)


def test_a_law_for_consumers_needs_words_for_others() -> None:
    kind: dict[str, Any] = {
        "key": "skarga", "title": "Skarga", "description": "Opis.", "group": "complaint",
        "statutory": {"days": 14, "law": "art. 7a", "protects": "consumers"},
    }  # fmt: skip
    assert any("law_for_others i law_if_unknown" in one for one in mistakes(case_types=[kind]))
    kind["statutory"] = {"days": 14, "law": "art. 19a", "days_for_others": 30}
    assert any("protects: consumers" in one for one in mistakes(case_types=[kind]))
