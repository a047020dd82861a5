"""Switches of the profile whose two sides show on a page and which no other test turns."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from customer_portal.registration.forms import RegistrationForm
from tenants.customers.models import Customer
from tenants.identity.models import User
from tenants.metering.forecasting import comparison
from tenants.notifications.selectors import not_before
from tenants.profile import loading, presets
from tenants.profile import selectors as profiles
from tenants.profile.schema.tariffs import Tariffs
from tenants.profile.services import apply_profile
from tenants.profile.yaml_text import decode, parse
from tenants.registration.models import Registration, RegistrationState
from tenants.registry.models import Tenant
from tenants.septic.models import SepticTank, TankKind
from tests.case_world import filed
from tests.cast import TODAY, Browser, make_customer, make_user
from tests.customer_portal.test_documents import linked
from tests.water import make_point


def publish(tenant: Tenant, preset: str, **changes: Any) -> None:
    """The preset with other values, in force: `office__nip=None` leaves a key out, `a__0__b=1` reaches into a list."""
    source = loading.load(presets.folder(preset))
    tree = parse(decode(source.text, "profile.yaml"), "profile.yaml").data
    for path, value in changes.items():
        *way, last = path.split("__")
        place = tree
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if value is None:
            place.pop(last, None)
        else:
            place[int(last) if isinstance(place, list) else last] = value
    with tenant:
        checked = loading.check(json.dumps(tree, default=str).encode(), source.files)
        apply_profile(source=checked, by="test", at=timezone.now())


def read(tenant: Tenant, path: str) -> str:
    """A page as a guest reads it, no-break spaces as plain ones."""
    return unescape(Browser(tenant).get(path).content.decode()).replace("\u00a0", " ")


def test_prices_are_shown_net_and_with_vat_to_anybody(rzeszow: Tenant) -> None:
    page = read(rzeszow, "/ceny/")
    assert "6,34 zł/m³" in page and "netto 5,87 zł/m³" in page
    assert "6,70 zł/mies." in page and "netto 6,20 zł/mies." in page
    assert "Ceny do potwierdzenia" in page and "Decyzja" not in page
    assert "Dyrektor Regionalnego Zarządu Gospodarki Wodnej w Rzeszowie" in page
    assert 'href="/ceny/"' in read(rzeszow, "/")


def test_a_confirmed_tariff_names_its_decision_and_where_it_can_be_read(rzeszow: Tenant) -> None:
    publish(
        rzeszow, "rzeszow",
        tariffs__tariffs__0__confirmed=True, tariffs__tariffs__0__decision="RZ.RZT.70.1.2026",
        tariffs__tariffs__0__published_at="https://www.gov.pl/taryfa", tariffs__tariffs__0__groups__1__sewage_net=None,
    )  # fmt: skip
    page = read(rzeszow, "/ceny/")
    assert "Decyzja RZ.RZT.70.1.2026." in page and "https://www.gov.pl/taryfa" in page
    assert "do potwierdzenia" not in page.partition("<main")[2].partition("</main")[0]
    rows = page.partition("<tbody")[2].split("<tr")[1:]
    assert [row.count("zł/m³") for row in rows] == [4, 2], "the second group pays no sewage"


def test_without_tariffs_there_is_no_page_of_prices(rzeszow: Tenant) -> None:
    publish(rzeszow, "rzeszow", tariffs=None)
    assert Browser(rzeszow).get("/ceny/").status_code == 404
    assert "/ceny/" not in read(rzeszow, "/")


def test_with_no_tariff_for_today_the_page_says_whom_to_ask(rzeszow: Tenant) -> None:
    publish(rzeszow, "rzeszow", tariffs__tariffs__0__valid_to=date(2026, 1, 31))
    page = read(rzeszow, "/ceny/")
    assert "Nie ma tu cen na dziś" in page and "<details open>" in page and "6,34 zł/m³" in page


def test_tariffs_stand_in_their_time_and_area() -> None:
    group = {"code": "W1", "title": "Domy", "water_net": 5}
    dated = [
        ("dawna", None, "2024-01-01", "2024-12-31"),
        ("wygasla", None, "2025-01-01", "2025-06-30"),
        ("obecna", None, "2025-07-01", None),
        ("gmina_obok", "obok", "2025-03-01", None),
        ("nastepna", None, "2027-01-01", None),
    ]
    tariffs = Tariffs.model_validate(
        {
            "tariffs": [
                {
                    "key": key,
                    "title": key,
                    "area": area,
                    "valid_from": first,
                    "valid_to": last,
                    "groups": [group],
                }
                for key, area, first, last in dated
            ]
        }
    )
    assert [[one.key for one in shown] for shown in tariffs.by_time(TODAY)] == [
        ["obecna", "gmina_obok"], ["nastepna"], ["wygasla", "dawna"],
    ]  # fmt: skip
    for day, area, expected in [
        (date(2025, 6, 30), "", "wygasla"), (date(2025, 7, 1), "", "obecna"), (date(2027, 1, 1), "", "nastepna"),
        (TODAY, "obok", "gmina_obok"), (TODAY, "gdzie_indziej", "obecna"),
    ]:  # fmt: skip
        found = tariffs.group_on(day, area=area, code="W1")
        assert found is not None and found[0].key == expected


def test_the_numbers_in_the_registers_stand_in_the_footer(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    assert all(number in read(rzeszow, "/") for number in ("REGON 691766988", "KRS 0000185541"))
    publish(rzeszow, "rzeszow", office__krs=None, office__regon=None, office__nip=None)
    assert not any(name in read(rzeszow, "/") for name in ("REGON", "KRS", "NIP"))


def test_who_answers_for_data_stands_under_the_privacy_notice(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    assert 'href="mailto:iod@mpwik.rzeszow.pl"' in read(rzeszow, "/dokumenty/dane_osobowe/")
    assert "inspektora ochrony danych:" not in read(rzeszow, "/dokumenty/regulamin_ibok/")
    assert "inspektora ochrony danych:" not in read(kostrzyn, "/dokumenty/dane_osobowe/"), (
        "none is known there"
    )


def test_where_the_forms_hang_too(kostrzyn: Tenant) -> None:
    page = read(kostrzyn, "/druki/")
    assert "także na www.mzk.kostrzyn.pl" in page and "Nasze druki są też na stronie" in page
    with kostrzyn:
        forms = len(profiles.published().forms.printable)
    bare: dict[str, Any] = {f"forms__printable__{number}__found_at": None for number in range(forms)}
    publish(kostrzyn, "kostrzyn", contacts__downloads_site=None, **bare)
    page = read(kostrzyn, "/druki/")
    assert "także na" not in page and "Nasze druki są też" not in page


def test_a_form_that_is_not_public_cannot_be_downloaded(kostrzyn: Tenant) -> None:
    with kostrzyn:
        key = profiles.published().forms.printable[0].key
    assert Browser(kostrzyn).get(f"/druki/{key}.pdf").status_code == 200
    publish(kostrzyn, "kostrzyn", forms__printable__0__public=False)
    assert Browser(kostrzyn).get(f"/druki/{key}.pdf").status_code == 404


def test_a_page_stands_in_the_menu_of_the_front_page_only_if_it_is_said(kostrzyn: Tenant) -> None:
    assert 'class="link-card" href="/informacje/o_ebok/"' in read(kostrzyn, "/")
    publish(kostrzyn, "kostrzyn", content__pages__0__in_menu=False)
    assert 'class="link-card" href="/informacje/o_ebok/"' not in read(kostrzyn, "/")
    assert Browser(kostrzyn).get("/informacje/o_ebok/").status_code == 200


def test_the_condition_of_an_account_is_told_before_the_form(kostrzyn: Tenant) -> None:
    with kostrzyn:
        condition = str(profiles.published().registration.precondition.text)
    where = "registration__precondition"
    for customer, invoice, told in [(True, False, True), (False, True, True), (False, False, False)]:
        publish(
            kostrzyn, "kostrzyn",
            **{f"{where}__customer_required": customer, f"{where}__first_invoice_required": invoice},
        )  # fmt: skip
        browser = Browser(kostrzyn)
        assert (condition in unescape(browser.get("/rejestracja/", follow=True).content.decode())) == told


@pytest.mark.parametrize("rule", ["required", "optional", "absent"])
def test_each_field_of_the_registration_is_asked_as_the_profile_says(rzeszow: Tenant, rule: str) -> None:
    names = [
        "full_name", "company_name", "customer_number", "phone", "nip", "service_address", "correspondence_address",
    ]  # fmt: skip
    with rzeszow:
        profile = profiles.published()
        asked = profile.registration.fields.model_copy(update=dict.fromkeys(names, rule))
        registration = profile.registration.model_copy(update={"fields": asked})
        form = RegistrationForm(
            {},
            profile=profile.model_copy(update={"registration": registration}),
            email="a@b.example",
            today=TODAY,
        )
        assert [name for name in names if name in form.fields] == ([] if rule == "absent" else names)
        assert {name for name in names if name in form.errors} == (
            set(names) if rule == "required" else set()
        )


@pytest.mark.parametrize(
    ("status", "method", "said"),
    [
        ("full", "external_audit", ["jest w pełni zgodna", "przez podmiot zewnętrzny"]),
        ("partial", "self_assessment", ["jest częściowo zgodna", "samooceny"]),
        ("none", "self_assessment", ["jest niezgodna", "samooceny"]),
    ],
)
def test_the_declaration_says_its_status_and_how_it_was_made(
    kostrzyn: Tenant, status: str, method: str, said: list[str]
) -> None:
    barrier = {"what": "Skany dawnych pism", "why": "disproportionate_burden"}
    changes: dict[str, Any] = {
        "accessibility__declaration__status": status,
        "accessibility__declaration__method": method,
        "accessibility__declaration__barriers": []
        if status == "full"
        else [barrier, barrier | {"why": "not_yet"}],
        "accessibility__declaration__reviewed_on": date(2026, 3, 31),
        "accessibility__declaration__shortcuts": "Alt+1: treść",
    }
    publish(kostrzyn, "kostrzyn", **changes)
    page = read(kostrzyn, "/deklaracja-dostepnosci/")
    for words in [*said, 'id="a11y-data-przeglad" datetime="2026-03-31"', "Alt+1: treść"]:
        assert words in page
    assert ("Skany dawnych pism" in page) == (status != "full")


def test_a_tank_is_ordered_online_only_where_a_case_is_named_for_it(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    with kostrzyn:
        customer = Customer.objects.get(number="0012345")
        for code, kind in (("ZB1", TankKind.TANK), ("OCZ1", TankKind.PLANT)):
            SepticTank.objects.create(code=code, customer=customer, address="ul. Prosta 1", kind=kind)
    there = anna.get("/nieczystosci/").content.decode()
    assert "wywoz_nieczystosci/?zbiornik=ZB1" in there and "oproznienie_oczyszczalni/?zbiornik=OCZ1" in there
    publish(kostrzyn, "kostrzyn", services__septic__order_tank=None, services__septic__order_plant=None)
    there = anna.get("/nieczystosci/").content.decode()
    assert "zbiornik=" not in there and "ul. Prosta 1" in there


@pytest.mark.parametrize("reply", [True, False])
def test_a_status_says_whether_the_customer_may_answer_and_where_to_go(rzeszow: Tenant, reply: bool) -> None:
    with rzeszow:
        statuses = [
            one.model_dump(mode="json", exclude_none=True) for one in profiles.published().services.statuses
        ]
    statuses[0] |= {"reply": reply}
    if reply:
        statuses[0] |= {"link": {"label": "Umów wizytę", "url": "https://example.com/wizyta"}}
    publish(rzeszow, "rzeszow", services__statuses=statuses)
    anna = linked(rzeszow)
    with rzeszow:
        case = filed(User.objects.get(email="anna@poczta.example"), Customer.objects.get(number="0012345"))
    page = anna.get(f"/sprawy/{case.uuid}/").content.decode()
    assert (f"/sprawy/{case.uuid}/odpowiedz/" in page) == reply
    assert ("https://example.com/wizyta" in page) == reply
    anna.post(f"/sprawy/{case.uuid}/odpowiedz/", {"text": "Mam pytanie"})
    with rzeszow:
        assert case.events.filter(kind="message", text="Mam pytanie").exists() == reply


@pytest.mark.parametrize(("number", "shown"), [("GK-7", True), (None, False)])
def test_a_kind_of_case_may_carry_the_utilitys_own_number(
    kostrzyn: Tenant, number: str | None, shown: bool
) -> None:
    publish(kostrzyn, "kostrzyn", services__case_types__0__number=number)
    with kostrzyn:
        kind = profiles.published().services.case_types[0]
    assert ("GK-7" in linked(kostrzyn).get(f"/sprawy/nowa/{kind.key}/").content.decode()) == shown


@pytest.mark.parametrize("quiet", [{"starts": "20:00", "ends": "08:00"}, None])
def test_the_utilitys_quiet_hours_hold_where_it_has_any(
    kostrzyn: Tenant, quiet: dict[str, str] | None
) -> None:
    publish(kostrzyn, "kostrzyn", notifications__sms_quiet_hours=quiet)
    night, morning = datetime(2026, 11, 20, 22, 0, tzinfo=UTC), datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
    with kostrzyn:
        user, profile = make_user("anna@poczta.example"), profiles.published()
        assert not_before(user, profile, night) == (morning if quiet else None)
        assert not_before(user, profile, morning) is None


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"customer_kinds": ["person"], "m3_a_month_per_person": 3}, 9),
        ({"customer_kinds": ["person"], "m3_a_month": 8}, 8),
        ({"customer_kinds": ["company"], "m3_a_month": 8}, None),
        ({"customer_kinds": ["person"], "m3_a_month": 8, "tariff_group": "W1/S1"}, 8),
        ({"customer_kinds": ["person"], "m3_a_month": 8, "tariff_group": "W2/S2"}, None),
    ],
)
def test_use_is_compared_with_the_average_for_such_a_customer(
    rzeszow: Tenant, rule: dict[str, Any], expected: int | None
) -> None:
    publish(rzeszow, "rzeszow", water__averages=[rule | {"source": "GUS 2025"}])
    with rzeszow:
        customer = make_customer()
        point = make_point(customer)
        point.persons, point.tariff_group = 3, "W1/S1"
        found = comparison(customer=customer, point=point, profile=profiles.published())
    assert (found and found.m3_a_month) == expected


@pytest.mark.parametrize("may", [True, False])
def test_after_a_refusal_one_applies_again_only_where_its_reason_allows(rzeszow: Tenant, may: bool) -> None:
    publish(rzeszow, "rzeszow", registration__refusal_reasons__0__may_reapply=may)
    with rzeszow:
        reason = profiles.published().registration.refusal_reasons[0]
        user = make_user("nowa@poczta.example")
        Registration.objects.create(
            reference="ABCDEFGH", user=user, mode="online", state=RegistrationState.REFUSED,
            refusal_reason=reason.key, created_at=timezone.now(), changed_at=timezone.now(),
        )  # fmt: skip
    browser = Browser(rzeszow).enter(user)
    page = browser.get("/moje-konto/").content.decode()
    assert ("/moje-konto/ponow/" in page) == may
    browser.post("/moje-konto/ponow/", {"customer_number": ""})
    with rzeszow:
        assert Registration.objects.filter(state=RegistrationState.VERIFIED).exists() == may
