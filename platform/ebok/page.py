"""What every page may show (the context contract of docs/screens.md). One context processor, no statement of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ebok.impersonation import banner_of
from ebok.request import Request
from tenants.identity.models import User
from tenants.office.front import queues_of
from tenants.profile import selectors as profiles
from tenants.profile.schema import Capability, Profile
from tenants.registry import context

LANGUAGE_NAMES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool = False


def page(request: Request) -> dict[str, Any]:
    """The utility's profile, marks, menus and languages; on the platform's host only what is neutral."""
    in_force = getattr(request, "in_force", None)
    if in_force is None:
        return _console_page(request)
    profile: Profile = in_force.profile
    person = getattr(request, "user", None)  # a page of an error may come before anybody is known
    user = person if isinstance(person, User) else None
    signed_in = user is not None
    standing = getattr(request, "standing", None)
    looks = getattr(request, "impersonation", None) is not None
    return {
        "profile": profile,
        "theme_version": in_force.number,
        "logo_url": reverse("profile_file", args=[profile.branding.logo]),
        "logo_dark_url": reverse("profile_file", args=[profile.branding.logo_dark])
        if profile.branding.logo_dark
        else "",
        "favicon_url": reverse("profile_file", args=[profile.branding.favicon])
        if profile.branding.favicon
        else "",
        "home_url": reverse("home"),
        "nav": _menu(request, profile, standing) if not signed_in or standing else [],
        "queues": _office_menu(request, user) if user and user.is_staff_member else [],
        "sign_in_url": "" if signed_in else reverse("account_login"),
        # An operator who looks has no account here: what leads out is the end of the look.
        "sign_out_url": reverse("operator_leave" if looks else "account_logout"),
        "account_links": _account_links(user, standing) if user and not looks else [],
        "ending": standing.ending if standing else None,
        "may_be_told": bool(standing and standing.access and standing.may(Capability.NOTIFICATIONS)),
        "current_access": standing.access if standing else None,
        "accesses": _accesses(standing) if standing else [],
        "footer_links": _footer(profile),
        "accessibility_url": reverse("accessibility") if profile.accessibility.declaration else "",
        "languages": _languages(request, profile),
        "impersonation": banner_of(request),
        "person_mark": person_mark(user) if user else "",
    }


def person_mark(user: User) -> str:
    """Who is signed in, for what a browser keeps for one person: the same at each visit, and it tells nobody who."""
    return salted_hmac("ebok.person_mark", str(user.uuid)).hexdigest()[:16]


def _account_links(user: User, standing: Any) -> list[Link]:
    """What stands under „Moje konto”: a customer has one page that leads on, staff their password and second step."""
    if not user.is_customer:
        return [
            Link(_("Password"), reverse("account_change_password")),
            Link(_("Two-step sign-in"), reverse("mfa_index")),
        ]
    return [
        Link(_("My account"), reverse("account")),
        *([Link(_("My customers"), reverse("portfolio"))] if standing and len(standing.accesses) > 1 else []),
        Link(_("My details"), reverse("my_details")),
    ]


def _console_page(request: Request) -> dict[str, Any]:
    user = getattr(request, "user", None)
    items = []
    if user and user.is_authenticated and request.resolver_match:
        here = request.resolver_match.url_name
        pages = [(_("Utilities"), "console", "building-2"), (_("New utility"), "console_new", "plus")]
        if settings.LOCAL_DELIVERY:
            pages.append((_("Caught mail"), "caught_mail", "mail"))
        items = [
            {
                "label": label,
                "url": reverse(name, urlconf="ebok.urls_platform"),
                "icon": icon,
                "current": name == here,
            }
            for label, name, icon in pages
        ]
    return {
        "profile": None,
        "home_url": "/",
        "queues": [{"title": _("Console"), "items": items}] if items else [],
        "sign_out_url": "/konto/logout/",
    }


# Pages that stand behind an item of the menu, which stays marked on them.
_WITHIN = {"invoice": "invoices", "to_pay": "invoices", "ledger": "invoices", "account_check": "invoices"}


def _menu(request: Request, profile: Profile, standing: Any) -> list[Link]:
    if standing is None:
        links = [
            (profile.registration.labels.menu, "register"),
            *([(_("Send a reading"), "guest_reading")] if profile.takes_readings_from_guests else []),
            *([(_("Cases"), "case_catalogue")] if "cases" in profile.access.modules else []),
            (_("Notices"), "announcements"),
            (_("Forms and documents"), "downloads"),
        ]
    else:
        # Before the account is active these two lead to its next step; who was let in sees what was shared.
        everything = not standing.is_limited
        sees_balance, sees_bills = standing.may(Capability.SEE_BALANCE), standing.may(Capability.SEE_INVOICES)
        links = [
            *([(_("Overview"), "overview")] if everything or sees_balance else []),
            *(
                [(_("Bills"), "invoices" if sees_bills else "to_pay")]
                if everything or sees_bills or sees_balance
                else []
            ),
            *([(_("Water"), "meters")] if standing.may(Capability.SEE_METERS) else []),
            *([(_("Cases"), "cases")] if "cases" in profile.access.modules else []),
            (_("Notices"), "announcements"),
            *(
                [(_("Consents and documents"), "consents")]
                if standing.may(Capability.MANAGE_CONSENTS) and standing.access
                else [(_("Forms and documents"), "downloads")]
            ),
        ]
    here = request.resolver_match.url_name if request.resolver_match else ""
    here = _WITHIN.get(here or "", here)
    return [Link(str(label), reverse(name), current=name == here) for label, name in links]


def _accesses(standing: Any) -> list[dict[str, Any]]:
    """The customers between whom a person with several may choose."""
    return [
        {
            "key": access.pk,
            "label": access.customer.name,
            "number": access.customer.number,
            "url": reverse("choose_access"),
            "current": access == standing.access,
        }
        for access in standing.accesses
    ]


def _office_menu(request: Request, user: User) -> list[dict[str, Any]]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    items = [
        {
            "label": str(queue.label),
            "url": reverse(queue.route),
            "icon": queue.icon,
            "current": queue.route == here,
        }
        for queue in queues_of(user)
    ]
    return [{"title": _("Office"), "items": items}]


def _footer(profile: Profile) -> list[Link]:
    documents = [
        Link(str(document.title), reverse("document", args=[document.key]))
        for document in profile.legal.documents
        if document.kind in ("terms", "privacy")
    ]
    if profile.tariffs.tariffs:
        documents.insert(0, Link(_("Prices"), reverse("prices")))
    if profile.accessibility.declaration:
        documents.append(Link(_("Declaration of accessibility"), reverse("accessibility")))
    if profile.payments.account_check:
        documents.append(Link(_("Check an account number"), reverse("account_check")))
    return [*documents, *(Link(str(link.label), link.url) for link in profile.content.links)]


def _languages(request: Request, profile: Profile) -> list[dict[str, Any]]:
    here = getattr(request, "LANGUAGE_CODE", "pl")
    return [
        {
            "code": code,
            "name": LANGUAGE_NAMES[code],
            "url": f"{reverse('language', args=[code])}?dalej={request.path}",
            "current": code == here,
        }
        for code in profile.office.languages
    ]


def mail_context() -> dict[str, Any]:
    """What every mail may say about its sender."""
    return {"profile": profiles.published() if context.current_or_none() else None}
