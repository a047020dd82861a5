"""The ledger of consents and of acceptances: what is in force, what must be accepted anew, and what nobody can change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tenants.identity.models import User
from tenants.legal import selectors, services
from tenants.legal.comparing import compare_wordings
from tenants.legal.models import Channel, ConsentAction, ConsentEvent, ConsentRequest, RequestState
from tenants.legal.services import NothingToChange, RequestClosed, RequestExpired, TooManyRequests
from tenants.legal.services.requesting import Claim
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.profile.schema.legal import Consent, FeeDifference
from tenants.registry.models import Tenant
from tests.cast import make_clerk, make_user, post_of

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def e_invoice() -> Consent:
    return profiles.published().legal.consent("faktura_elektroniczna")


def change(user: User, action: ConsentAction, number: str = "0012345", **more: Any) -> ConsentEvent:
    return services.change_consent(
        consent=e_invoice(), action=action, customer_number=number, user=user, profile=profiles.published(),
        language="pl", at=NOON, address="192.0.2.7", user_agent="Firefox", **more,
    )  # fmt: skip


def test_a_consent_keeps_its_exact_words_and_who_when_where_and_from_when_it_holds(kostrzyn: Tenant) -> None:
    with kostrzyn:
        user = make_user("anna@poczta.example")
        event = change(user, ConsentAction.GRANTED, delivery_email="anna@poczta.example")
        event.refresh_from_db()
        assert event.text == str(e_invoice().text)
        assert event.text_sha256 == services.fingerprint(str(e_invoice().text))
        assert (event.channel, event.address, event.user_agent) == (Channel.PORTAL, "192.0.2.7", "Firefox")
        assert (event.document, event.document_version) == ("regulamin_faktur_elektronicznych", 1)
        assert event.effective_on == TODAY + timedelta(days=e_invoice().in_force_after_days)
        assert event.delivery_email == "anna@poczta.example"
    (letter,) = post_of(kostrzyn)
    assert "27\u00a0listopada 2026" in letter.text and letter.to == "anna@poczta.example"


def test_giving_twice_is_one_event_and_taking_back_what_was_not_given_is_none(kostrzyn: Tenant) -> None:
    with kostrzyn:
        user = make_user("anna@poczta.example")
        with pytest.raises(NothingToChange):
            change(user, ConsentAction.WITHDRAWN)
        change(user, ConsentAction.GRANTED, delivery_email="anna@poczta.example")
        with pytest.raises(NothingToChange):
            change(user, ConsentAction.GRANTED, delivery_email="anna@poczta.example")
        change(user, ConsentAction.CHANGED, delivery_email="nowa@poczta.example")
        change(user, ConsentAction.WITHDRAWN)
        assert [event.action for event in ConsentEvent.objects.order_by("id")] == [
            "granted", "changed", "withdrawn",
        ]  # fmt: skip


def test_a_consent_for_one_contract_does_not_cover_another(kostrzyn: Tenant) -> None:
    with kostrzyn:
        user, profile = make_user("anna@poczta.example"), profiles.published()
        change(user, ConsentAction.GRANTED, "0012345", delivery_email="anna@poczta.example")
        (first,) = selectors.consent_standings(profile, user=user, customer_number="0012345")
        (other,) = selectors.consent_standings(profile, user=user, customer_number="0054321")
        assert (first.given, other.given) == (True, False)
        assert selectors.consents_in_force(customer_number="0054321") == set()


@pytest.mark.parametrize(
    "statement", ["UPDATE tenants_consentevent SET email = 'x'", "DELETE FROM tenants_consentevent"]
)
def test_the_ledger_can_only_be_added_to(kostrzyn: Tenant, statement: str) -> None:
    with kostrzyn:
        change(make_user("anna@poczta.example"), ConsentAction.GRANTED, delivery_email="a@b.example")
        with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_year_saves_the_difference_of_all_its_periods() -> None:
    assert FeeDifference(without_grosze=918, with_grosze=616, periods_per_year=12).yearly_grosze == 3624


def ask(number: str = "0012345", email: str = "gosc@poczta.example", **more: Any) -> ConsentRequest:
    return services.open_request(
        consent=e_invoice(), action=ConsentAction.GRANTED,
        claim=Claim(number, "Anna Nowak-Żółć", "ul. Lipowa 4/2, Rzeszów"), email=email, profile=profiles.published(),
        language="pl", at=NOON, address="192.0.2.7", network=more.pop("network", "192.0.2.7"), user_agent="x", **more,
    )  # fmt: skip


def token_of(tenant: Tenant) -> str:
    return post_of(tenant)[-1].link("/zgody/link/").rstrip("/").rsplit("/", 1)[-1]


def test_a_guests_consent_counts_only_after_mailbox_and_staff(kostrzyn: Tenant) -> None:
    with kostrzyn:
        ask()
    token = token_of(kostrzyn)
    with kostrzyn:
        profile, clerk = profiles.published(), make_clerk()
        assert not selectors.waiting_requests().exists()
        found = services.confirm_request(token=token, profile=profile, at=NOON)
        assert found.state == RequestState.WAITING_FOR_STAFF
        assert not ConsentEvent.objects.exists()
        with pytest.raises(RequestClosed):
            services.confirm_request(token=token, profile=profile, at=NOON)
        services.approve_request(request=found, customer_number="0012345", profile=profile, by=clerk, at=NOON)
        event = ConsentEvent.objects.get()
        assert (event.customer_number, event.email, event.recorded_by) == (
            "0012345", "gosc@poczta.example", clerk.email,
        )  # fmt: skip
        with pytest.raises(RequestClosed):
            services.refuse_request(request=found, reason="x", profile=profile, by=clerk, at=NOON)
    assert post_of(kostrzyn)[-1].subject == "Zapisaliśmy zmianę zgody"


def test_a_refused_guest_is_told_why_and_nothing_is_recorded(kostrzyn: Tenant) -> None:
    with kostrzyn:
        ask()
    token = token_of(kostrzyn)
    with kostrzyn:
        profile = profiles.published()
        found = services.confirm_request(token=token, profile=profile, at=NOON)
        reason = "Podany numer należy do kogoś innego."
        services.refuse_request(request=found, reason=reason, profile=profile, by=make_clerk(), at=NOON)
        assert not ConsentEvent.objects.exists()
    assert reason in post_of(kostrzyn)[-1].text


def test_a_link_answers_for_three_days(kostrzyn: Tenant) -> None:
    with kostrzyn:
        ask()
    token = token_of(kostrzyn)
    with kostrzyn:
        with pytest.raises(RequestExpired):
            services.peek_request(token=token, at=NOON + timedelta(hours=73))
        with pytest.raises(services.RequestUnknown):
            services.peek_request(token=token + "x", at=NOON)


def test_one_network_and_one_mailbox_may_ask_five_times_an_hour(kostrzyn: Tenant) -> None:
    with kostrzyn:
        for turn in range(5):
            ask(network=f"192.0.2.{turn}")
        with pytest.raises(TooManyRequests):
            ask(network="192.0.2.99")
        for turn in range(4):
            ask(email=f"g{turn}@poczta.example", network="198.51.100.1")
        ask(email="g9@poczta.example", network="198.51.100.1")
        with pytest.raises(TooManyRequests):
            ask(email="g10@poczta.example", network="198.51.100.1")


def test_requests_that_no_mailbox_answered_are_forgotten(kostrzyn: Tenant) -> None:
    with kostrzyn:
        ask()
        services.forget_requests(at=NOON + timedelta(days=13))
        assert ConsentRequest.objects.count() == 1
        services.forget_requests(at=NOON + timedelta(days=15))
        assert not ConsentRequest.objects.exists()


def with_versions(profile: Profile, *later: tuple[date, bool]) -> Profile:
    """Kostrzyn's regulations with more wordings: (first day, material)."""
    document = profile.legal.document("regulamin_ebok")
    versions = list(document.versions)
    for day, material in later:
        changed = {"number": len(versions) + 1, "effective_from": day, "material": material}
        versions.append(versions[0].model_copy(update=changed))
    documents = tuple(
        one.model_copy(update={"versions": tuple(versions)}) if one.key == document.key else one
        for one in profile.legal.documents
    )
    return profile.model_copy(update={"legal": profile.legal.model_copy(update={"documents": documents})})


@pytest.mark.parametrize(
    ("later", "accepted", "signed_on", "wanted"),
    [
        ([], None, TODAY, None),  # signed on paper, nothing changed since
        ([], None, None, 1),  # brought over from the former system: never saw these words
        ([(date(2026, 11, 1), True)], None, date(2026, 10, 1), 2),
        ([(date(2026, 11, 1), True)], None, date(2026, 11, 2), None),
        ([(date(2026, 11, 1), False)], 1, None, None),  # not material: told, not asked
        ([(date(2026, 11, 1), True)], 1, None, 2),
        ([(date(2026, 11, 1), True), (date(2026, 11, 5), False)], 1, None, 3),  # the newest binding wording
        ([(date(2026, 11, 1), True)], 2, None, None),
        ([(date(2026, 12, 1), True)], 1, None, None),  # not in force yet
    ],
)
def test_a_material_change_is_accepted_anew_and_nothing_else_is(
    kostrzyn: Tenant,
    later: list[tuple[date, bool]],
    accepted: int | None,
    signed_on: date | None,
    wanted: int | None,
) -> None:
    with kostrzyn:
        user, profile = make_user("anna@poczta.example"), with_versions(profiles.published(), *later)
        document = profile.legal.document("regulamin_ebok")
        if accepted:
            services.accept_document(
                user=user, document=document, version=document.versions[accepted - 1], text="x", language="pl",
                at=NOON, address=None, user_agent="",
            )  # fmt: skip
        renewals = selectors.to_accept_again(profile, user, today=TODAY, accepted_otherwise_on=signed_on)
        assert [renewal.version.number for renewal in renewals] == ([wanted] if wanted else [])


def test_a_change_is_announced_for_as_long_as_the_profile_says(kostrzyn: Tenant) -> None:
    with kostrzyn:
        profile = with_versions(profiles.published(), (date(2026, 12, 4), True))
        days = [
            bool(selectors.announced_changes(profile, day))
            for day in (date(2026, 11, 19), date(2026, 11, 20), date(2026, 12, 3), date(2026, 12, 4))
        ]
        assert days == [False, True, True, False]


def test_a_comparison_keeps_every_word_of_both_wordings() -> None:
    before = "# Tytuł\n\nKonto jest bezpłatne dla każdego odbiorcy.\n\nOdpowiemy w 14 dni.\n\nTo zniknie."
    after = "# Tytuł\n\nKonto jest bezpłatne dla każdego Klienta.\n\nOdpowiemy w 14 dni.\n\nTo jest nowe zdanie o wodzie."
    compared = compare_wordings(before, after)
    assert [paragraph.changed for paragraph in compared] == [False, True, False, True, True]
    words = [(piece.kind, piece.text) for piece in compared[1].pieces]
    assert words == [
        ("same", "Konto jest bezpłatne dla każdego"), ("removed", "odbiorcy."), ("added", "Klienta."),
    ]  # fmt: skip
    new = " ".join(piece.text for one in compared for piece in one.pieces if piece.kind != "removed")
    old = " ".join(piece.text for one in compared for piece in one.pieces if piece.kind != "added")
    assert new.split() == after.replace("# ", "").split()
    assert old.split() == before.replace("# ", "").split()
