"""The linking page: what is proposed and what differs, paper that is kept somewhere, double clicks, invitations."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.identity.models import AuditEvent
from tenants.profile import selectors as profiles
from tenants.profile.schema import Proof
from tenants.registration import errors, services, steps
from tenants.registration.models import LinkPurpose, MailedLink, ProofShown, Registration, RegistrationState
from tenants.registration.references import new_reference
from tenants.registry.models import Tenant
from tests.cast import Browser, Letter, make_clerk, make_customer, make_user, post_of

PAPER = {"customer": "0012345", "consent_korzystanie_z_ibok": "on", "paper_kept": "Segregator 7"}


def waiting(name: str, number: str = "0012345") -> Registration:
    """Somebody whose e-mail is confirmed, before the clerk."""
    now = timezone.now()
    registration = Registration.objects.create(
        reference=new_reference(), user=make_user("anna@poczta.example", name=name),
        mode=profiles.published().registration.modes[0].key, customer_number=number,
        created_at=now, changed_at=now,
    )  # fmt: skip
    steps.add_proof(registration, Proof.EMAIL_VERIFIED, at=now, by="test")
    steps.advance(registration, profile=profiles.published(), at=now, by="test", tell=False)
    return registration


@pytest.fixture
def desk(rzeszow: Tenant) -> Browser:
    with rzeszow:
        make_customer()
        return Browser(rzeszow).enter(make_clerk())


def page_of(desk: Browser, registration: Registration) -> str:
    return str(desk.get(f"/biuro/rejestracje/{registration.reference}/").content.decode())


@pytest.mark.parametrize(
    ("name", "number", "proposed", "words"),
    [
        ("Żółć-Nowak Anna", "0012345", True, []),
        ("Zbigniew Ćwik", "0012345", False, ["inne nazwisko lub nazwa"]),
        ("Anna Nowak-Żółć", "", False, []),
        ("Anna Nowak-Żółć", "0099999", False, ["inny numer"]),
        ("", "0012345", False, []),
    ],
)
def test_a_customer_is_proposed_only_where_name_and_number_agree(
    rzeszow: Tenant, desk: Browser, name: str, number: str, proposed: bool, words: list[str]
) -> None:
    with rzeszow:
        registration = waiting(name, number)

    page = page_of(desk, registration)

    assert 'value="0012345"' in page
    assert ('value="0012345" checked' in page) is proposed
    every = ["inne nazwisko lub nazwa", "inny numer", "inny adres", "inny NIP"]
    assert [word for word in every if word in page] == words


def test_a_signed_form_needs_its_scan_or_a_word_on_where_it_is(rzeszow: Tenant, desk: Browser) -> None:
    with rzeszow:
        registration = waiting("Anna Nowak-Żółć")
    path = f"/biuro/rejestracje/{registration.reference}/"

    without = desk.post(path, PAPER | {"paper_kept": "  "})
    assert without.status_code == 200
    assert "Dołącz skan podpisanego formularza" in without.content.decode()
    with rzeszow:
        assert not ProofShown.objects.filter(proof="paper_form_signed").exists()
    assert desk.post(path, PAPER).status_code == 302

    with rzeszow:
        assert ProofShown.objects.get(proof="paper_form_signed").evidence["paper_kept"] == "Segregator 7"
    assert "Segregator 7" in page_of(desk, registration)


def test_a_decision_sent_twice_is_answered_by_how_it_ended(rzeszow: Tenant, desk: Browser) -> None:
    with rzeszow:
        registration = waiting("Anna Nowak-Żółć")
    path = f"/biuro/rejestracje/{registration.reference}/"

    desk.post(path, PAPER)
    again = desk.post(path, PAPER)

    assert (again.status_code, again.url) == (302, path)
    assert "To konto jest już połączone" in page_of(desk, registration)
    assert desk.post(f"{path}odmowa/", {"reason": "niezgodne_dane"}).status_code == 302
    with rzeszow:
        assert Registration.objects.get().state == RegistrationState.LINKED


@pytest.fixture
def invited(kostrzyn: Tenant) -> Registration:
    """Somebody whose signed form staff of Kostrzyn entered."""
    with kostrzyn:
        profile = profiles.published()
        (mode,) = profile.registration.modes_of_kind("paper_form_entered_by_staff")
        return services.enter_paper_form(
            profile=profile, mode=mode, email="jan@poczta.example", applicant=services.Applicant(full_name="Jan Kos"),
            customer=make_customer(), consents=list(profile.forms.form(mode.printable_form).consents),
            scan=None, paper_kept="Segregator 7", by=make_clerk(), at=timezone.now(),
        )  # fmt: skip


def invitation_in(letters: list[Letter]) -> str:
    return letters[-1].link("/zaproszenie/")


def test_the_invitation_goes_again_and_the_former_link_dies(kostrzyn: Tenant, invited: Registration) -> None:
    former = invitation_in(post_of(kostrzyn))
    with kostrzyn:
        desk = Browser(kostrzyn).enter(make_user("biuro@mzk.example", "staff", "clerk"))  # type: ignore[arg-type]
    assert "Wyślij zaproszenie ponownie" in page_of(desk, invited)

    path = f"/biuro/rejestracje/{invited.reference}/zaproszenie/"
    assert desk.post(path).status_code == 302
    twice = desk.post(path)

    assert twice.status_code == 302
    (mail,) = post_of(kostrzyn)
    jan = Browser(kostrzyn)
    old = jan.get(former)
    assert old.status_code == 410
    assert "wyślemy zaproszenie ponownie" in old.content.decode()
    assert jan.post(mail.link("/zaproszenie/"), {"password": "Trzy kaczki pod mostem"}).status_code == 302
    used = jan.get(mail.link("/zaproszenie/"))
    assert "Hasło jest ustawione" in used.content.decode()
    assert "Wyślij zaproszenie ponownie" not in page_of(desk, invited)
    with kostrzyn:
        assert AuditEvent.objects.filter(action="registration.invite_again").count() == 1


def test_whoever_has_answered_is_not_invited_again(kostrzyn: Tenant, invited: Registration) -> None:
    with kostrzyn:
        Registration.objects.update(state=RegistrationState.LINKED)
        with pytest.raises(errors.NotOpen):
            services.invite_again(
                registration=invited, profile=profiles.published(), by=invited.user, at=timezone.now()
            )


def test_a_used_link_of_verify_first_does_not_promise_an_account(kostrzyn: Tenant) -> None:
    jan = Browser(kostrzyn)
    jan.post("/rejestracja/", {"email": "jan@poczta.example"})
    (mail,) = post_of(kostrzyn)
    assert jan.post(mail.link("/adres/")).status_code == 302

    used = Browser(kostrzyn).get(mail.link("/adres/"))
    with kostrzyn:
        MailedLink.objects.filter(purpose=LinkPurpose.ADDRESS).update(
            used_at=None, expires_at=timezone.now() - timedelta(hours=1)
        )
    expired = Browser(kostrzyn).get(mail.link("/adres/"))

    assert used.status_code == expired.status_code == 410
    assert "Możesz się zalogować" not in used.content.decode()
    assert "zacznij od nowa" in used.content.decode()
    assert "Podaj adres jeszcze raz" in expired.content.decode()
