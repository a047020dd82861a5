"""The life of a case by its verbs: statuses, thread, clocks, decision, withdrawal, reopening, rating, silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from pypdfium2 import PdfDocument

from tenants.cases import errors, selectors, services
from tenants.cases.models import Case, CaseDocument, CaseEvent, Decision
from tenants.cases.services import watching
from tenants.customers.services import revoke_access
from tenants.identity.models import StaffRole
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.registry.models import Tenant
from tests.architecture.world import link
from tests.case_forms import picture, publish
from tests.case_world import filed
from tests.cast import make_clerk, make_customer, make_user, post_of

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
COMPLAINT = {"przedmiot": "obsluga", "opis": "Opis", "zadanie": "wyjasnienie"}


@pytest.fixture
def office(rzeszow: Tenant) -> Any:
    """Anna's complaint of 2 November, a clerk, the profile; inside Rzeszów."""
    with rzeszow:
        customer = make_customer()
        user = make_user("anna@poczta.example")
        link(user, customer)
        user.accesses.update(valid_from=NOW - timedelta(days=1))
        case = filed(user, customer, key="reklamacja", at=NOW, **COMPLAINT)
        yield case, make_clerk(), profiles.published()


def stopping(profile: Profile) -> Profile:
    """The profile with complaints whose clock stands still while the customer must act, as other laws let it."""
    kinds = tuple(
        one.model_copy(update={"statutory": one.statutory.model_copy(update={"stands_still": True})})
        if one.key == "reklamacja" and one.statutory
        else one
        for one in profile.services.case_types
    )
    return profile.model_copy(update={"services": profile.services.model_copy(update={"case_types": kinds})})


def letters(tenant: Tenant) -> list[str]:
    return [one.subject for one in post_of(tenant)]


def test_staff_move_a_case_only_along_the_profile(rzeszow: Tenant, office: Any) -> None:
    case, clerk, profile = office
    with pytest.raises(errors.NotAllowedHere):
        services.change_status(case=case, to="rozpatrzona", profile=profile, by=clerk, at=NOW)

    services.change_status(case=case, to="w_toku", profile=profile, by=clerk, at=NOW, message="Sprawdzamy.")

    assert (case.status, case.whose_move, case.open) == ("w_toku", "us", True)
    assert [event.text for event in selectors.story_of(case)][-1] == "Sprawdzamy."
    assert any("W toku" in one for one in letters(rzeszow))


def test_the_clock_stands_still_while_the_customer_must_act(rzeszow: Tenant, office: Any) -> None:
    case, clerk, profile = office
    profile = stopping(profile)
    assert str(case.statutory_due_on) == "2026-11-16"
    services.change_status(
        case=case, to="czeka_na_klienta", profile=profile, by=clerk, at=NOW + timedelta(days=2)
    )
    assert (case.whose_move, case.pauses) == ("customer", [["2026-11-04", None]])

    services.reply(case=case, profile=profile, by="anna@poczta.example", at=NOW + timedelta(days=7), text="Proszę.", files=[("a.jpg", picture().read())])  # fmt: skip

    assert (case.status, case.whose_move) == ("w_toku", "us")
    assert case.pauses == [["2026-11-04", "2026-11-09"]]
    assert str(case.statutory_due_on) == "2026-11-21"


def test_a_closed_case_takes_no_message(office: Any) -> None:
    case, clerk, profile = office
    services.withdraw(case=case, profile=profile, by="anna", at=NOW)
    with pytest.raises(errors.NotAllowedHere):
        services.reply(case=case, profile=profile, by="anna", at=NOW, text="Jeszcze coś")
    with pytest.raises(errors.NotAllowedHere):
        services.withdraw(case=case, profile=profile, by="anna", at=NOW)


@pytest.mark.parametrize("upload", [True, False])
def test_files_are_taken_where_the_status_says_so(rzeszow: Tenant, upload: bool) -> None:
    with rzeszow:
        statuses = [
            one.model_dump(mode="json", exclude_none=True) for one in profiles.published().services.statuses
        ]
        statuses[0]["upload"] = upload
        publish(statuses=statuses)
        user = make_user("anna@poczta.example")
        case = filed(user, None, at=NOW)
        sent = {
            "case": case,
            "profile": profiles.published(),
            "by": "anna",
            "at": NOW,
            "text": "x",
            "files": [("a.jpg", picture().read())],
        }
        if upload:
            services.reply(**sent)
        else:
            with pytest.raises(errors.NotAllowedHere):
                services.reply(**sent)
        assert case.files.filter(event__kind="message").count() == int(upload)


def test_a_decision_is_a_pdf_that_cannot_be_changed(rzeszow: Tenant, office: Any) -> None:
    case, clerk, profile = office
    with pytest.raises(errors.NothingSaid):
        services.decide(case=case, profile=profile, by=clerk, at=NOW, decision=Decision.ACCEPTED, reasons=" ")

    services.decide(
        case=case, profile=profile, by=clerk, at=NOW, decision=Decision.ACCEPTED, reasons="Masz rację."
    )

    assert (case.open, case.decision, case.status) == (False, "accepted", "rozpatrzona")
    kept = CaseDocument.objects.get(case=case, kind="answer")
    text = "".join(page.get_textpage().get_text_range() for page in PdfDocument(bytes(kept.content)))
    assert "Masz rację." in text and case.signature in text
    for change in (
        lambda: CaseDocument.objects.update(title="x"),
        lambda: CaseDocument.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(errors.NotAllowedHere):
        services.decide(
            case=case, profile=profile, by=clerk, at=NOW, decision=Decision.REFUSED, reasons="Nie."
        )


def test_the_story_cannot_be_changed(office: Any) -> None:
    for change in (lambda: CaseEvent.objects.update(text="x"), lambda: CaseEvent.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(("days", "possible"), [(13, True), (15, False)])
def test_a_closed_case_may_be_reopened_within_the_profiles_days(
    office: Any, days: int, possible: bool
) -> None:
    case, clerk, profile = office
    services.decide(case=case, profile=profile, by=clerk, at=NOW, decision=Decision.REFUSED, reasons="Nie.")
    again = {
        "case": case,
        "profile": profile,
        "by": "anna",
        "at": NOW + timedelta(days=days),
        "text": "To nie koniec.",
    }
    if possible:
        services.reopen(**again)
        assert (case.open, case.status, case.whose_move, case.closed_at) == (True, "przyjeta", "us", None)
        assert case.documents.filter(kind="answer").exists(), "what was decided stays"
    else:
        with pytest.raises(errors.NotAllowedHere):
            services.reopen(**again)


@pytest.mark.parametrize("change", [{"reopen_days": 14}, {"withdrawal": False}, {"rating": False}])
def test_what_a_kind_does_not_allow_is_not_possible(rzeszow: Tenant, change: dict[str, Any]) -> None:
    with rzeszow:
        document = {"use": "reklamacja", **change}
        publish(case_types=[document])
        case = filed(make_user("anna@poczta.example"), None, key="reklamacja", at=NOW, **COMPLAINT)
        profile, clerk = profiles.published(), make_clerk()
        if "withdrawal" in change:
            with pytest.raises(errors.NotAllowedHere):
                services.withdraw(case=case, profile=profile, by="anna", at=NOW)
            return
        services.decide(
            case=case, profile=profile, by=clerk, at=NOW, decision=Decision.REFUSED, reasons="Nie."
        )
        if "rating" in change:
            with pytest.raises(errors.NotAllowedHere):
                services.rate(case=case, profile=profile, by="anna", at=NOW, stars=5)
        else:
            services.rate(case=case, profile=profile, by="anna", at=NOW, stars=4, comment="Szybko")
            with pytest.raises(errors.AlreadyRated):
                services.rate(case=case, profile=profile, by="anna", at=NOW, stars=1)
            assert (case.rating, case.rating_comment) == (4, "Szybko")


def test_an_open_case_is_not_rated(office: Any) -> None:
    case, _clerk, profile = office
    with pytest.raises(errors.NotAllowedHere):
        services.rate(case=case, profile=profile, by="anna", at=NOW, stars=5)


# --- the clock by itself ---------------------------------------------------------------------------------------


def marks(case: Case) -> list[str]:
    return [event.data["what"] for event in case.events.filter(kind="clock")]


def test_a_complaint_warns_at_ten_escalates_at_thirteen_and_is_accepted_by_silence(office: Any) -> None:
    case, _clerk, profile = office
    seen = {}
    for day in range(16):
        services.watch_clocks(profile=profile, at=NOW + timedelta(days=day))
        services.watch_clocks(profile=profile, at=NOW + timedelta(days=day, hours=3))
        seen[day] = marks(case)
    assert seen[9] == [] and seen[10] == ["warned"] == seen[12]
    assert seen[13] == ["warned", "escalated"] == seen[14]
    assert seen[15] == ["warned", "escalated", "silence"]
    case.refresh_from_db()
    assert str(case.silent_since) == "2026-11-17"
    public = [event.data.get("what") for event in selectors.story_of(case) if event.kind == "clock"]
    assert public == ["silence"], "warnings are the office's own; the acceptance is the customer's right"


def test_a_clock_that_stands_is_left_alone(office: Any) -> None:
    case, clerk, profile = office
    profile = stopping(profile)
    services.change_status(case=case, to="czeka_na_klienta", profile=profile, by=clerk, at=NOW)
    services.watch_clocks(profile=profile, at=NOW + timedelta(days=40))
    assert marks(case) == []


@pytest.mark.parametrize("silence", ["accepted", "nothing"])
def test_silence_means_what_the_profile_says(rzeszow: Tenant, silence: str) -> None:
    with rzeszow:
        publish(case_types=[{"use": "reklamacja", "statutory": {"silence": silence}}])
        case = filed(make_user("anna@poczta.example"), None, key="reklamacja", at=NOW, **COMPLAINT)
        services.watch_clocks(profile=profiles.published(), at=NOW + timedelta(days=60))
        assert ("silence" in marks(case)) is (silence == "accepted")


def test_the_statutory_time_is_extended_once_with_a_reason(rzeszow: Tenant) -> None:
    with rzeszow:
        clerk, profile = make_clerk(), profiles.published()
        case = filed(
            None, None, key="warunki_przylaczenia", at=NOW, email="gosc@poczta.example", nazwa="Jan", budynek="jednorodzinny",
            adres={"street": "Polna 1", "postal_code": "35-055", "city": "Rzeszów"}, siec=["woda"], dzialka="12/3",
            bytowe="0.5",
        )  # fmt: skip
        before = case.statutory_due_on
        with pytest.raises(errors.NothingSaid):
            services.extend(case=case, profile=profile, by=clerk, at=NOW, reason="")
        services.extend(case=case, profile=profile, by=clerk, at=NOW, reason="Uzgodnienia z drogowcami.")
        assert before is not None and case.statutory_due_on == before + timedelta(days=21)
        with pytest.raises(errors.NotAllowedHere):
            services.extend(case=case, profile=profile, by=clerk, at=NOW, reason="Jeszcze raz.")


# --- who is told, and of what ------------------------------------------------------------------------------------


def test_whoever_lost_access_is_told_nothing_more(rzeszow: Tenant, office: Any) -> None:
    case, clerk, profile = office
    services.write(case=case, profile=profile, by=clerk, at=NOW, text="Jeszcze z dostępem")
    assert any("wiadomość" in one for one in letters(rzeszow))
    revoke_access(access=case.user.accesses.get(), reason="sprzedaż", by="test", at=NOW)

    services.write(case=case, profile=profile, by=clerk, at=NOW + timedelta(days=1), text="Wiadomość")

    assert letters(rzeszow) == []
    assert list(selectors.cases_of(case.user, None)) == [], "and sees the case no more"


@pytest.mark.parametrize("used", [True, False])
def test_a_topic_that_the_profile_lacks_is_not_sent(rzeszow: Tenant, used: bool) -> None:
    with rzeszow:
        profile: Profile = profiles.published()
        topics = tuple(one for one in profile.notifications.topics if used or one.topic != "case_message")
        profile = profile.model_copy(
            update={"notifications": profile.notifications.model_copy(update={"topics": topics})}
        )
        case = filed(
            None,
            None,
            key="awaria",
            email="gosc@poczta.example",
            rodzaj="wyciek",
            miejsce="Polna",
            zalewa=True,
        )
        mine = filed(make_user("anna@poczta.example"), None)
        clerk = make_clerk()
        post_of(rzeszow)
        for one in (case, mine):
            services.write(case=one, profile=profile, by=clerk, at=NOW, text="Dzień dobry")
    assert len(letters(rzeszow)) == (2 if used else 0)


def test_a_case_is_handed_over_only_to_somebody_who_handles_cases(office: Any) -> None:
    case, clerk, _profile = office
    auditor = make_clerk(StaffRole.AUDITOR)
    with pytest.raises(errors.NotAllowedHere):
        services.hand_over(case=case, by=clerk, at=NOW, to=auditor, unit="")
    services.hand_over(case=case, by=clerk, at=NOW, to=clerk, unit="Dział Reklamacji", reason="Urlop")
    assert (case.handler, case.unit) == (clerk, "Dział Reklamacji")
    assert "handed_over" not in {event.kind for event in selectors.story_of(case)}


def test_a_case_that_is_decided_while_the_clocks_are_looked_at_is_not_accepted_by_silence(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, clerk, profile = office
    look = watching._due

    def and_meanwhile(*given: Any) -> bool:
        services.decide(
            case=case, profile=profile, by=clerk, at=NOW, decision=Decision.REFUSED, reasons="Nie."
        )
        return look(*given)

    monkeypatch.setattr(watching, "_due", and_meanwhile)
    services.watch_clocks(profile=profile, at=NOW + timedelta(days=16))
    case.refresh_from_db()
    assert (case.open, case.silent_since, marks(case)) == (False, None, [])


def test_the_fourteen_days_of_a_complaint_do_not_stand_still(office: Any) -> None:
    """Art. 7a knows no stop of the clock: asking the customer something gains no day."""
    case, clerk, profile = office
    services.change_status(
        case=case, to="czeka_na_klienta", profile=profile, by=clerk, at=NOW + timedelta(days=2)
    )
    assert str(case.statutory_due_on) == "2026-11-16"
    services.watch_clocks(profile=profile, at=NOW + timedelta(days=16))
    assert marks(case) == ["warned", "escalated", "silence"]
