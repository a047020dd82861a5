"""Sending readings on the screen: look before sending, what is typed stays, wrong input gets a sentence, nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from tenants.customers.models import AccessRole
from tenants.files import storing
from tenants.metering.models import Meter, MeterKind, SubmissionState, SubmittedReading
from tenants.registry.models import Tenant
from tests.api.test_bad_forms import LIVE, NAUGHTY
from tests.cast import Browser, make_customer, make_user
from tests.water import anytime, link, make_meter, make_point, photo, publish

TODAY = localdate()


@pytest.fixture(autouse=True)
def _files(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "_roots", [tmp_path])


@pytest.fixture
def anna(rzeszow: Tenant) -> Iterator[Browser]:
    with rzeszow:
        anytime()
        customer = make_customer()
        point = make_point(customer)
        make_meter(point, until=TODAY)
        make_meter(point, "OGR", kind=MeterKind.GARDEN, monthly=2, until=TODAY)
        user = make_user("anna@poczta.example")
        link(user, customer)
        yield Browser(rzeszow).enter(user)


def main() -> Meter:
    return Meter.objects.get(code="W1")


def typed(
    tenant: Tenant, *, step: str = "check", value: Any = "345", garden: Any = "", **more: Any
) -> tuple[str, dict[str, Any]]:
    """The address of the form and what is filled in."""
    with tenant:
        meter, other = main(), Meter.objects.get(code="OGR")
    given = {"step": step, "taken_on": TODAY.isoformat(), f"m{meter.pk}_1": value, f"m{other.pk}_1": garden}
    return f"/odczyty/podaj/{meter.service_point_id}/", given | more


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode()).replace("\xa0", " ")


def test_before_sending_one_sees_use_cost_and_whether_an_invoice_follows(
    anna: Browser, rzeszow: Tenant
) -> None:
    path, given = typed(rzeszow, garden="150")
    page = text(anna.get(path))
    assert "Wpisz 5 czarnych cyfr." in page and 'role="img"' in page
    checked = text(anna.post(path, given))
    assert "Faktura nie będzie teraz wystawiona" in checked
    assert "Zużycie od ostatniego odczytu" in checked and "5 m³" in checked
    # 5 × 5,87 + (5 − 2) × 7,14 + 2 × 6,20 = 63,17 net
    assert "68,22 zł" in checked
    with rzeszow:
        assert not SubmittedReading.objects.exists()
    assert anna.post(path, given | {"step": "send"}).status_code == 302
    with rzeszow:
        assert sorted(SubmittedReading.objects.values_list("meter__code", "first_m3", "state")) == [
            ("OGR", 150, "accepted"), ("W1", 345, "accepted"),
        ]  # fmt: skip


def test_the_other_rule_says_the_other_sentence(anna: Browser, rzeszow: Tenant) -> None:
    with rzeszow:
        publish(readings={"triggers": "invoice", "invoice_within_days": 7})
    path, given = typed(rzeszow)
    page = text(anna.post(path, given))
    assert "Faktura będzie wystawiona" in page and "Przyjdzie w ciągu 7 dni." in page
    with rzeszow:
        publish(readings={"triggers": "nothing"})
    assert "Faktura nie będzie wystawiona" in text(anna.post(path, given))


def test_changing_ones_mind_keeps_what_was_typed(anna: Browser, rzeszow: Tenant) -> None:
    path, given = typed(rzeszow, step="change", value="347")
    page = text(anna.post(path, given))
    assert 'value="347"' in page and "Sprawdź, co to oznacza" in page


def test_sending_twice_sends_once(anna: Browser, rzeszow: Tenant) -> None:
    path, given = typed(rzeszow, step="send")
    assert [anna.post(path, given).status_code for _click in range(2)] == [302, 302]
    with rzeszow:
        assert SubmittedReading.objects.count() == 1


def test_a_doubtful_one_asks_first_and_then_waits(anna: Browser, rzeszow: Tenant) -> None:
    path, given = typed(rzeszow, value="990")
    page = text(anna.post(path, given))
    assert "Czy to się zgadza?" in page and "Zużycie jest dużo większe niż zwykle." in page
    with_photo = {f"m{_pk(rzeszow)}_photo": SimpleUploadedFile("a.jpg", photo(), "image/jpeg")}
    answer = anna.post(path, given | {"step": "send", "note": "basen"} | with_photo)
    with rzeszow:
        sent = SubmittedReading.objects.select_related("photo").get()
    assert answer.headers["Location"] == f"/odczyty/{sent.public_id}/"
    page = text(anna.get(f"/odczyty/{sent.public_id}/"))
    assert "sprawdzamy" in page and "basen" in page
    picture = anna.get(f"/odczyty/{sent.public_id}/zdjecie/")
    assert picture.headers["Content-Type"] == "image/jpeg" and b"TAJNE-MIEJSCE" not in picture.content


def _pk(tenant: Tenant) -> int:
    with tenant:
        return main().pk


def test_it_is_corrected_then_withdrawn_then_closed(anna: Browser, rzeszow: Tenant) -> None:
    path, given = typed(rzeszow, step="send", value="990")
    anna.post(path, given)
    with rzeszow:
        sent = SubmittedReading.objects.get()
    here = f"/odczyty/{sent.public_id}/"
    assert 'value="990"' in text(anna.get(f"{here}popraw/"))
    better = {"taken_on": TODAY.isoformat(), f"m{_pk(rzeszow)}_1": "989"}
    assert anna.post(f"{here}popraw/", better).headers["Location"] == here
    with rzeszow:
        assert (SubmittedReading.objects.get().first_m3, SubmittedReading.objects.get().state) == (
            989,
            "doubtful",
        )
    below = text(anna.post(f"{here}popraw/", better | {f"m{_pk(rzeszow)}_1": "2"}))
    assert "nie może pokazywać mniej" in below and 'value="2"' in below
    assert anna.post(f"{here}wycofaj/").headers["Location"] == "/odczyty/"
    assert anna.get(f"{here}popraw/").headers["Location"] == here
    assert anna.post(f"{here}wycofaj/").headers["Location"] == here


@pytest.mark.parametrize("state", SubmissionState)
def test_every_state_has_its_words(anna: Browser, rzeszow: Tenant, state: SubmissionState) -> None:
    path, given = typed(rzeszow, step="send")
    anna.post(path, given)
    with rzeszow:
        SubmittedReading.objects.update(state=state, settled_in="FV/9", decision_reason="Powód odmowy")
        sent = SubmittedReading.objects.get()
    page = text(anna.get(f"/odczyty/{sent.public_id}/"))
    assert "FV/9" in page
    assert ("Popraw" in page) == (state in ("submitted", "doubtful"))
    assert ("Powód odmowy" in page) == (state == "rejected")
    assert "FV/9" in text(anna.get("/odczyty/"))


@pytest.mark.parametrize("value", [one for one in NAUGHTY if one.strip() and "\x00" not in one])
def test_naughty_text_in_a_value_is_refused_with_a_sentence(
    anna: Browser, rzeszow: Tenant, value: str
) -> None:
    path, given = typed(rzeszow, step="send", value=value, note=value)
    answer = anna.post(path, given)
    page = text(answer)
    assert not any(live in page for live in LIVE if live not in ("5332114", "PLATFORM"))
    assert "error-summary" in page
    with rzeszow:
        assert not SubmittedReading.objects.exists()


def test_a_null_sign_is_turned_away_at_the_door(anna: Browser, rzeszow: Tenant) -> None:
    for changed in ({"value": "34\x005"}, {"note": "a\x00b"}, {"taken_on": "\x00"}):
        path, given = typed(rzeszow, step="send", **changed)
        assert anna.post(path, given).status_code == 400


def test_the_browser_is_told_which_draft_has_arrived_and_only_when_it_has(
    anna: Browser, rzeszow: Tenant
) -> None:
    path, given = typed(rzeszow)
    assert "data-arrived" not in text(anna.post(path, given))
    sent = anna.post(path, given | {"step": "send"}, follow=True)
    assert f'data-arrived="{path}"' in text(sent)
    assert "data-arrived" not in text(anna.get("/odczyty/"))


@pytest.mark.parametrize("note", [one for one in NAUGHTY if "\x00" not in one and len(one) <= 500])
def test_naughty_notes_are_kept_and_shown_as_text(anna: Browser, rzeszow: Tenant, note: str) -> None:
    path, given = typed(rzeszow, step="send", note=note)
    assert anna.post(path, given).status_code == 302
    with rzeszow:
        sent = SubmittedReading.objects.get()
    page = text(anna.get(f"/odczyty/{sent.public_id}/"))
    assert not any(live in page for live in LIVE)


@pytest.mark.parametrize(
    "day", ["", "wczoraj", "2026-02-30", "2099-01-01", "1900-01-01", "٢٠٢٦-١١-٢٠", "9" * 300]
)
def test_wrong_days_are_refused_at_their_field(anna: Browser, rzeszow: Tenant, day: str) -> None:
    path, given = typed(rzeszow, step="send")
    page = text(anna.post(path, given | {"taken_on": day}))
    assert 'href="#id_taken_on"' in page
    with rzeszow:
        assert not SubmittedReading.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.jpg", b"GIF89a"), ("a.jpg", b"<svg onload=alert(1)>"), ("a.jpg", b"\xff\xd8\xff" + bytes(50)), ("a.pdf", b"%PDF-1.7\n%%EOF"),
     ("\u202egpj.exe", b"MZ" + bytes(100)), ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(30)), ("a.jpg", b"\xff\xd8\xff" + bytes(10 * 2**20))],
)  # fmt: skip
def test_what_is_no_picture_is_refused_and_nothing_is_sent(
    anna: Browser, rzeszow: Tenant, name: str, content: bytes
) -> None:
    path, given = typed(rzeszow, step="send")
    given[f"m{_pk(rzeszow)}_photo"] = SimpleUploadedFile(name, content, "image/jpeg")
    page = text(anna.post(path, given))
    assert f'href="#id_m{_pk(rzeszow)}_photo"' in page
    with rzeszow:
        assert not SubmittedReading.objects.exists()


def test_nobody_sends_anothers_reading(anna: Browser, rzeszow: Tenant, kostrzyn: Tenant) -> None:
    with rzeszow:
        stranger = make_customer("0054321", "Obcy Człowiek")
        meter = make_meter(make_point(stranger, "P2"), "X1", until=TODAY)
        path, given = (
            f"/odczyty/podaj/{meter.service_point_id}/",
            {"step": "send", "taken_on": TODAY.isoformat()},
        )
    assert anna.post(path, given | {f"m{meter.pk}_1": "345"}).status_code == 404
    own, typed_in = typed(rzeszow, step="send", value="", **{f"m{meter.pk}_1": "345"})
    assert "Wpisz, co pokazuje tarcza." in text(anna.post(own, typed_in))
    with rzeszow:
        assert not SubmittedReading.objects.exists()
    for sub in ("", "popraw/", "zdjecie/"):
        assert anna.get(f"/odczyty/{uuid4()}/{sub}").status_code == 404


def test_the_next_owner_of_the_flat_sees_none_of_it(anna: Browser, rzeszow: Tenant) -> None:
    path, given = typed(rzeszow, step="send")
    anna.post(path, given)
    with rzeszow:
        sent = SubmittedReading.objects.get()
        heir = make_customer("0099999", "Następny Właściciel")
        point = main().service_point
        point.customer = heir
        point.save()
        user = make_user("nastepny@poczta.example")
        link(user, heir)
    next_one = Browser(rzeszow).enter(user)
    assert next_one.get(f"/odczyty/{sent.public_id}/").status_code == 404
    assert anna.get(f"/odczyty/{sent.public_id}/").status_code == 200


def test_a_viewer_looks_and_does_not_send(rzeszow: Tenant) -> None:
    with rzeszow:
        anytime()
        customer = make_customer()
        make_meter(make_point(customer), until=TODAY)
        make_meter(customer.service_points.get(), "OGR", kind=MeterKind.GARDEN, until=TODAY)
        user = make_user("widz@poczta.example")
        link(user, customer, AccessRole.VIEWER)
    viewer = Browser(rzeszow).enter(user)
    assert "Twój dostęp pozwala oglądać" in text(viewer.get("/odczyty/"))
    path, given = typed(rzeszow, step="send")
    assert "Twój dostęp pozwala oglądać" in text(viewer.post(path, given))


def test_switched_off_the_page_says_who_reads(anna: Browser, rzeszow: Tenant) -> None:
    with rzeszow:
        publish(readings={"accepted": False})
    page = text(anna.get("/odczyty/"))
    assert "Wodomierze odczytujemy sami" in page and "/odczyty/podaj/" not in page
    path, given = typed(rzeszow)
    assert anna.post(path, given).status_code == 404
    assert anna.get("/odczyty/plik/").status_code == 404


def test_outside_the_days_the_page_says_when(anna: Browser, rzeszow: Tenant) -> None:
    first = (TODAY + timedelta(days=2)).day
    with rzeszow:
        publish(readings={"window": {"first_day": first, "last_day": first}, "outside_window": "refuse"})
    assert "Odczyty przyjmujemy od" in text(anna.get("/odczyty/"))
    path, given = typed(rzeszow, step="send")
    assert "Tego dnia nie przyjmujemy odczytów." in text(anna.post(path, given))


def test_many_meters_go_in_a_file_with_a_report(anna: Browser, rzeszow: Tenant) -> None:
    template = anna.get("/odczyty/plik/szablon/")
    assert template.headers["Content-Disposition"].startswith("attachment")
    lines = template.content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines] == ["wodomierz", "W1", "OGR"]
    filled = "\n".join([lines[0], lines[1][:-1] + "345;", lines[2][:-1] + "1;"])
    for what, good, count in (("check", False, 0), ("all", False, 0), ("good", True, 1)):
        upload = SimpleUploadedFile("odczyty.csv", filled.encode(), "text/csv")
        page = text(anna.post("/odczyty/plik/", {"file": upload, "what": what}))
        assert "nie może pokazywać mniej" in page
        assert ("Wysłano 1 odczyt" in page) is good
        with rzeszow:
            assert SubmittedReading.objects.count() == count
    assert "Wybierz plik" in text(anna.post("/odczyty/plik/", {"what": "all"}))


def test_where_files_are_not_taken_there_is_no_such_page(anna: Browser, rzeszow: Tenant) -> None:
    with rzeszow:
        publish(readings={"by_file": False})
    assert [anna.get(f"/odczyty/plik/{sub}").status_code for sub in ("", "szablon/")] == [404, 404]
    assert "/odczyty/plik/" not in text(anna.get("/odczyty/"))


def test_the_way_back_stands_above_every_page(anna: Browser, rzeszow: Tenant) -> None:
    path, _given = typed(rzeszow)
    for one in (path, "/odczyty/", "/odczyty/plik/"):
        assert 'href="/wodomierze/"' in text(anna.get(one)).partition('id="main"')[2]
