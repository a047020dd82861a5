"""Knowledge of a bill, letters and paper forms: other ways up the same ladder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tenants.customers.models import Access
from tenants.identity.models import StaffRole
from tenants.profile.schema import Profile
from tenants.registration import errors, services
from tenants.registration.comparing import grosze_of, same_amount, same_name, same_nip, same_number
from tenants.registration.models import LetterCode, RegistrationState
from tenants.registration.references import NotAReference, find_reference, new_reference, shown
from tests.cast import make_clerk, make_user, post_of
from tests.tenants.registration.conftest import NOW, Office

RIGHT = {"customer_number": "0012345", "invoice_number": " fv / 0012345 / 2 ", "gross_amount": "204,11 zł"}


def prove(desk: Office, registration: object, **changed: str):
    return services.prove_invoice_knowledge(
        registration=registration, answers=RIGHT | changed, profile=desk.profile, at=NOW
    )


def confirmed(desk: Office, email: str = "anna@poczta.example"):
    """A registration whose mailbox has answered, as verify-first makes it."""
    registration = desk.register(email)
    assert registration is not None
    services.mailbox.confirm_mailbox(registration, profile=desk.profile, at=NOW)
    registration.refresh_from_db()
    return registration


def test_a_recent_bill_links_at_once(kostrzyn_desk: Office) -> None:
    assert prove(kostrzyn_desk, confirmed(kostrzyn_desk)).state == RegistrationState.LINKED
    assert Access.objects.get().customer == kostrzyn_desk.customer


@pytest.mark.parametrize(
    "wrong",
    [
        {"customer_number": "0012346"},
        {"invoice_number": "FV/0012345/9"},
        {"invoice_number": ""},
        {"gross_amount": "204,12"},
        {"gross_amount": "dwieście"},
        {"gross_amount": "123,45"},  # of another bill
    ],
)
def test_one_wrong_answer_is_enough_and_never_named(kostrzyn_desk: Office, wrong: dict[str, str]) -> None:
    registration = confirmed(kostrzyn_desk)

    with pytest.raises(errors.AnswersWrong) as refusal:
        prove(kostrzyn_desk, registration, **wrong)

    assert refusal.value.text == ""
    assert Access.objects.count() == 0


def test_guessing_ends_for_the_day(kostrzyn_desk: Office) -> None:
    registration = confirmed(kostrzyn_desk)
    for _ in range(5):
        with pytest.raises(errors.AnswersWrong):
            prove(kostrzyn_desk, registration, gross_amount="1,00")

    with pytest.raises(errors.TooManyAttempts):
        prove(kostrzyn_desk, registration)


def test_a_second_person_who_knows_the_bill_waits_for_staff(kostrzyn_desk: Office) -> None:
    prove(kostrzyn_desk, confirmed(kostrzyn_desk))
    second = confirmed(kostrzyn_desk, "drugi@poczta.example")

    with pytest.raises(errors.WaitsForStaff):
        prove(kostrzyn_desk, second)

    second.refresh_from_db()
    assert second.needs_staff
    assert Access.objects.count() == 1


@pytest.fixture
def letters(desk: Office, changed: Callable[[dict[str, Any]], Profile]) -> Office:
    """A utility like Rzeszów that also sends codes by post."""
    registration = desk.profile.registration.model_dump(mode="json")
    mode = {
        "key": "list",
        "kind": "letter_code",
        "title": "Kod listem",
        "description": "Kod przyjdzie pocztą.",
    }
    ladder = [dict(rung) for rung in registration["ladder"]]
    ladder[-1]["reached_by"] = [*ladder[-1]["reached_by"], "letter_code"]
    desk.profile = changed({"registration": {"modes": [*registration["modes"], mode], "ladder": ladder}})
    return desk


def test_a_code_from_a_letter_links(letters: Office) -> None:
    registration = letters.verified()
    services.request_letter(
        registration=registration, customer=letters.customer, profile=letters.profile, at=NOW
    )
    letter = LetterCode.objects.get()
    first = services.print_letter(letter=letter, profile=letters.profile, by=make_clerk(), at=NOW)
    second = services.print_letter(
        letter=letter, profile=letters.profile, by=make_clerk(StaffRole.CLERK), at=NOW
    )

    with pytest.raises(errors.CodeWrong):  # a fresh print makes the former code worthless
        services.prove_letter_code(registration=registration, code=first, profile=letters.profile, at=NOW)
    with pytest.raises(errors.LinkExpired):
        services.prove_letter_code(
            registration=registration, code=second, profile=letters.profile, at=NOW + timedelta(days=60)
        )
    linked = services.prove_letter_code(
        registration=registration,
        code=f" {second[:4].lower()} {second[4:]} ",
        profile=letters.profile,
        at=NOW,
    )

    assert linked.state == RegistrationState.LINKED


def test_a_letters_code_cannot_be_guessed(letters: Office) -> None:
    registration = letters.verified()
    services.request_letter(
        registration=registration, customer=letters.customer, profile=letters.profile, at=NOW
    )
    code = services.print_letter(
        letter=LetterCode.objects.get(), profile=letters.profile, by=make_clerk(), at=NOW
    )
    for _ in range(5):
        with pytest.raises(errors.CodeWrong):
            services.prove_letter_code(
                registration=registration, code="ZZZZZZZZ", profile=letters.profile, at=NOW
            )

    with pytest.raises(errors.TooManyAttempts):
        services.prove_letter_code(registration=registration, code=code, profile=letters.profile, at=NOW)


def test_a_spent_letter_is_asked_for_again(letters: Office) -> None:
    registration, clerk = letters.verified(), make_clerk()
    wish = {"registration": registration, "customer": letters.customer, "profile": letters.profile}
    services.request_letter(**wish, at=NOW)
    services.request_letter(**wish, at=NOW)
    letter = LetterCode.objects.get()
    services.print_letter(letter=letter, profile=letters.profile, by=clerk, at=NOW)

    services.request_letter(**wish, at=NOW)
    letter.refresh_from_db()
    assert letter.printed_at == NOW, "one is on its way"
    services.request_letter(**wish, at=NOW + timedelta(days=90))
    letter.refresh_from_db()
    assert letter.printed_at is None, "the old one is worth nothing any longer"


def test_no_letter_is_printed_for_a_closed_registration(letters: Office) -> None:
    registration, clerk = letters.verified(), make_clerk()
    services.request_letter(
        registration=registration, customer=letters.customer, profile=letters.profile, at=NOW
    )
    registration.state = RegistrationState.REFUSED
    registration.save()

    with pytest.raises(errors.NotOpen):
        services.print_letter(letter=LetterCode.objects.get(), profile=letters.profile, by=clerk, at=NOW)


def test_spaces_are_no_fresh_budget(kostrzyn_desk: Office) -> None:
    """Ten guesses a day about one customer, however the number is spelt and whoever asks."""
    spellings = ("0012345", "00 12345", " 001 2345", "0012345 ")
    for person in range(2):
        registration = confirmed(kostrzyn_desk, f"p{person}@poczta.example")
        for number in range(5):
            with pytest.raises(errors.AnswersWrong):
                prove(kostrzyn_desk, registration, gross_amount="1,00", customer_number=spellings[number % 4])

    with pytest.raises(errors.TooManyAttempts):
        prove(kostrzyn_desk, confirmed(kostrzyn_desk, "p3@poczta.example"))


def test_staff_enter_a_paper_form_and_the_person_chooses_a_password(kostrzyn_desk: Office) -> None:
    profile = kostrzyn_desk.profile
    (mode,) = profile.registration.modes_of_kind("paper_form_entered_by_staff")
    required = [
        c.key for c in profile.legal.consents if c.key in profile.forms.form(mode.printable_form).consents
    ]

    registration = services.enter_paper_form(
        profile=profile, mode=mode, email="Jan@Poczta.example", applicant=services.Applicant(full_name="Jan Kos"),
        customer=kostrzyn_desk.customer, consents=required, scan=None, by=make_clerk(), at=NOW,
        paper_kept="Segregator 7",
    )  # fmt: skip
    assert registration.state == RegistrationState.STARTED
    (mail,) = post_of(kostrzyn_desk.tenant)
    token = mail.link("/zaproszenie/").rstrip("/").rsplit("/", 1)[-1]
    done = services.accept_invitation(token=token, password="Trzy kaczki pod mostem", profile=profile, at=NOW)

    assert done.state == RegistrationState.LINKED
    done.user.refresh_from_db()
    assert done.user.check_password("Trzy kaczki pod mostem")


def test_a_paper_form_for_a_known_address_is_refused(kostrzyn_desk: Office) -> None:
    make_user("jan@poczta.example")
    (mode,) = kostrzyn_desk.profile.registration.modes_of_kind("paper_form_entered_by_staff")

    with pytest.raises(errors.AccountExists):
        services.enter_paper_form(
            profile=kostrzyn_desk.profile, mode=mode, email="jan@poczta.example", applicant=services.Applicant(),
            customer=kostrzyn_desk.customer, consents=[], scan=None, by=make_clerk(), at=NOW,
        )  # fmt: skip


def test_what_people_type_is_compared_kindly() -> None:
    assert same_number("fv/2026/11/0123", "FV / 2026/11/0123", tolerant=True)
    assert not same_number("fv/2026/11/123", "FV/2026/11/0123", tolerant=True)
    assert not same_number("fv/2026/11/0123", "FV/2026/11/0123", tolerant=False)
    assert not same_number("", "", tolerant=True)
    for text in ("1 234,56 zł", "1234.56", "1.234,56", "1234,56 PLN", "1\u00a0234,56"):
        assert same_amount(text, 123456), text
    assert grosze_of("1234") == 123400
    for text in ("", "abc", "1,2,3", "1,234", "1e9", "٣"):
        assert not same_amount(text, 0), text
    assert same_name("Żółć Anna", "ANNA ŻÓŁĆ", tolerant=True)
    assert same_name("anna nowak zolc", "Anna Nowak-Żółć", tolerant=True)
    assert not same_name("Anna", "Anna Nowak", tolerant=True)
    assert same_nip("PL 856-734-62-15", "8567346215")
    assert not same_nip("", "")


def test_a_code_is_found_in_whatever_the_scanner_typed() -> None:
    reference = new_reference()

    for typed in (
        reference,
        shown(reference),
        reference.lower(),
        f" https://x.pl/biuro/formularz/{reference}/ ",
    ):
        assert find_reference(typed) == reference
    wrong = ("0" if reference[0] != "0" else "1") + reference[1:]
    for typed in (wrong, "", "ABC", reference + "X"):
        with pytest.raises(NotAReference):
            find_reference(typed)
