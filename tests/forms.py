"""Forms as a browser sees them: read from a page, filled in sensibly or badly, sent, and the answer judged.

What is judged is what every refusal owes a person: no broken page, a sentence at the field and above the form that are
tied to it, what was typed still there, and nobody's markup alive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.utils.timezone import localdate
from lxml import html

from tests.case_forms import picture
from tests.cast import PASSWORD, Browser
from tests.naughty import LIVE

TYPED = {"text", "email", "tel", "number", "date", "search", "url", "password", "textarea", "time"}
ENGLISH = re.compile(r"\b(This|field|Enter|required|valid|Ensure|the)\b")
# A browser cannot show these in a page, and lxml cannot read them: what stays is compared for what is readable.
READABLE = re.compile(r"[\t\n\r\x20-\x7e\xa0-\u2fff\u3040-\ud7ff]*")


@dataclass(frozen=True)
class Field:
    """One named control: what kind, and what a sensible person would put there."""

    name: str
    kind: str
    sensible: Any


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes and what it asks."""

    page: str
    action: str
    method: str
    fields: tuple[Field, ...] = field(default=())

    @property
    def typed(self) -> list[Field]:
        return [one for one in self.fields if one.kind in TYPED]

    @property
    def files(self) -> list[Field]:
        return [one for one in self.fields if one.kind == "file"]

    @property
    def kind(self) -> tuple[str, str, tuple[str, ...]]:
        """What makes two forms the same, whichever page they stand on: no numbers of rows, no ids."""
        names = {re.sub(r"\d+", "0", one.name) for one in self.fields}
        return (
            self.method,
            re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|[\w-]{32,}", "•", self.action),
            tuple(sorted(names)),
        )


def forms_of(page: str, content: bytes) -> Iterator[Form]:
    """Every form of a page, with a button's own name and value among its fields."""
    if not content.strip():
        return
    for found in html.fromstring(content.decode()).iter("form"):
        buttons = found.xpath(".//button[@name or @formaction]")
        if not buttons or found.xpath(".//button[not(@name or @formaction)]"):
            buttons = [*buttons, None]
        for button in buttons:
            fields, where = [*_fields(found)], found.get("action")
            if button is not None:
                where = button.get("formaction") or where
                if name := button.get("name"):
                    fields.append(Field(name, "hidden", button.get("value", "")))
            action = urljoin(page, where or page).split("#")[0]
            yield Form(page, action, (found.get("method") or "get").lower(), tuple(fields))


def _fields(form: Any) -> Iterator[Field]:
    seen: set[str] = set()
    for control in form.xpath(".//input[@name]|.//textarea[@name]|.//select[@name]"):
        name, kind = (
            control.get("name"),
            control.get("type", "text") if control.tag == "input" else control.tag,
        )
        if name in seen or name == "csrfmiddlewaretoken" or kind in ("submit", "button"):
            continue
        seen.add(name)
        yield Field(name, kind, _sensible(control, kind, name))


def _sensible(control: Any, kind: str, name: str) -> Any:
    if kind == "select":
        return next((one for one in control.xpath("./option/@value|.//optgroup/option/@value") if one), "")
    if kind in ("checkbox", "radio", "hidden"):
        return control.get("value", "on" if kind == "checkbox" else "")
    if kind == "file":
        return None
    given = control.get("value") or (control.text or "").strip()
    if given:
        return given
    day = localdate() + timedelta(days=10)
    by_kind = {
        "email": "ktos@poczta.example",
        "password": PASSWORD,
        "tel": "601 234 567",
        "date": str(localdate()),
        "textarea": "Zażółć gęślą jaźń i odpowiedz, proszę.",
    }
    if kind in by_kind:
        return by_kind[kind]
    if control.get("inputmode") in ("decimal", "numeric"):
        return "12"
    if re.search(r"until|since|_on$|_at$|(^|_)(od|do|from|to|day)$|date", name):
        return f"{day:%d.%m.%Y}"
    return {"number": "0012345", "customer": "0012345", "postal_code": "35-055"}.get(name, "Łąkowa 7")


@dataclass
class Judge:
    """Sends forms and gathers what was wrong with the answers; everything sent is rolled back."""

    browser: Browser
    wrong: list[str] = field(default_factory=list)
    sent: int = 0

    def send(self, form: Form, changed: dict[str, Any]) -> None:
        """One try: sensible but for what is `changed`."""
        data = {one.name: picture() if one.kind == "file" else one.sensible for one in form.fields} | changed
        fresh = Browser(self.browser.tenant)
        fresh.raise_request_exception = False
        fresh.cookies = copy(self.browser.cookies)
        self.sent += 1
        with transaction.atomic():
            answer = (fresh.post if form.method == "post" else fresh.get)(form.action, data)
            tampered = any(one.kind == "hidden" and one.name in changed for one in form.fields)
            found = list(faults(form, {} if tampered else data, answer))
            if answer.status_code == 302 and answer.headers["Location"].startswith("/"):
                landed = fresh.get(answer.headers["Location"])
                found += list(faults(replace(form, fields=()), {}, landed))
            transaction.set_rollback(True)
        what = {name: str(value)[:40] for name, value in changed.items()}
        self.wrong += [f"{form.method} {form.action} {what!r}: {fault}" for fault in found]


def faults(form: Form, data: dict[str, Any], answer: HttpResponse) -> Iterator[str]:
    """What is wrong with the answer to a form that was sent with `data` (none: where it landed, or a button's own value
    was another, so that no form comes back)."""
    if answer.status_code >= 500 or answer.status_code in (401, 405):
        yield f"{answer.status_code}"
        return
    if (
        answer.streaming
        or not answer.headers.get("Content-Type", "").startswith("text/html")
        or not answer.content
    ):
        return
    body = answer.content.decode()
    yield from (f"{live} is alive" for live in LIVE if live in body)
    page = html.fromstring(body)
    if data:
        yield from refusals(page)
    if data and answer.status_code == 200 and form.method == "post":
        yield from _lost(form, data, page)


def refusals(page: Any) -> Iterator[str]:
    """Each error is a sentence, tied to its control, and said above the form with a link that leads there."""
    ids = set(page.xpath("//@id"))
    led_to = {target.lstrip("#") for target in page.xpath("//*[contains(@class, 'error-summary')]//a/@href")}
    yield from (f"the summary leads to {target}, which is not there" for target in led_to - ids)
    for error in page.xpath("//p[contains(@class, 'error')][@id]"):
        name = error.get("id").removesuffix("_error")
        sentence = " ".join(error.text_content().split()).removeprefix("Błąd: ")
        if len(sentence.split()) < 2 or ENGLISH.search(sentence):
            yield f"{name}: no Polish sentence: {sentence!r}"
        if not page.xpath(f"//*[contains(concat(' ', @aria-describedby, ' '), ' {error.get('id')} ')]"):
            yield f"{name}: no control is described by its error"
        if not any(target.startswith(name) for target in led_to):
            yield f"{name}: the summary above the form does not lead there: {sentence!r}"


def _lost(form: Form, data: dict[str, Any], page: Any) -> Iterator[str]:
    """What was typed and is not in the form that came back."""
    if not page.xpath("//*[contains(@class, 'error-summary')]"):
        return
    for again in page.iter("form"):
        controls = {control.get("name"): control for control in again.xpath(".//input|.//textarea|.//select")}
        here = urljoin(form.action, again.get("action") or form.action)
        if here.split("#")[0] != form.action or not {one.name for one in form.typed} <= controls.keys():
            continue
        for one in form.typed:
            typed, control = str(data[one.name]), controls[one.name]
            if one.kind == "password" or not READABLE.fullmatch(typed):
                continue
            shown = control.text or "" if control.tag == "textarea" else control.get("value", "")
            if _as_shown(shown) != _as_shown(typed):
                yield f"{one.name}: typed {typed[:40]!r}, came back {shown[:40]!r}"
        return


def _as_shown(text: str) -> str:
    return " ".join(text.split())


def upload_of(file: SimpleUploadedFile) -> SimpleUploadedFile:
    """The same file once more, read from its beginning."""
    again = SimpleUploadedFile("x", file.read(), file.content_type)
    again._name = file.name  # type: ignore[attr-defined]  # Django would tidy the name before it is sent
    file.seek(0)
    return again
