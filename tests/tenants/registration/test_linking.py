"""Staff link and refuse; the ladder opens exactly what the profile says, at the moment it is climbed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tenants.customers.models import Access
from tenants.identity.models import AuditEvent
from tenants.legal.models import ConsentEvent
from tenants.legal.selectors import consents_in_force
from tenants.profile.schema import Capability, Profile, Proof
from tenants.registration import errors, services
from tenants.registration.models import Registration, RegistrationState
from tenants.registration.selectors import standing_of
from tenants.registration.services.mailbox import verify_email
from tests.cast import make_clerk, make_customer, post_of
from tests.tenants.registration.conftest import NOW, Office

IBOK, E_INVOICE = "korzystanie_z_ibok", "e_faktura"


def link(
    desk: Office, registration: Registration, consents: tuple[str, ...] = (IBOK,), customer: object = None
) -> Registration:
    return services.link(
        registration=registration, customer=customer or desk.customer, proof=Proof.PAPER_FORM_SIGNED,
        profile=desk.profile, by=desk_clerk(), at=NOW, consents=consents, paper_kept="Segregator 7",
    )  # fmt: skip


def desk_clerk():
    from tenants.identity.models import User

    return User.objects.filter(kind="staff").first() or make_clerk()


def test_without_the_signed_consent_to_ibok_nothing_is_linked(desk: Office) -> None:
    registration = desk.verified()

    with pytest.raises(errors.ConsentMissing):
        link(desk, registration, consents=(E_INVOICE,))

    assert Access.objects.count() == 0
    assert ConsentEvent.objects.count() == 0


@pytest.mark.parametrize("consents", [(IBOK,), (IBOK, E_INVOICE)])
def test_the_consent_to_e_invoices_is_optional(desk: Office, consents: tuple[str, ...]) -> None:
    linked = link(desk, desk.verified(), consents=consents)

    assert linked.state == RegistrationState.LINKED
    assert sorted(ConsentEvent.objects.values_list("consent", flat=True)) == sorted(consents)
    assert {event.channel for event in ConsentEvent.objects.all()} == {"paper"}


def test_access_is_limited_until_linked_and_full_from_then_on(desk: Office) -> None:
    registration = desk.verified()
    before = standing_of(registration.user, profile=desk.profile, at=NOW)
    link(desk, registration)
    after = standing_of(registration.user, profile=desk.profile, at=NOW)

    assert before.may(Capability.SIGN_IN)
    assert not before.may(Capability.SEE_INVOICES)
    assert before.access is None
    assert after.may(Capability.SEE_INVOICES)
    assert after.access is not None
    assert after.access.customer == desk.customer


def test_linking_mails_the_confirmation(desk: Office) -> None:
    registration = desk.verified()

    link(desk, registration)

    (mail,) = post_of(desk.tenant)
    assert mail.to == registration.user.email
    assert desk.customer.number in mail.text
    assert "http://rzeszow.localhost" in mail.text


def test_one_address_has_one_contracting_party(desk: Office) -> None:
    registration = desk.verified()
    link(desk, registration)
    other = make_customer("0099999", "Inny Kontrahent")
    again = Registration.objects.create(
        reference="ZZZZZZZZ", user=registration.user, mode=registration.mode, created_at=NOW, changed_at=NOW
    )

    with pytest.raises(errors.AlreadyLinked):
        link(desk, again, customer=other)


def test_two_registrations_for_one_customer_need_a_decision(desk: Office) -> None:
    link(desk, desk.verified())
    second = desk.verified("druga@poczta.example")

    rule = desk.profile.registration.cardinality.second_user
    if rule == "refuse":
        with pytest.raises(errors.CustomerTaken):
            link(desk, second)
    else:
        assert link(desk, second).state == RegistrationState.LINKED


def test_a_form_that_came_before_the_mailbox_answered_links_by_itself_later(desk: Office) -> None:
    registration = desk.registered()
    token = desk.token()

    early = link(desk, registration)
    assert early.state == RegistrationState.STARTED
    assert Access.objects.count() == 0
    late = verify_email(token=token, profile=desk.profile, at=NOW)

    assert late.state == RegistrationState.LINKED
    assert Access.objects.get().customer == desk.customer


def test_a_form_for_a_registration_that_is_linked_already_changes_nothing(desk: Office) -> None:
    registration = desk.verified()
    link(desk, registration)

    with pytest.raises(errors.NotOpen):
        link(desk, registration)

    assert Access.objects.count() == 1


def test_a_customer_without_an_invoice_is_not_linked(desk: Office) -> None:
    newcomer = make_customer("0000777", "Nowy Odbiorca", billed=False)

    with pytest.raises(errors.NoInvoiceYet):
        link(desk, desk.verified(), customer=newcomer)


def test_a_refusal_is_read_and_a_new_application_follows(desk: Office) -> None:
    registration = desk.verified()
    reason = next(item for item in desk.profile.registration.refusal_reasons if item.may_reapply)

    services.refuse(
        registration=registration,
        reason=reason.key,
        note="Brak podpisu.",
        profile=desk.profile,
        by=desk_clerk(),
        at=NOW,
    )
    (mail,) = post_of(desk.tenant)
    assert "Brak podpisu." in mail.text
    registration.refresh_from_db()
    assert not standing_of(registration.user, profile=desk.profile, at=NOW).may(Capability.SEE_INVOICES)
    again = services.reapply(registration=registration, profile=desk.profile, customer_number="", at=NOW)

    assert again.state == RegistrationState.VERIFIED
    assert link(desk, again).state == RegistrationState.LINKED


def test_every_decision_is_in_the_audit_log(desk: Office) -> None:
    link(desk, desk.verified())

    actions = list(AuditEvent.objects.values_list("action", flat=True))
    for action in ("registration.register", "registration.link", "customers.grant_access"):
        assert actions.count(action) == 1, actions


def test_two_forms_tied_before_the_mailboxes_answer_do_not_both_open(
    desk: Office, changed: Callable[[dict[str, Any]], Profile]
) -> None:
    cardinality = {
        **desk.profile.registration.model_dump(mode="json")["cardinality"],
        "second_user": "refuse",
    }
    desk.profile = changed({"registration": {"cardinality": cardinality}})
    first, second = desk.registered("a@x.example"), desk.registered("b@x.example")

    link(desk, first)
    with pytest.raises(errors.CustomerTaken):
        link(desk, second)


def test_the_rules_are_asked_again_when_the_mailbox_answers_late(
    desk: Office, changed: Callable[[dict[str, Any]], Profile]
) -> None:
    early = desk.registered("a@x.example")
    token = desk.token("a@x.example")
    link(desk, early)
    link(desk, desk.verified("b@x.example"))
    cardinality = {
        **desk.profile.registration.model_dump(mode="json")["cardinality"],
        "second_user": "refuse",
    }
    desk.profile = changed({"registration": {"cardinality": cardinality}})

    late = verify_email(token=token, profile=desk.profile, at=NOW)

    assert (late.state, late.needs_staff) == (RegistrationState.VERIFIED, True)
    assert [access.user.email for access in Access.objects.all()] == ["b@x.example"]


def test_a_wrong_customer_tied_early_is_put_right_with_its_consents(desk: Office) -> None:
    registration = desk.registered()
    token = desk.token()
    wrong = make_customer("0099999", "Inna Osoba")

    link(desk, registration, consents=(IBOK, E_INVOICE), customer=wrong)
    link(desk, registration)
    link(desk, registration)
    verify_email(token=token, profile=desk.profile, at=NOW)

    assert Access.objects.get().customer == desk.customer
    assert consents_in_force(customer_number=wrong.number) == set()
    assert consents_in_force(customer_number=desk.customer.number) == {IBOK}
    assert ConsentEvent.objects.filter(customer_number=desk.customer.number).count() == 1
    assert (
        registration.proofs_shown.get(proof="paper_form_signed").evidence["customer"] == desk.customer.number
    )


def test_applying_again_twice_applies_once(desk: Office) -> None:
    registration = desk.verified()
    reason = next(item for item in desk.profile.registration.refusal_reasons if item.may_reapply)
    services.refuse(
        registration=registration, reason=reason.key, note="", profile=desk.profile, by=desk_clerk(), at=NOW
    )

    first, second = (
        services.reapply(registration=registration, profile=desk.profile, customer_number="", at=NOW)
        for _ in range(2)
    )

    assert first == second


def test_applying_again_is_no_way_to_ask_about_numbers(desk: Office) -> None:
    registration = desk.verified()
    reason = next(item for item in desk.profile.registration.refusal_reasons if item.may_reapply)
    services.refuse(
        registration=registration, reason=reason.key, note="", profile=desk.profile, by=desk_clerk(), at=NOW
    )
    for number in range(20):
        with pytest.raises(errors.CustomerUnknown):
            services.reapply(
                registration=registration, profile=desk.profile, customer_number=f"9{number:07}", at=NOW
            )

    # beyond the budget a wrong number is taken and left for staff: no answer tells it from a right one
    assert services.reapply(
        registration=registration, profile=desk.profile, customer_number="99999999", at=NOW
    )
