"""What a profile says of readings, water and tariffs: each mistake has its sentence, and the two presets differ."""

from __future__ import annotations

import pytest

from tenants.customers.models import AccessRole, CustomerKind
from tenants.metering.models import MeterKind
from tenants.profile import presets
from tenants.profile.schema.notifications import PLACEHOLDERS, Topic
from tenants.profile.schema.readings import MeterKindName, RoleName
from tenants.profile.schema.water import CustomerKindName
from tests.tenants.profile.support import mistakes

CASES = [
    ("deadlines:\n    - { meter_kinds: [garden], month: 11, day: 30", "deadlines:\n    - { meter_kinds: [garden], month: 11, day: 31",
     "readings.deadlines[0].day", "W tym miesiącu nie ma takiego dnia."),
    ("  window: { first_day: 20, last_day: 31 }", "  cycle_windows: [{ settlement_months: 2, first_day: 1, last_day: 9, months: [0, 13] }]",
     "readings.cycle_windows[0].months", "Miesiące to liczby od 1 do 12."),
    ("  window: { first_day: 20, last_day: 31 }", "  window: { first_day: 20, last_day: 10 }",
     "readings.window.last_day", "Ostatni dzień jest wcześniej niż pierwszy."),
    ("m3_a_month: 8.5, m3_a_month_per_person: 3, ", "", "water.averages[0]", "Podaj m3_a_month, m3_a_month_per_person albo jedno i drugie."),
    ("verification_reminder_days: [90, 30]", "verification_reminder_days: [30, 90]",
     "water.verification_reminder_days", "Dni idą malejąco, na przykład 90, 30, i żaden nie jest mniejszy niż 1."),
    ("    never_zero_days: 7", "    never_zero_days: 7\n    relief_case: ulga",
     "water.leaks.relief_case", "Wśród services.case_types nie ma rodzaju sprawy „ulga”."),
    ("      valid_from: 2026-01-01\n      decision", "      valid_from: 2026-01-01\n      valid_to: 2025-01-01\n      decision",
     "tariffs.tariffs[0].valid_to", "Ostatni dzień jest wcześniej niż pierwszy."),
    ("      valid_from: 2026-01-01\n      decision", "      valid_from: 2026-01-01\n      area: gmina\n      decision",
     "tariffs.tariffs[0].area", "Wśród areas nie ma obszaru „gmina”."),
    ("code: W2/S2", "code: W1/S1", "tariffs.tariffs[0].groups[1].code", "Grupa „W1/S1” stoi w tej taryfie dwa razy."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "sentence"), CASES)
def test_what_does_not_fit_is_said_in_a_sentence(old: str, new: str, path: str, sentence: str) -> None:
    found = {problem.path: problem.message for problem in mistakes("rzeszow", old, new)}
    assert found[path] == sentence


def test_a_price_is_a_number() -> None:
    old = "uk: Домогосподарства }, water_net: 5.8700"
    (problem, *_others) = mistakes("rzeszow", old, old.replace("5.8700", "drogo"))
    assert problem.message == "Tu oczekiwano: liczba, na przykład 9.25."


def test_readings_that_are_taken_need_a_reason_to_reject_one() -> None:
    text = presets.source("kostrzyn").text.decode()
    start = text.index("  rejection_reasons:\n")
    end = text.index("  hint:\n", start)
    found = {problem.path for problem in mistakes("kostrzyn", text[start:end], "")}
    assert "readings.rejection_reasons" in found


def test_the_profile_says_kinds_and_roles_as_the_rooms_do() -> None:
    assert set(MeterKindName.__args__) == set(MeterKind.values)
    assert set(RoleName.__args__) == set(AccessRole.values)
    assert set(CustomerKindName.__args__) == set(CustomerKind.values)


@pytest.mark.parametrize("preset", ["rzeszow", "kostrzyn"])
def test_every_message_about_water_has_its_words(preset: str) -> None:
    profile = presets.source(preset).profile
    for topic in (
        Topic.READING_ACCEPTED, Topic.READING_REJECTED, Topic.READING_QUESTION, Topic.READING_WINDOW,
        Topic.VERIFICATION_SOON, Topic.LEAK_SUSPECTED,
    ):  # fmt: skip
        settings = profile.notifications.topic(topic)
        assert settings.email is not None and PLACEHOLDERS[topic]


def test_the_two_utilities_read_meters_by_rules_of_their_own() -> None:
    rzeszow, kostrzyn = (presets.source(name).profile for name in ("rzeszow", "kostrzyn"))
    assert (rzeszow.readings.accept, kostrzyn.readings.accept) == ("by_rules", "by_staff")
    assert (rzeszow.readings.triggers, kostrzyn.readings.triggers) == ("next_invoice", "invoice")
    assert (rzeszow.readings.outside_window, kostrzyn.readings.outside_window) == (
        "without_invoice",
        "refuse",
    )
    assert (rzeszow.readings.without_login, kostrzyn.readings.without_login) == (True, False)
    assert [one.tariffs.tariffs[0].confirmed for one in (rzeszow, kostrzyn)] == [False, False]
    assert rzeszow.water.leaks != kostrzyn.water.leaks
