"""Route × method × actor × object: everybody knocks at every door, and the answers are those of authz.yaml.

The objects in the addresses are Anna's. A mark stands in every text of the other utility and of the other customer;
seen anywhere, it is a leak (wall 8).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import copy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from ebok.console import impersonating
from tenants.identity.models import StaffRole, User, UserKind
from tenants.registry import context
from tenants.registry.models import Tenant
from tests.architecture.world import FOREIGN_MARK, STRANGERS_MARK, make_world
from tests.cast import Browser, make_user

MATRIX = yaml.safe_load((Path(__file__).parent / "authz.yaml").read_text(encoding="utf-8"))
ACTORS = list(MATRIX["actors"])
OTHER_METHODS = ["PUT", "PATCH", "DELETE", "TRACE"]
REFUSED = {302, 400, 401, 403, 404, 405, 410}


def routes(urlconf: str) -> list[str]:
    """The names of all routes; a route without a name cannot have a row."""

    def walk(resolver: URLResolver) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern)
            else:
                assert pattern.name, f"{pattern.pattern} has no name"
                yield pattern.name

    return list(walk(get_resolver(urlconf)))


@pytest.mark.parametrize(
    ("urlconf", "table"), [("ebok.urls_tenant", "tenant"), ("ebok.urls_platform", "platform")]
)
def test_every_route_has_a_row_and_every_row_a_route(urlconf: str, table: str) -> None:
    assert set(routes(urlconf)) == set(MATRIX[table])


def expected(row: dict[str, Any], method: str, actor: str) -> Any:
    """The row's own word; where the row says `all`, its class counts no longer."""
    own, of_class = row.get(method, {}), MATRIX["classes"][row["class"]][method]
    if "all" in own:
        return own.get(actor, own["all"])
    return own.get(actor, of_class.get(actor, of_class["all"]))


def answer_of(response: HttpResponse) -> Any:
    if response.status_code not in (301, 302):
        return response.status_code
    target = response.headers["Location"]
    if target.startswith("/konto/login/"):
        return "login"
    if target.startswith("/konto/2fa/"):
        return "setup"
    return "account" if target == "/moje-konto/" else "away"


@pytest.fixture
def world(rzeszow: Tenant, kostrzyn: Tenant) -> dict[str, Any]:
    """Anna and a stranger in Rzeszów, somebody in Kostrzyn, and the objects that addresses name."""
    return make_world(rzeszow, kostrzyn)


@pytest.fixture
def enter(rzeszow: Tenant, kostrzyn: Tenant, world: dict[str, Any]) -> Callable[[str], Browser]:
    """A browser in which an actor stands before Rzeszów's door."""

    def as_staff(role: StaffRole, *, second_factor: bool = True) -> User:
        email = f"{role}{second_factor}@bok.example".lower()
        known = User.objects.filter(email=email).first()
        user = known or make_user(email, UserKind.STAFF, role.value)
        if not second_factor:
            Authenticator.objects.filter(user=user).delete()
        return user

    def browser_of(actor: str) -> Browser:
        browser = Browser(rzeszow)
        browser.raise_request_exception = False  # an exception is an answer too: 500
        people = {
            "unlinked": "nowa@poczta.example",
            "linked": "anna@poczta.example",
            "stranger": "obcy@poczta.example",
            "delegate": "delegatka@poczta.example",
            "former": "byly@poczta.example",
        }
        if actor == "anonymous":
            return browser
        if actor == "foreign":
            there = Browser(kostrzyn)
            with kostrzyn:
                there.force_login(User.objects.get(email="anna@poczta.example"))
            browser.cookies = there.cookies
            return browser
        if actor == "look":
            with context.platform():
                operator = make_user(f"{uuid4()}@platform.example", UserKind.OPERATOR)
                token = impersonating.begin(
                    operator=operator,
                    tenant=rzeszow,
                    reason="Zgłoszenie 1234 od zakładu",
                    minutes=30,
                    at=timezone.now(),
                )
            assert browser.post(f"/operator/{token}/").status_code == 302
            return browser
        with rzeszow:
            if actor in people:
                browser.force_login(User.objects.get(email=people[actor]))
            elif actor == "inactive":
                email = "wylaczona@poczta.example"
                user = User.objects.filter(email=email).first() or make_user(email)
                browser.force_login(user)
                User.objects.filter(pk=user.pk).update(is_active=False)
            elif actor == "half":
                browser.force_login(as_staff(StaffRole.ADMINISTRATOR, second_factor=False))
            else:
                browser.force_login(as_staff(StaffRole(actor)))
        return browser

    return browser_of


def address(name: str, row: dict[str, Any], world: dict[str, Any], urlconf: str) -> str:
    """The route's address with Anna's objects in it."""
    parts = dict(walk_parts(get_resolver(urlconf), frozenset()))[name]
    return reverse(
        name, urlconf=urlconf, kwargs={part: row.get("with", {}).get(part, world.get(part)) for part in parts}
    )


def walk_parts(resolver: URLResolver, above: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Each route's name with the parts of its address, those of the resolvers above it included."""
    for pattern in resolver.url_patterns:
        parts = above | frozenset(pattern.pattern.regex.groupindex) | frozenset(pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            yield from walk_parts(pattern, parts)
        else:
            yield pattern.name, parts


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back: one knock must not change the world for the next."""
    with suppress(Undo), transaction.atomic():
        yield
        raise Undo


class Undo(Exception):
    """Rolls back."""


def again(browser: Browser) -> Browser:
    """The same person in a fresh browser: what one answer left in the cookies is not there for the next."""
    fresh = Browser(browser.tenant)
    fresh.raise_request_exception = False
    fresh.cookies = copy(browser.cookies)
    return fresh


def knock(browser: Browser, method: str, path: str) -> HttpResponse:
    response = browser.generic(method, path)
    body = response.content.decode(errors="replace") if not response.streaming else ""
    assert FOREIGN_MARK not in body, f"{method} {path} shows another utility's words"
    return response


@pytest.mark.parametrize("actor", ACTORS)
def test_the_answers_are_those_of_the_matrix(
    enter: Callable[[str], Browser], world: dict[str, Any], actor: str
) -> None:
    wrong, seen = [], []
    entered = enter(actor)
    for name, row in MATRIX.get("tenant", {}).items():
        path = address(name, row, world, "ebok.urls_tenant")
        for method in ("GET", "POST"):
            with undone():
                response = knock(again(entered), method, path)
            answer, right = answer_of(response), expected(row, method, actor)
            seen.append((name, method, answer))
            if answer != right:
                wrong.append(f"{actor} {method} {name}: expected {right}, got {answer}")
            if actor != "stranger" and not row["class"].startswith("see_") and response.status_code == 200:
                assert STRANGERS_MARK not in response.content.decode(errors="replace"), (
                    f"{actor} {method} {path}"
                )
    if "EBOK_SHOW_MATRIX" in os.environ:  # for whoever writes a new row
        Path(os.environ["EBOK_SHOW_MATRIX"]).joinpath(actor).write_text("\n".join(map(str, seen)))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("method", OTHER_METHODS)
@pytest.mark.parametrize("actor", ["anonymous", "administrator"])
def test_no_other_method_does_anything(
    enter: Callable[[str], Browser], world: dict[str, Any], actor: str, method: str
) -> None:
    entered = enter(actor)
    for name, row in MATRIX["tenant"].items():
        with undone():
            response = knock(again(entered), method, address(name, row, world, "ebok.urls_tenant"))
        assert response.status_code in REFUSED, f"{actor} {method} {name}: {response.status_code}"


@pytest.fixture
def operator() -> User:
    with context.platform():
        return make_user("operator@platform.example", UserKind.OPERATOR)


@pytest.mark.parametrize("actor", list(MATRIX["platform_actors"]))
def test_the_console_answers_operators_only(
    kostrzyn: Tenant, operator: User, world: dict[str, Any], actor: str
) -> None:
    wrong = []
    for name, row in MATRIX["platform"].items():
        for method in ("GET", "POST"):
            right = row.get(method, {}).get(
                actor, MATRIX["platform_classes"][row["class"]][method].get(actor)
            )
            if right is None:
                continue
            with undone():
                browser = Browser()
                browser.raise_request_exception = False
                if actor == "tenant":
                    there = Browser(kostrzyn)
                    with kostrzyn:
                        there.force_login(User.objects.get(email="anna@poczta.example"))
                    browser.cookies = there.cookies
                elif actor != "anonymous":
                    with context.platform():
                        if actor == "half":
                            Authenticator.objects.filter(user=operator).delete()
                        browser.force_login(operator)
                answer = answer_of(knock(browser, method, address(name, row, world, "ebok.urls_platform")))
            if answer != right:
                wrong.append(f"{actor} {method} {name}: expected {right}, got {answer}")
    assert not wrong, "\n".join(wrong)


def test_a_strangers_object_looks_like_a_missing_one(
    enter: Callable[[str], Browser], world: dict[str, Any]
) -> None:
    stranger = enter("stranger")
    for path, missing in (
        (f"/faktury/{world['public_id']}/", f"/faktury/{uuid4()}/"),
        (f"/faktury/{world['public_id']}/pdf/", f"/faktury/{uuid4()}/pdf/"),
        (f"/wodomierze/{world['meter_id']}/", "/wodomierze/987654321/"),
        (f"/odczyty/{world['public_id']}/", f"/odczyty/{uuid4()}/"),
        (f"/odczyty/podaj/{world['point_id']}/", "/odczyty/podaj/987654321/"),
        (f"/wycieki/{world['public_id']}/", f"/wycieki/{uuid4()}/"),
    ):
        theirs, nobodys = stranger.get(path), stranger.get(missing)
        assert (theirs.status_code, theirs.headers["Content-Type"]) == (404, nobodys.headers["Content-Type"])
        assert _without_secrets(theirs, path) == _without_secrets(nobodys, missing)


def _without_secrets(response: HttpResponse, path: str) -> str:
    """A page without its own address and its fresh form secret."""
    text = response.content.decode().replace(path, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
