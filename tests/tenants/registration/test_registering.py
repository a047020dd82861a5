"""Getting in by the form: acceptances, what a number says, what may be said about a known address, mails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tenants.identity.models import User
from tenants.legal.models import Acceptance
from tenants.legal.services import fingerprint
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.registration import errors, services
from tenants.registration.models import MailedLink, Registration, RegistrationState
from tenants.registration.services.mailbox import verify_email
from tests.cast import make_customer, post_of
from tests.tenants.registration.conftest import EMAIL, NOW, Office


def test_the_regulations_must_be_accepted_and_the_version_is_kept(desk: Office) -> None:
    desk.registered()

    (document,) = [item for item in desk.profile.legal.documents if item.accepted_at_registration]
    version = document.current(NOW.date())
    assert version is not None
    acceptance = Acceptance.objects.get()
    assert (acceptance.email, acceptance.document, acceptance.version) == (
        EMAIL,
        document.key,
        version.number,
    )
    assert acceptance.text_sha256 == fingerprint(profiles.text(version.text.pl))


def test_a_customer_number_that_does_not_exist_is_refused(desk: Office) -> None:
    with pytest.raises(errors.CustomerUnknown):
        desk.register(customer_number="99999999")

    assert User.objects.count() == 0


def test_asking_about_many_numbers_gets_no_more_answers(desk: Office) -> None:
    for number in range(20):
        with pytest.raises(errors.CustomerUnknown):
            desk.register(customer_number=f"9{number:07}")

    assert desk.register(customer_number="99999999") is not None, "left for staff to check"


def test_no_registration_before_the_first_invoice(desk: Office) -> None:
    make_customer("0000777", "Nowy Odbiorca", billed=False)

    with pytest.raises(errors.NoInvoiceYet) as refusal:
        desk.register(customer_number="0000777")

    assert refusal.value.text == str(desk.profile.registration.precondition.refused_text)
    assert User.objects.count() == 0


def test_without_a_number_the_profile_says_what_happens(
    desk: Office, changed: Callable[[dict[str, Any]], Profile]
) -> None:
    assert desk.registered(customer_number="").state == RegistrationState.STARTED

    precondition = {
        **desk.profile.registration.model_dump(mode="json")["precondition"],
        "when_unknown": "refuse",
    }
    desk.profile = changed({"registration": {"precondition": precondition}})
    with pytest.raises(errors.NumberNeeded):
        desk.register("inna@poczta.example", customer_number="")


def test_takie_konto_juz_istnieje_appears_on_the_screen_within_the_budget(desk: Office) -> None:
    desk.registered()
    post_of(desk.tenant)

    for _ in range(desk.profile.security.enumeration.per_hour_per_ip):
        with pytest.raises(errors.AccountExists) as refusal:
            desk.register()
        assert refusal.value.text == "Takie konto już istnieje"

    assert desk.register() is None, "beyond the budget the screen is neutral"
    (mail,) = post_of(desk.tenant)
    assert mail.to == EMAIL
    assert "Takie konto już istnieje" in mail.text


def test_the_message_is_the_same_for_confirmed_unconfirmed_and_blocked_accounts(desk: Office) -> None:
    said = []
    for address, state in (
        ("a@x.example", "started"),
        ("b@x.example", "verified"),
        ("c@x.example", "blocked"),
    ):
        (desk.registered if state == "started" else desk.verified)(address)
        if state == "blocked":
            User.objects.filter(email=address).update(is_active=False)
        with pytest.raises(errors.AccountExists) as refusal:
            desk.register(address)
        said.append(refusal.value.text)

    assert set(said) == {"Takie konto już istnieje"}


def test_in_the_mode_mail_the_screen_never_tells(
    desk: Office, changed: Callable[[dict[str, Any]], Profile]
) -> None:
    desk.registered()
    post_of(desk.tenant)
    desk.profile = changed({"security": {"enumeration": {"mode": "mail"}}})

    assert desk.register() is None

    (mail,) = post_of(desk.tenant)
    assert "już istnieje" in mail.text


def test_the_mail_carries_the_verification_link_and_the_link_to_form_a(desk: Office) -> None:
    registration = desk.registered()

    (mail,) = post_of(desk.tenant)
    assert mail.to == EMAIL
    assert mail.link("/rejestracja/potwierdz/")
    form = mail.link("/rejestracja/formularz/").rstrip("/").rsplit("/", 1)[-1]
    assert "Formularz A" in mail.text
    assert "http://rzeszow.localhost" in mail.text
    assert services.registration_by_form_link(token=form, at=NOW) == registration


def test_links_are_used_once_and_grow_old(desk: Office) -> None:
    desk.registered()
    token = desk.token()

    with pytest.raises(errors.LinkUnknown):
        verify_email(token="not-a-token", profile=desk.profile, at=NOW)
    with pytest.raises(errors.LinkExpired):
        verify_email(token=token, profile=desk.profile, at=NOW + timedelta(days=30))
    assert verify_email(token=token, profile=desk.profile, at=NOW).state == RegistrationState.VERIFIED
    with pytest.raises(errors.LinkUsed):
        verify_email(token=token, profile=desk.profile, at=NOW)


def test_a_link_of_one_utility_says_nothing_at_another(desk: Office, kostrzyn_desk: Office) -> None:
    with desk.tenant:
        desk.registered()
    token = desk.token()

    with kostrzyn_desk.tenant, pytest.raises(errors.LinkUnknown):
        verify_email(token=token, profile=kostrzyn_desk.profile, at=NOW)


def test_the_mail_is_sent_again_but_not_without_end(desk: Office) -> None:
    desk.registered()
    post_of(desk.tenant)
    rule = desk.profile.registration.resend
    limit, pause = rule.per_hour + 1, timedelta(seconds=rule.pause_seconds)

    for turn in range(limit):
        services.resend(email=EMAIL, profile=desk.profile, at=NOW + turn * pause)
    with pytest.raises(errors.TooSoon):
        services.resend(email=EMAIL, profile=desk.profile, at=NOW + limit * pause)

    assert len(post_of(desk.tenant)) == limit


def test_between_two_mails_passes_the_profiles_pause_whoever_asks(desk: Office) -> None:
    desk.registered()
    post_of(desk.tenant)
    pause = timedelta(seconds=desk.profile.registration.resend.pause_seconds)

    for address in (EMAIL, "nikt@x.example"):
        services.resend(email=address, profile=desk.profile, at=NOW)
        for early in (timedelta(0), timedelta(seconds=1), pause - timedelta(seconds=1)):
            with pytest.raises(errors.JustSent):
                services.resend(email=address, profile=desk.profile, at=NOW + early)
        services.resend(email=address, profile=desk.profile, at=NOW + pause)

    assert len(post_of(desk.tenant)) == 2


def test_asking_again_for_a_stranger_tells_nothing(desk: Office) -> None:
    services.resend(email="nikt@x.example", profile=desk.profile, at=NOW)

    assert post_of(desk.tenant) == []


def test_a_mistyped_address_is_corrected_and_the_old_link_dies(desk: Office) -> None:
    registration = desk.registered()
    old = desk.token()

    services.correct_email(
        registration=registration, email="anna@dobra.example", language="pl", profile=desk.profile,
        visitor=services.Visitor("10.1.1.1"), at=NOW,
    )  # fmt: skip

    with pytest.raises(errors.LinkExpired):
        verify_email(token=old, profile=desk.profile, at=NOW)
    assert verify_email(token=desk.token("anna@dobra.example"), profile=desk.profile, at=NOW)


def test_who_changed_their_mind_leaves_nothing_but_the_evidence(desk: Office) -> None:
    registration = desk.verified()

    services.withdraw(registration=registration, at=NOW)

    assert User.objects.count() == 0
    assert Registration.objects.count() == 0
    assert Acceptance.objects.count() == 1


def test_unanswered_registrations_are_forgotten_in_time(desk: Office) -> None:
    desk.registered("stara@x.example", at=NOW - timedelta(days=60))
    desk.registered("nowa@x.example")
    desk.verified("potwierdzona@x.example")

    assert services.forget_unanswered(profile=desk.profile, at=NOW) == 1

    assert sorted(User.objects.values_list("email", flat=True)) == [
        "nowa@x.example",
        "potwierdzona@x.example",
    ]


def test_verify_first_by_link_or_by_code(kostrzyn_desk: Office) -> None:
    start = {
        "profile": kostrzyn_desk.profile,
        "language": "pl",
        "visitor": services.Visitor("10.1.1.1", network="n"),
        "at": NOW,
    }
    services.start_with_email(email=EMAIL, **start)
    (mail,) = post_of(kostrzyn_desk.tenant)
    code = next(
        word for word in mail.text.split() if word.strip(".").isdigit() and len(word.strip(".")) == 6
    ).strip(".")

    with pytest.raises(errors.CodeWrong):
        services.confirm_address_by_code(email=EMAIL, code="000000" if code != "000000" else "111111", at=NOW)
    link = services.confirm_address_by_code(email=EMAIL, code=code, at=NOW)
    with pytest.raises(errors.CodeWrong):
        services.confirm_address_by_code(email=EMAIL, code=code, at=NOW)

    assert link.email == EMAIL
    assert User.objects.count() == 0, "nobody has an account before the form"


def test_a_code_cannot_be_guessed(kostrzyn_desk: Office) -> None:
    services.start_with_email(
        profile=kostrzyn_desk.profile,
        email=EMAIL,
        language="pl",
        visitor=services.Visitor("10.1.1.1", network="n"),
        at=NOW,
    )
    link = MailedLink.objects.get()
    for _ in range(5):
        with pytest.raises(errors.CodeWrong):
            services.confirm_address_by_code(email=EMAIL, code="abcdef", at=NOW)

    link.refresh_from_db()
    assert link.wrong_codes == 5
    (mail,) = post_of(kostrzyn_desk.tenant)
    code = next(
        word for word in mail.text.split() if word.strip(".").isdigit() and len(word.strip(".")) == 6
    ).strip(".")
    with pytest.raises(errors.CodeWrong):
        services.confirm_address_by_code(email=EMAIL, code=code, at=NOW)


def correct(desk: Office, registration: Registration | None, email: str) -> None:
    services.correct_email(
        registration=registration, email=email, language="pl", profile=desk.profile,
        visitor=services.Visitor("10.1.1.1", network="10.1.1.1"), at=NOW,
    )  # fmt: skip


def test_correcting_the_address_is_no_way_round_the_budget(desk: Office) -> None:
    """Every refusal was rolled back with its own count once, so that anybody could ask for ever."""
    desk.verified("znana@poczta.example")
    registration = desk.registered()
    post_of(desk.tenant)

    told = 0
    for number in range(12):
        desk.verified(f"z{number}@poczta.example", address=f"10.2.2.{number}")
    for number in range(12):
        try:
            correct(desk, registration, f"z{number}@poczta.example")
        except errors.AccountExists:
            told += 1

    assert told == desk.profile.security.enumeration.per_hour_per_ip


def test_correcting_without_a_registration_looks_the_same_and_asks_the_new_mailbox(desk: Office) -> None:
    correct(desk, None, "nowa@poczta.example")

    (mail,) = post_of(desk.tenant)
    assert mail.to == "nowa@poczta.example"
    assert mail.link("/rejestracja/adres/")


def test_nobody_registers_by_the_dozen(desk: Office) -> None:
    for number in range(30):
        desk.registered(f"a{number}@poczta.example")

    with pytest.raises(errors.TooManyAttempts):
        desk.register("a31@poczta.example")


def test_a_known_mailbox_is_not_flooded(desk: Office, changed: Callable[[dict[str, Any]], Profile]) -> None:
    desk.registered()
    post_of(desk.tenant)
    desk.profile = changed({"security": {"enumeration": {"mode": "mail"}}})

    for minute in range(0, 40, 4):
        assert desk.register(at=NOW + timedelta(minutes=minute)) is None
        assert desk.register(at=NOW + timedelta(minutes=minute, seconds=5)) is None  # within the pause: never

    assert len(post_of(desk.tenant)) == desk.profile.registration.resend.per_hour + 1
