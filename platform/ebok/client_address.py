"""Who is really calling, behind proxies: found out once, at the outermost, and put where everybody looks for it.

Guesses are counted, and acceptances recorded, by network address. Behind a proxy that address is the proxy's; but the
header that says more can be written by anybody. Only its last entries can be believed: one for each proxy of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """REMOTE_ADDR becomes the address that the outermost of our EBOK_TRUSTED_PROXIES saw; the header goes away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        seen = seen_by_proxies(forwarded, proxies=settings.TRUSTED_PROXIES)
        if seen is not None:
            request.META["REMOTE_ADDR"] = seen
        return self.get_response(request)


def seen_by_proxies(forwarded: str, *, proxies: int) -> str | None:
    """The entry of X-Forwarded-For that the outermost of `proxies` added, as a bare address.

    None when there are no proxies, when the request passed fewer of them, or when the entry is no address.
    """
    entries = forwarded.split(",")
    if not 0 < proxies <= len(entries):
        return None
    try:
        address = ip_address(_without_port(entries[-proxies].strip()))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def _without_port(entry: str) -> str:
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    return entry.partition(":")[0] if entry.count(":") == 1 else entry
