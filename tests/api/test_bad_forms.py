"""What people and robots type into the registration form, and what happens when a button is pressed twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from tenants.customers.models import Access
from tenants.identity.models import User
from tenants.integration.models import ImportRun
from tenants.legal.models import ConsentEvent
from tenants.registration.models import Registration, RegistrationState
from tenants.registry.models import Tenant
from tests.api.conftest import EMAIL
from tests.cast import PASSWORD, Browser, make_clerk, make_customer, make_user, post_of
from tests.naughty import NAUGHTY

FIELDS = ["email", "full_name", "customer_number", "password", "accept_regulamin_ibok", "website"]
# What a page shows if a text came alive; the product is no hour, amount or number of anything.
LIVE = ("<script>alert", "<img src=x", "<svg/onload", "</title><b>", "5332114", "PLATFORM")


def answers(**changed: str) -> dict[str, str]:
    given = {
        "email": EMAIL, "full_name": "Anna Nowak", "customer_number": "0012345", "password": PASSWORD, "accept_regulamin_ibok": "on",
    }  # fmt: skip
    return given | changed


@pytest.mark.parametrize("field", FIELDS)
def test_naughty_strings_neither_break_nor_come_alive(rzeszow: Tenant, field: str) -> None:
    with rzeszow:
        make_customer()
    wrong = []
    for text in NAUGHTY:
        browser = Browser(rzeszow)
        browser.raise_request_exception = False
        with transaction.atomic():
            answer = browser.post("/rejestracja/", answers(**{field: text}))
            page = (
                answer.content.decode()
                if answer.status_code != 302
                else browser.get(answer.url).content.decode()
            )
            if answer.status_code not in (200, 302, 400):
                wrong.append(f"{text[:30]!r}: {answer.status_code}")
            wrong += [f"{text[:30]!r}: {live} is alive" for live in LIVE if live in text and live in page]
            transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


def test_a_naughty_name_stays_text_in_mail_form_and_office(rzeszow: Tenant) -> None:
    name = "<script>alert(1)</script>{{1234*4321}}\u202e #set"
    with rzeszow:
        make_customer()
        clerk = make_clerk()
    anna = Browser(rzeszow)
    answer = anna.post("/rejestracja/", answers(full_name=name))
    if answer.status_code == 200:  # a direction mark in a name may be refused, the rest may not
        answer = anna.post("/rejestracja/", answers(full_name=name.replace("\u202e", "")))
    assert answer.status_code == 302
    (mail,) = post_of(rzeszow)
    assert "<script>" not in mail.html
    assert "5332114" not in mail.text
    assert anna.get(mail.link("/formularz/")).content.startswith(b"%PDF")
    desk = Browser(rzeszow).enter(clerk)
    with rzeszow:
        reference = Registration.objects.get().reference
    for path in ("/biuro/", f"/biuro/rejestracje/{reference}/"):
        page = desk.get(path).content.decode()
        assert "<script>alert" not in page
        assert "{{1234*4321}}" in page or "1234*4321" in page


def test_a_line_break_never_becomes_a_header_of_a_mail(rzeszow: Tenant) -> None:
    with rzeszow:
        make_customer()
    for field in ("email", "full_name"):
        Browser(rzeszow).post("/rejestracja/", answers(**{field: f"{EMAIL}\r\nBcc: x@evil.example"}))
    for letter in post_of(rzeszow):
        assert "evil" not in letter.to
        assert "\n" not in letter.subject


def test_registering_twice_gives_one_account(rzeszow: Tenant) -> None:
    with rzeszow:
        make_customer()
    anna = Browser(rzeszow)
    first = anna.post("/rejestracja/", answers())
    second = anna.post("/rejestracja/", answers())
    assert first.status_code == 302
    assert second.status_code in (200, 302)
    with rzeszow:
        assert User.objects.filter(email=EMAIL).count() == 1
        assert Registration.objects.exclude(state=RegistrationState.WITHDRAWN).count() == 1
    assert len([letter for letter in post_of(rzeszow) if "/potwierdz/" in letter.text]) == 1


def test_two_requests_at_once_cannot_make_two_accounts(rzeszow: Tenant) -> None:
    """What stands behind the check: when both have passed it, the database lets one in."""
    with rzeszow:
        make_user(EMAIL)
        for spelling in (EMAIL, EMAIL.upper()):
            with pytest.raises(IntegrityError), transaction.atomic():
                User.objects.create(email=spelling, full_name="Anna Nowak")


def test_linking_twice_gives_one_access_one_consent_one_mail(rzeszow: Tenant) -> None:
    with rzeszow:
        make_customer()
        clerk = make_clerk()
    anna = Browser(rzeszow)
    anna.post("/rejestracja/", answers())
    anna.post(post_of(rzeszow)[0].link("/potwierdz/"))
    with rzeszow:
        registration = Registration.objects.get()
    desk = Browser(rzeszow).enter(clerk)
    page = f"/biuro/rejestracje/{registration.reference}/"
    form = {"customer": "0012345", "consent_korzystanie_z_ibok": "on", "paper_kept": "Segregator 7"}
    assert desk.post(page, form).status_code == 302
    again = desk.post(page, form)
    assert again.status_code < 500
    with rzeszow:
        access = Access.objects.get()
        assert ConsentEvent.objects.count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            Access.objects.create(
                user=access.user,
                customer=access.customer,
                role=access.role,
                valid_from=access.valid_from,
                granted_by="x",
            )
    assert len(post_of(rzeszow)) == 1


def test_confirming_twice_says_so(rzeszow: Tenant) -> None:
    with rzeszow:
        make_customer()
    anna = Browser(rzeszow)
    anna.post("/rejestracja/", answers())
    link = post_of(rzeszow)[0].link("/potwierdz/")
    assert anna.post(link).status_code == 302
    assert anna.post(link).status_code == 410
    with rzeszow:
        assert Registration.objects.get().state == RegistrationState.VERIFIED


def test_a_form_opened_long_ago_is_told_kindly(rzeszow: Tenant) -> None:
    stale = Browser(rzeszow)
    stale.handler.enforce_csrf_checks = True
    answer = stale.post("/rejestracja/", answers())
    assert answer.status_code == 403
    assert 'lang="pl"' in answer.content.decode()
    with rzeszow:
        assert not User.objects.exists()


def test_a_page_gone_back_to_does_not_swallow_the_next_package(rzeszow: Tenant, package: bytes) -> None:
    with rzeszow:
        clerk = make_clerk()
    desk = Browser(rzeszow).enter(clerk)

    def send(content: bytes) -> Any:
        return desk.post(
            "/biuro/importy/", {"key": "page", "package": SimpleUploadedFile("paczka.zip", content)}
        )

    first, again, other = send(package), send(package), send(package + b" ")
    assert first.status_code == again.status_code == 302
    assert first.url == again.url
    assert other.status_code == 200
    assert "wysłała już inną paczkę" in other.content.decode()
    with rzeszow:
        assert ImportRun.objects.count() == 1
