"""Naughty strings and files in every form of every page, typed by a customer, a guest and staff.

The routes are those of authz.yaml: one that takes a POST and whose form nobody here filled in fails the build, unless
it stands in EXCEPTIONS with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import Resolver404, resolve

from tenants.identity.models import User
from tenants.registry.models import Tenant
from tests.architecture import ways
from tests.architecture.test_matrix import ACTORS, MATRIX, address, expected, undone
from tests.architecture.world import make_world
from tests.cast import Browser, make_user
from tests.customer_portal.test_documents import linked
from tests.forms import Form, Judge, forms_of, upload_of
from tests.naughty import NAUGHTY, POLISH, WORST, uploads

CLOSED = {"login", "setup", 401, 403, 405}
EVERYTHING = NAUGHTY + POLISH
MOST_TURNS = 6
TAMPERED = WORST[1:3]  # into hidden fields and the values of buttons
SCRIPTS = "a browser's key: JSON that a script makes; tests/ebok/test_accounts.py"
SHOWS = "a page of allauth that only shows something, and answers a POST like a GET"
LETTERS = (
    "no preset proves by a letter: tests/tenants/registration has its verbs and tests/tenants/office its page"
)
# Form routes whose form no walk can fill in, each with its reason.
EXCEPTIONS = {
    "account_email_verification_sent": SHOWS,
    "account_inactive": SHOWS,
    "account_reset_password_done": SHOWS,
    "account_reset_password_from_key_done": SHOWS,
    "account_set_password": "only for logins without a password, which this platform never makes",
    "mfa_index": SHOWS,
    "mfa_list_webauthn": SHOWS,
    "mfa_view_recovery_codes": SHOWS,
    "mfa_download_recovery_codes": SHOWS,
    "mfa_add_webauthn": SCRIPTS,
    "mfa_edit_webauthn": SCRIPTS,
    "mfa_remove_webauthn": SCRIPTS,
    "mfa_reauthenticate_webauthn": SCRIPTS,
    "account_letter": LETTERS,
    "account_letter_code": LETTERS,
    "office_print_letter": LETTERS,
}


def form_routes() -> set[str]:
    """Routes that take a POST from somebody: what remains besides "not this method" is an answer to a form."""
    return {
        name
        for name, row in MATRIX["tenant"].items()
        if not name.startswith("api_") and {expected(row, "POST", actor) for actor in ACTORS} - CLOSED
    }


def route_of(path: str) -> str:
    try:
        return resolve(path.split("?", maxsplit=1)[0], urlconf="ebok.urls_tenant").url_name or ""
    except Resolver404:
        return ""


def pages_for(world: dict[str, Any], *rooms: str) -> Iterator[str]:
    """Every address of the matrix, or of these rooms."""
    for name, row in MATRIX["tenant"].items():
        if not name.startswith("api_") and (not rooms or name.startswith(rooms)):
            yield address(name, row, world, "ebok.urls_tenant")


def forms_behind(browser: Browser, path: str) -> list[Form]:
    with undone():  # a wrong token in an address counts as a guess
        answer = browser.get(path)
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return []
    return list(forms_of(path, answer.content))


def tried(judge: Judge, form: Form, *, first: int, met: set[str]) -> None:
    """Strings through all fields together, the worst into each alone, files into the fields for files.

    A form with few fields gets as many strings as its turns hold, from the `first` on: over the walk each meets many forms.
    """
    typed = form.typed
    for turn in range(min(MOST_TURNS, -(-len(EVERYTHING) // len(typed))) if typed else 0):
        at = first + turn * len(typed)
        strings = [EVERYTHING[(at + n) % len(EVERYTHING)] for n in range(len(typed))]
        judge.send(form, {one.name: text for one, text in zip(typed, strings, strict=True)})
        met.update(strings)
    for one in form.fields:
        if one.kind == "file":
            for file in uploads():
                judge.send(form, {one.name: upload_of(file)})
        else:
            for text in WORST if one in typed else TAMPERED:
                judge.send(form, {one.name: text})


def scenes(rzeszow: Tenant, kostrzyn: Tenant) -> Iterator[tuple[Browser, str]]:
    """Who stands before which page: the matrix's world in Rzeszów, Kostrzyn for what Rzeszów has not, and the ways."""
    for way in ways.KOSTRZYN:
        with undone():
            linked(kostrzyn)
            with kostrzyn:
                make_user("nowa@poczta.example")
            yield from way(kostrzyn)
    world = make_world(rzeszow, kostrzyn)
    with rzeszow:
        people = {
            name: User.objects.get(email=f"{name}@poczta.example") for name in ("anna", "nowa", "delegatka")
        }
    for person, rooms in (("anna", ()), ("nowa", ("account", "registration")), ("delegatka", ("access",))):
        yield from ((Browser(rzeszow).enter(people[person]), path) for path in pages_for(world, *rooms))
    for browser in (Browser(rzeszow), ways.desk_of(rzeszow)):
        yield from ((browser, path) for path in pages_for(world))
    for way in ways.RZESZOW:
        with undone():
            yield from way(rzeszow)


def test_every_form_of_every_page_takes_whatever_is_typed(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    kinds: set[Any] = set()
    visited: set[str] = set()
    met: set[str] = set()
    wrong: list[str] = []
    for browser, path in scenes(rzeszow, kostrzyn):
        judge = Judge(browser)
        for form in forms_behind(browser, path):
            visited.add(route_of(form.action))
            if form.kind not in kinds:
                kinds.add(form.kind)
                tried(judge, form, first=MOST_TURNS * len(kinds), met=met)
        wrong += judge.wrong
    assert not wrong, "\n".join(wrong)
    assert form_routes() - visited == EXCEPTIONS.keys(), (
        "a form that nobody filled in, or an exception too many"
    )
    assert met == set(EVERYTHING), "strings that no form met"
