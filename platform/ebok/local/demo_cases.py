"""Cases of the demo: one that waits for the customer, a complaint with its clocks, a closed one to rate, a draft.

Made through the verbs that people use, with the moments they would have had.
"""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from tenants.cases import services
from tenants.cases.known import Applicant
from tenants.cases.models import Case, Decision, Party
from tenants.cases.selectors import handover_of
from tenants.cases.services.handing_over import compared, say
from tenants.customers.models import Customer
from tenants.identity.models import User
from tenants.profile import selectors as profiles


def ensure_cases(*, person: User, customer: Customer, clerk: User) -> None:
    """What a customer of the demo sees under „Sprawy”; nothing when there is any case already."""
    if Case.objects.exists():
        return
    now = timezone.now()
    _waiting(person, customer, clerk, now)
    _complaint(person, customer, clerk, now)
    _closed(person, customer, clerk, now)
    _handover(person, customer, now)
    profile = profiles.published()
    draft = services.start_draft(
        profile=profile,
        key="umowa",
        who=Applicant(person, customer),
        at=now - timedelta(days=1),
        language="pl",
    )
    services.save_page(draft=draft, page="strona", answers={"kto": "osoba"}, at=now - timedelta(days=1))


def _file(
    person: User, customer: Customer, key: str, at: datetime, answers: dict[str, Any], photo: bool = False
) -> Case:
    profile = profiles.published()
    draft = services.start_draft(
        profile=profile, key=key, who=Applicant(person, customer), at=at - timedelta(minutes=9), language="pl"
    )
    case_type = profile.services.case_type(key)
    if photo:
        question = next(one for one in case_type.fields if one.kind == "file")
        services.add_file(draft=draft, question=question, content=_photo(), name="wodomierz.jpg", at=at)
    for page in [step.key for step in case_type.steps] or ["dane"]:
        services.save_page(draft=draft, page=page, answers=answers, at=at)
    return services.file_case(draft=draft, profile=profile, at=at).case


def _waiting(person: User, customer: Customer, clerk: User, now: datetime) -> None:
    invoice = customer.invoices.order_by("-issued_on").first()
    answers = {
        "faktura": {"ref": invoice.number if invoice else "", "text": invoice.number if invoice else "–"},
        "od": str((now - timedelta(days=40)).date()), "przyczyna": "spluczka", "naprawione": False,
        "temat": "Wyciek i wysoki rachunek", "tresc": "Ciekła spłuczka i rachunek jest wysoki. Czy mogę prosić o ulgę?",
    }  # fmt: skip
    known = {one.key for one in profiles.published().services.case_types}
    key = "ulga_po_wycieku" if "ulga_po_wycieku" in known else "pytanie"
    case = _file(person, customer, key, now - timedelta(days=5), answers)
    services.note(
        case=case,
        by=clerk,
        at=now - timedelta(days=4),
        text="Zużycie trzy razy większe niż rok temu, brak rachunku hydraulika.",
    )
    profile = profiles.published()
    services.change_status(case=case, to="w_toku", profile=profile, by=clerk, at=now - timedelta(days=4))
    services.change_status(
        case=case, to="czeka_na_klienta", profile=profile, by=clerk, at=now - timedelta(days=3),
        message="Dołącz, proszę, rachunek za naprawę albo zdjęcie naprawionej spłuczki.",
    )  # fmt: skip


def _complaint(person: User, customer: Customer, clerk: User, now: datetime) -> None:
    answers = {
        "przedmiot": "wodomierz", "opis": "Odczyt na fakturze jest o 12 m³ większy niż na wodomierzu.",
        "zadanie": "korekta",
    }  # fmt: skip
    case = _file(person, customer, "reklamacja", now - timedelta(days=11), answers, photo=True)
    services.change_status(
        case=case, to="w_toku", profile=profiles.published(), by=clerk, at=now - timedelta(days=9),
        message="Sprawdzamy odczyt z inkasentem.",
    )  # fmt: skip
    services.watch_clocks(profile=profiles.published(), at=now)


def _closed(person: User, customer: Customer, clerk: User, now: datetime) -> None:
    topic = (
        "Rozliczenia"
        if profiles.published().services.case_type("pytanie").field("temat").kind == "text"
        else "rozliczenia"
    )
    answers = {"temat": topic, "tresc": "Dlaczego opłata stała jest na każdej fakturze?"}
    case = _file(person, customer, "pytanie", now - timedelta(days=9), answers)
    services.decide(
        case=case, profile=profiles.published(), by=clerk, at=now - timedelta(days=7), decision=Decision.ANSWERED,
        reasons="Opłatę abonamentową nalicza się za każdy okres rozliczeniowy, także przy zerowym zużyciu (§ 16 rozporządzenia taryfowego).",
    )  # fmt: skip


def _handover(person: User, customer: Customer, now: datetime) -> None:
    point = customer.service_points.order_by("number").first()
    if point is None:
        return
    day = (now + timedelta(days=10)).date()
    address = {"street": "ul. Nowa 1", "postal_code": "00-950", "city": "Warszawa"}
    answers = {
        "punkt": {"ref": point.number, "text": point.address},
        "data": str(day),
        "powod": "sprzedaz",
        "adres_dalszy": address,
    }
    case = _file(person, customer, "przepisanie", now - timedelta(days=2), answers)
    handover = handover_of(case)
    assert handover is not None
    states = {row.key: Decimal(345 + place) for place, row in enumerate(compared(handover))}
    say(
        handover=handover,
        party=Party.GIVER,
        states=states,
        happens_on=day,
        at=now - timedelta(days=2),
        by=person.email,
        co_owners="Marek Wiśniewski",
    )


def _photo() -> bytes:
    """A picture of a dial, drawn: no photo of anybody's cellar is needed."""
    picture = Image.new("RGB", (640, 420), "#dfe6ea")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((150, 40, 490, 380), fill="white", outline="#30404d", width=6)
    draw.rectangle((220, 150, 420, 210), fill="#11181e")
    draw.text((240, 160), "00345", fill="white", font_size=44)
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=80)
    return made.getvalue()
