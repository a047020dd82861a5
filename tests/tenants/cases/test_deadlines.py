"""Staff are mailed when the clock of a complaint reaches the profile's days, each day once, and nobody else is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tenants.cases import services
from tenants.cases.models import Case, CaseEvent
from tenants.identity.models import StaffRole, User
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.case_forms import publish, without_topic
from tests.case_world import filed
from tests.cast import Letter, make_clerk, make_user, post_of

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
COMPLAINT = {"przedmiot": "obsluga", "opis": "Opis", "zadanie": "wyjasnienie"}


def complaint() -> Case:
    return filed(make_user("anna@poczta.example"), None, key="reklamacja", at=NOW, **COMPLAINT)


def watched(tenant: Tenant, *days: int) -> list[Letter]:
    """The mails of the clock that left after looking at it on these days, twice each."""
    with tenant:
        for day in days:
            for hours in (0, 3):
                services.watch_clocks(profile=profiles.published(), at=NOW + timedelta(days=day, hours=hours))
    return [one for one in post_of(tenant) if one.to.endswith("@bok.example")]


def test_whoever_handles_cases_is_mailed_at_ten_and_at_thirteen(rzeszow: Tenant) -> None:
    with rzeszow:
        case = complaint()
        make_clerk(StaffRole.CLERK), make_clerk(StaffRole.EDITOR), make_clerk(StaffRole.AUDITOR)
        User.objects.filter(pk=make_user("dawny@bok.example", kind="staff", role="clerk").pk).update(
            is_active=False
        )  # type: ignore[arg-type]
        due = f"Sprawa {case.signature}: odpowiedź do 16 listopada 2026"
    assert watched(rzeszow, 9) == []
    (warned,) = watched(rzeszow, 10, 11, 12)
    assert (warned.to, warned.subject) == ("clerk@bok.example", due)
    assert "Dni do końca: 4." in warned.text and "pilna" not in warned.text
    assert (
        "jeżeli reklamację składa konsument" in warned.text and f"/biuro/sprawy/{case.uuid}/" in warned.text
    )
    (urgent,) = watched(rzeszow, 13, 14, 15, 30)
    assert (urgent.to, urgent.subject) == ("clerk@bok.example", due)
    assert "Dni do końca: 1." in urgent.text and "pilna" in urgent.text


def test_a_case_of_somebody_is_that_persons_alone(rzeszow: Tenant) -> None:
    with rzeszow:
        case, clerk = complaint(), make_clerk(StaffRole.CLERK)
        verifier = make_clerk(StaffRole.VERIFIER)
        services.hand_over(case=case, by=clerk, at=NOW, to=verifier, unit="")
    assert [one.to for one in watched(rzeszow, 10)] == [verifier.email]
    with rzeszow:
        User.objects.filter(pk=verifier.pk).update(is_active=False)
    assert [one.to for one in watched(rzeszow, 13)] == [clerk.email], "who is gone handles nothing"


def test_the_days_are_the_profiles_and_both_at_once_are_one_mail(rzeszow: Tenant) -> None:
    with rzeszow:
        publish(
            case_types=[{"use": "reklamacja", "statutory": {"warn_after_days": 3, "escalate_after_days": 5}}]
        )
        complaint()
        make_clerk(StaffRole.CLERK)
    assert watched(rzeszow, 2) == []
    (both,) = watched(rzeszow, 5)
    assert "pilna" in both.text


def test_an_answered_case_and_a_profile_without_the_topic_mail_nobody(rzeszow: Tenant) -> None:
    with rzeszow:
        case, clerk = complaint(), make_clerk(StaffRole.CLERK)
        other = filed(make_user("jan@poczta.example"), None, key="reklamacja", at=NOW, **COMPLAINT)
        services.withdraw(case=other, profile=profiles.published(), by="jan", at=NOW)
        without_topic("case_deadline")
    assert watched(rzeszow, 10, 13) == []
    with rzeszow:
        case.refresh_from_db()
        assert case.warned_at and case.escalated_at and not CaseEvent.objects.filter(case=other, kind="clock")
        assert clerk.is_active


def test_an_overdue_case_counts_no_days_and_is_told_in_the_readers_language(rzeszow: Tenant) -> None:
    """The clock was not looked at for three weeks: no minus days, no last days; words and law in one language."""
    with rzeszow:
        complaint()
        clerk = make_clerk(StaffRole.CLERK)
        User.objects.filter(pk=clerk.pk).update(language="en")
    (letter,) = watched(rzeszow, 20)
    assert "It is overdue" in letter.text and "last days" not in letter.text
    assert "Days left" not in letter.text and "-6" not in letter.text
    assert "if a consumer files it" in letter.text and "konsument" not in letter.text


def test_each_of_several_readers_gets_the_law_in_their_own_language(rzeszow: Tenant) -> None:
    with rzeszow:
        complaint()
        make_clerk(StaffRole.CLERK)
        User.objects.filter(pk=make_clerk(StaffRole.VERIFIER).pk).update(language="uk")
    by_address = {letter.to: letter.text for letter in watched(rzeszow, 10)}
    polish, ukrainian = by_address["clerk@bok.example"], by_address["verifier@bok.example"]
    assert "Dni do końca: 4." in polish and "konsument" in polish
    assert "Залишилося днів: 4." in ukrainian and "споживач" in ukrainian and "konsument" not in ukrainian
