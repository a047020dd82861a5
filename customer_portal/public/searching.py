"""One box that finds my bills and meters, the office's pages, documents, forms and news. What is not mine is not found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customer_portal.doors import TenantRequest, access_of, open_to_all
from tenants.billing.documents import Wanted, documents_of
from tenants.customers.models import Access
from tenants.customers.names import words_of
from tenants.metering.selectors import meters_of
from tenants.network.places import touches_any
from tenants.network.selectors import shown_outages
from tenants.profile.schema import Capability, Profile
from tenants.registration.selectors import Standing

LONGEST, MOST = 60, 8


@dataclass(frozen=True)
class Found:
    """One hit: what it is called, where it leads, a line below."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Hits of one sort under a heading."""

    title: str
    hits: tuple[Found, ...]


@require_safe
@open_to_all
def search(request: TenantRequest) -> HttpResponse:
    """What the words lead to, one's own things first."""
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    standing: Standing | None = getattr(request, "standing", None)
    groups = list(_groups(text, request, standing)) if words_of(text) else []
    context = {"text": text, "groups": groups, "asked": "q" in request.GET}
    return render(request, "customer_portal/search.html", context)


def _groups(text: str, request: TenantRequest, standing: Standing | None) -> Iterator[Group]:
    profile, access = request.in_force.profile, access_of(request)
    found: list[tuple[str, Iterator[Found]]] = []
    if access and standing and standing.may(Capability.SEE_INVOICES):
        found.append((_("Bills"), _bills(text, access, profile)))
    if access and standing and standing.may(Capability.SEE_METERS):
        found.append((_("Meters"), _meters(text, access)))
    found.append((_("Pages"), _pages(text, standing)))
    found.append((_("Documents and forms"), _documents(text, profile)))
    if profile.network.outages:
        found.append((_("Outages and works"), _outages(text, profile)))
    for title, hits in found:
        first = tuple(hit for hit, _place in zip(hits, range(MOST), strict=False))
        if first:
            yield Group(title, first)


def _bills(text: str, access: Access, profile: Profile) -> Iterator[Found]:
    today = localdate()
    since = profile.access.history_from(today)
    for invoice in documents_of(access, Wanted(number=text), today=today, since=since)[:MOST]:
        yield Found(invoice.number, reverse("invoice", args=[invoice.public_id]))


def _meters(text: str, access: Access) -> Iterator[Found]:
    for meter in meters_of(access).filter(serial__icontains=text)[:MOST]:
        yield Found(meter.serial, reverse("meter", args=[meter.pk]), meter.service_point.address)


def _pages(text: str, standing: Standing | None) -> Iterator[Found]:
    """The office's own pages, by the words people use for them."""
    pages: list[tuple[str, str, str, Capability | None]] = [
        (_("Overview"), "overview", _("balance overview debt overpayment account"), Capability.SEE_BALANCE),
        (_("Documents"), "invoices", _("invoice bill correction note demand pdf xml"), Capability.SEE_INVOICES),
        (_("To pay"), "to_pay", _("pay payment transfer bank account interest overdue"), Capability.SEE_BALANCE),
        (_("Operations"), "ledger", _("ledger history booking payment operation"), Capability.SEE_BALANCE),
        (_("Meters and readings"), "meters", _("meter water consumption reading verification chart"), Capability.SEE_METERS),
        (_("Consents and documents"), "consents", _("consent e-invoice regulations agree withdraw"), Capability.MANAGE_CONSENTS),
        (_("How we tell you"), "preferences", _("notification sms e-mail message reminder"), Capability.NOTIFICATIONS),
        (_("Check an account number"), "account_check", _("fraud account number check fake bank"), None),
        (_("Outages and works"), "outages", _("outage failure no water works interruption"), None),
        (_("Water quality"), "water_quality", _("quality hardness dishwasher tap parameters limestone"), None),
        (_("Announcements"), "announcements", _("news announcement"), None),
        (_("Forms and documents"), "downloads", _("form print download regulations leaflet"), None),
        (_("Declaration of accessibility"), "accessibility", _("accessibility disability screen reader"), None),
    ]  # fmt: skip
    if standing is not None:
        pages += [
            (_("My details"), "my_details", _("name telephone e-mail address change details"), None),
            (_("Where you are signed in"), "my_devices", _("device session sign out"), None),
            (_("Change the password"), "account_change_password", _("password change"), None),
        ]
    for title, route, words, capability in pages:
        may = capability is None or (standing is not None and standing.may(capability))
        if may and _fits(text, title, words):
            yield Found(title, reverse(route))


def _documents(text: str, profile: Profile) -> Iterator[Found]:
    for consent in profile.legal.consents:
        if consent.has_address and _fits(
            text, str(consent.title), _("consent e-invoice regulations agree withdraw")
        ):
            yield Found(str(consent.title), reverse("e_invoice"))
    for document in profile.legal.documents:
        if _fits(text, str(document.title)):
            yield Found(str(document.title), reverse("document", args=[document.key]))
    for form in profile.forms.printable:
        if form.public and _fits(text, str(form.name), str(form.title)):
            yield Found(str(form.name), reverse("blank_form", args=[form.key]), "PDF")
    for page in profile.content.pages:
        if _fits(text, str(page.title)):
            yield Found(str(page.title), reverse("text_page", args=[page.key]))
    for news in profile.content.announcements:
        if news.is_shown(localdate()) and _fits(text, str(news.title), str(news.body)):
            yield Found(str(news.title), f"{reverse('announcements')}#{news.key}")


def _outages(text: str, profile: Profile) -> Iterator[Found]:
    """Those whose title or streets the words name; a street with a house number finds those that hold the house.

    What concerns a whole town holds every address, so it is found by its words alone.
    """
    for outage in shown_outages(timezone.now()):
        places = [(place.city, place.street, place.numbers) for place in outage.places.all()]
        named = _fits(text, outage.title, *(f"{city} {street}" for city, street, _numbers in places))
        if named or touches_any([place for place in places if place[1]], city="", address=text):
            yield Found(outage.title, reverse("outage", args=[outage.public_id]))


def _fits(text: str, *places: str) -> bool:
    """Whether every word typed begins a word there; accents and letter case do not matter, nor does a Polish ending."""
    known = words_of(" ".join(places))
    return all(any(_begins(word, other) for other in known) for word in words_of(text))


def _begins(typed: str, word: str) -> bool:
    # „fakturę”, „faktury” and „faktura” share their beginning: of longer words the last two letters may differ.
    stem = typed[:-2] if len(typed) > 5 else typed
    return word.startswith(stem)
