"""The demo: two utilities from their presets, their billing data, and a login for each kind of person."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP

from ebok.fleet import opening
from tenants.identity.models import User, UserKind
from tenants.registry import context
from tenants.registry.models import Tenant

UTILITIES = {
    "rzeszow": "Miejskie Przedsiębiorstwo Wodociągów i Kanalizacji Sp. z o.o. w Rzeszowie",
    "kostrzyn": "Miejskie Zakłady Komunalne Sp. z o.o. w Kostrzynie nad Odrą",
}
PASSWORD = "Deszcz-nad-Wisłokiem-7"  # noqa: S105 -- printed for everybody to see
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 -- so is this
OPERATOR = "operator@platform.example"


def ensure(*, say: Callable[[str], None]) -> None:
    """Make what is missing of the demo; a second start finds everything there and changes nothing."""
    with context.platform():
        known = set(Tenant.objects.filter(state="active").values_list("slug", flat=True))
        _person(OPERATOR, UserKind.OPERATOR, full_name="Olga Operator")
    for slug, name in UTILITIES.items():
        if slug not in known:
            say(f"Opening the office of {name}")
            _open(slug, name)


def _open(slug: str, name: str) -> None:
    with context.platform():
        requested = Tenant.objects.filter(slug=slug).exists()
    if requested:
        opening.finish_opening(slug)
    else:
        opening.open_tenant(slug=slug, name=name, host=f"{slug}.localhost", preset=slug, by="demo")


def _person(email: str, kind: UserKind, **fields: str) -> User:
    found = User.objects.filter(email=email).first()
    if found:
        return found
    user = User.objects.create_user(email, PASSWORD, kind=kind, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if kind != UserKind.CUSTOMER:
        TOTP.activate(user, TOTP_SECRET)
    return user


def addresses(port: int) -> str:
    """What the person at the terminal needs to know."""
    lines = [f"  http://{slug}.localhost:{port}  {name}" for slug, name in UTILITIES.items()]
    lines.append(f"  http://platform.localhost:{port}  operators' console; caught mail under /poczta")
    return "\n".join(lines)
