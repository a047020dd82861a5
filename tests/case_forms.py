"""Filling in any form of the catalogue through the door, as a person would: page by page, with answers that fit."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.timezone import localdate
from PIL import Image

from tenants.billing.models import Balance
from tenants.cases.answers import Options, Page, choices_of, pages
from tenants.cases.known import options_for
from tenants.cases.models import Case, Draft
from tenants.customers.models import Customer
from tenants.metering.models import Meter
from tenants.profile import canonical, library
from tenants.profile import selectors as profiles
from tenants.profile.schema.cases import CaseField, CaseType
from tenants.profile.services import apply_profile, edited
from tenants.registry.models import Tenant
from tests.cast import Browser, make_customer, make_user

ACCOUNT = "61109010140000071219812874"

# A kind of case to try things on.
A_TRIAL = {
    "key": "proba", "title": "Próba", "description": "Sprawa do prób.", "group": "other", "code": "PR",
    "fields": [
        {"key": "opis", "label": "Opis", "kind": "text", "required": True, "longest": 50},
        {"key": "ile", "label": "Ile", "kind": "number", "unit": "m³", "least": 1, "most": 10, "places": 1},
    ],
}  # fmt: skip


def picture(name: str = "wodomierz.jpg", colour: str = "navy") -> SimpleUploadedFile:
    """A small real photo."""
    made = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, "JPEG")
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")


def publish(**changes: Any) -> None:
    """Put the present profile in force again with another `services` theme: what is named replaces what was there."""
    profile = profiles.published()
    document = canonical.document(profile)
    document["services"] = document["services"] | changes
    version = profiles.version(profiles.published_number() or 0)
    source = edited(document=document, files=profiles.files_of(version))
    apply_profile(source=source, by="test", at=version.created_at)


def without_topic(*topics: str) -> None:
    """Put the present profile in force again without these messages."""
    profile = profiles.published()
    document = canonical.document(profile)
    told = document["notifications"]["topics"]
    document["notifications"]["topics"] = [one for one in told if one["topic"] not in topics]
    version = profiles.version(profiles.published_number() or 0)
    source = edited(document=document, files=profiles.files_of(version))
    apply_profile(source=source, by="test", at=version.created_at)


def publish_library(*more: dict[str, Any]) -> None:
    """Every type of the library, and `more` of the test's own."""
    publish(case_types=[{"use": name} for name in library.names()] + list(more))


def with_point(customer: Customer) -> Meter:
    """A service point with a main and a garden meter; the main one is returned."""
    point = customer.service_points.create(
        number=f"P{customer.number}", address="ul. Lipowa 4", city="Rzeszów"
    )
    point.meters.create(code=f"G{customer.number}", serial="GARDEN-7", kind="garden")
    return point.meters.create(code=f"M{customer.number}", serial="MAIN-1", kind="main")


def answer_for(question: CaseField, options: Options) -> dict[str, Any]:
    """What the browser posts for a right answer to one question."""
    key = question.key
    known = options.of(question)
    if question.kind == "date":
        return {
            key: str(
                localdate() + timedelta(days=(question.days_ahead or 0) + (0 if question.past_only else 3))
            )
        }
    if question.kind in ("choice", "time_window"):
        return {key: choices_of(question)[0][0]}
    if question.kind == "multiple_choice":
        return {key: [one for one, _label in choices_of(question)]}
    if question.kind == "address":
        return {f"{key}_street": "ul. Polna 3", f"{key}_postal_code": "35-055", f"{key}_city": "Rzeszów"}
    if question.kind == "file":
        return {key: [picture(f"{number}.jpg") for number in range(max(1, question.min_count))]}
    if question.kind in ("meter", "service_point", "invoice"):
        return {key: known[0].ref if known else "12345"}
    if question.kind in ("number", "money"):
        return {key: str(question.least if question.least is not None else 1).replace(".", ",")}
    words = {
        "yes_no": "yes", "phone": "601 234 567", "email": "anna+dom@poczta.example", "account_number": ACCOUNT,
        "nip": "8567346215", "long_text": "Zażółć gęślą jaźń.\nDruga linia.", "text": "Łąkowa „7”",
    }  # fmt: skip
    return {key: words[question.kind]}


def posted(page: Page, options: Options, **instead: Any) -> dict[str, Any]:
    """Everything that the browser posts for one page."""
    data: dict[str, Any] = {"asked": ",".join(one.key for one in page.fields)}
    for question in page.fields:
        data |= answer_for(question, options)
    return data | instead


def begin(browser: Browser, key: str) -> str:
    """Press the button of a kind of case, signed in; the address of the draft."""
    answer = browser.post(f"/sprawy/nowa/{key}/")
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def fill_in(browser: Browser, address: str, **instead: Any) -> str:
    """Answer every page of a draft until the check; the address of the check."""
    assert browser.tenant is not None
    for _page in range(20):
        answer = browser.get(address)
        if answer.status_code != 302:
            break
        here = answer.headers["Location"]
        if here.endswith("/sprawdz/"):
            return str(here)
        if here.endswith("/kontakt/"):
            browser.post(here, {"name": "Gość Gościnny", "phone": "601234567"})
            continue
        with browser.tenant:
            draft = Draft.objects.get(uuid=address.rstrip("/").rsplit("/", 1)[-1])
            case_type = profiles.published().services.case_type(draft.type)
            options = options_for(case_type, draft.customer)
            key = here.rstrip("/").rsplit("/", 1)[-1]
            data = _answers_of(case_type, draft, key, options, instead)
        answer = browser.post(here, data)
        assert answer.status_code == 302, answer.content.decode()
    raise AssertionError("the form never came to its check")


def _answers_of(
    case_type: CaseType, draft: Draft, key: str, options: Options, instead: dict[str, Any]
) -> dict[str, Any]:
    """Right answers to a page, with those to the questions that they open."""
    answers: dict[str, Any] = dict(draft.answers)
    for _chain in case_type.fields:
        page = next(one for one in pages(case_type, answers) if one.key == key)
        data = posted(page, options, **instead)
        opening = {
            one.key: data[one.key] == "yes" if one.kind == "yes_no" else data[one.key]
            for one in page.fields
            if one.kind in ("choice", "multiple_choice", "yes_no")
        }
        if answers.keys() >= opening.keys():
            return data
        answers |= opening
    raise AssertionError(key)


def file_case(browser: Browser, key: str, **instead: Any) -> Case:
    """The whole way, signed in."""
    check = fill_in(browser, begin(browser, key), **instead)
    answer = browser.post(check)
    assert answer.status_code == 302, answer.content.decode()
    assert browser.tenant is not None
    with browser.tenant:
        return Case.objects.get(uuid=answer.headers["Location"].rstrip("/").split("/")[-2])


def linked_anna(tenant: Tenant) -> Browser:
    """Anna, linked, with a point, meters, an overpayment and an unpaid invoice."""
    from tests.architecture.world import link  # noqa: PLC0415 -- the world is made of what stands here

    with tenant:
        customer = make_customer("0012345", "Anna Nowak")
        with_point(customer)
        Balance.objects.create(customer=customer, amount_grosze=-5000, as_of=timezone.now())
        user = make_user("anna@poczta.example")
        link(user, customer)
        return Browser(tenant).enter(user)
