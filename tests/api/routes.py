"""All addresses of a utility's host, who may ask for them, and what every answer must be whatever was asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from tenants.identity.models import User
from tenants.registry.models import Tenant
from tests.api.conftest import Machine, linked
from tests.cast import Browser, make_customer, make_user

METHODS = ["GET", "HEAD", "POST", "OPTIONS", "TRACE"]
RARE_METHODS = ["PUT", "PATCH", "DELETE", "PROPFIND", "CONNECT", "get", "M-SEARCH"]
MARK = "ObcyZakladKanarek7x9f3"
PUBLIC = (
    "/theme.css",
    "/static/",
    "/pliki/",
    "/manifest.webmanifest",
    "/sw.js",
    "/ikona-",
)  # the same for everybody, so a browser may keep it
SAMPLES = {
    "uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "slug": "abc", "str": "abc", "path": "a/b",
    "customer_number": "0012345",
}  # fmt: skip


def addresses(patterns: list[Any] | None = None, prefix: str = "/") -> Iterator[str]:
    """An example address of every route of a utility's host."""
    for one in get_resolver("ebok.urls_tenant").url_patterns if patterns is None else patterns:
        text = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, text)
        elif isinstance(one, URLPattern):
            filled = (
                re.sub(r"<(?:(\w+):)?(\w+)>", lambda m: SAMPLES[m[1] or "str"], text)
                if "(?P" not in text
                else text
            )
            # allauth has one regular expression: a user and a key
            filled = re.sub(r"\(\?P[^)]*\)", "abc", filled).replace("^", "").replace("$", "")
            yield filled.replace("\\Z", "").replace("\\", "")


# Signing out would end the session that the rest of a walk needs.
ADDRESSES = sorted(
    address for address in set(addresses()) if "logout" not in address and "wyjscie" not in address
)


def faults(answer: HttpResponse, *, who: str, public: bool) -> list[str]:
    """What is wrong with an answer, whatever was asked: broken, without armour, or with a neighbour's text."""
    headers = answer.headers
    policy = headers.get("Content-Security-Policy", "")
    judged = {
        "is a 500": answer.status_code < 500,
        "has no policy": "frame-ancestors 'none'" in policy and "unsafe" not in policy and "*" not in policy,
        "may be sniffed": headers.get("X-Content-Type-Options") == "nosniff",
        "may be framed": headers.get("X-Frame-Options") == "DENY",
        "sends referrers": headers.get("Referrer-Policy") == "same-origin",
        "shares its window": headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "gives devices": "Permissions-Policy" in headers,
        "may be kept": who == "nobody" or public or "no-store" in headers.get("Cache-Control", ""),
        "shows another utility": MARK.lower() not in body(answer).lower(),
        "leads away": not headers.get("Location", "")
        .lower()
        .startswith(("//", "https:", "javascript:", "/\\")),
        "splits its headers": "evil" not in "".join(answer.cookies),
    }
    return [fault for fault, fine in judged.items() if not fine]


def ask(actors: dict[str, Browser], wanted: Iterator[tuple[str, str, dict[str, Any]]]) -> None:
    """Ask everything as everybody; fails with a line for each answer that was wrong."""
    wrong = []
    questions = list(wanted)
    for who, browser in actors.items():
        browser.raise_request_exception = False
        for method, address, more in questions:
            answer = browser.generic(method, address, **more)
            found = faults(answer, who=who, public=address.startswith(PUBLIC))
            if address.startswith("/api/") and answer.status_code >= 400:
                found += (
                    [] if answer.headers["Content-Type"] == "application/problem+json" else ["is no problem"]
                )
            wrong += [f"{who} {method} {ascii(address[:80])} {answer.status_code} {fault}" for fault in found]
    assert not wrong, "\n" + "\n".join(wrong[:200])


def body(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode("utf-8", "replace"))


def gather(rzeszow: Tenant, kostrzyn: Tenant) -> dict[str, Browser]:
    """Nobody, a person without access, a linked customer, staff, a machine; and a neighbour utility full of marks."""
    with kostrzyn:
        make_customer(name=f"{MARK} Nowak", email=f"{MARK}@poczta.example", address=MARK)
        make_user(f"{MARK.lower()}@poczta.example", name=MARK)
    with rzeszow:
        make_customer()
        person = make_user("nowa@poczta.example")
    found = {
        "nobody": Browser(rzeszow),
        "person": Browser(rzeszow).enter(person),
        "customer": linked(Browser(rzeszow), rzeszow),
        "machine": Machine(rzeszow),
    }
    with rzeszow:
        # A real second factor: the one of the cast cannot be checked.
        Authenticator.objects.update(data={"secret": encrypt("JBSWY3DPEHPK3PXP")})
        found["clerk"] = Browser(rzeszow).enter(User.objects.get(email__endswith="@bok.example"))
    return found
