"""Reads of customers and of who has access to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from tenants.customers.identifiers import InvalidIdentifier, parse_nip, parse_phone
from tenants.customers.models import UNLIMITED_ROLES, Access, Customer, ServicePoint
from tenants.customers.names import address_words, words_of
from tenants.identity.models import User

_MOST_MATCHES = 20
_CANDIDATES = 200


def find_customer(number: str) -> Customer | None:
    """The customer of this number as people type it: spaces around and letter case do not matter, zeros do."""
    compact = "".join(number.split())
    if not compact or "\x00" in compact:
        return None
    exact = Customer.objects.filter(number=compact).first()
    # Twice only where numbers differ in case alone, and then a guess would be wrong.
    similar = list(Customer.objects.filter(number__iexact=compact)[:2]) if exact is None else []
    return exact or (similar[0] if len(similar) == 1 else None)


def get_customer(number: str) -> Customer:
    """The customer of exactly this number; raises Customer.DoesNotExist."""
    return Customer.objects.get(number=number)


def service_points_of(customer: Customer) -> QuerySet[ServicePoint]:
    """Where this customer takes water, by number; the caller cuts pages."""
    return customer.service_points.order_by("number")


def search_customers(text: str) -> QuerySet[Customer]:
    """Customers for staff: every word must begin a word of name or address, or number, NIP, e-mail or phone.

    Diacritics, letter case and the order of words do not matter. Sorted the Polish way; the caller cuts pages.
    """
    found = Customer.objects.all()
    for word in text.replace("\x00", "").split()[:8]:
        found = found.filter(_one_word(word))
    return found


def _one_word(word: str) -> Q:
    condition = Q(number__istartswith=word) | Q(email__istartswith=word)
    plain = words_of(word)
    if plain:
        in_name, in_address = Q(), Q()
        for part in plain:
            in_name &= Q(name_search__contains=f" {part}")
            in_address &= Q(address_search__contains=f" {part}")
        condition |= in_name | in_address
    if digits := "".join(char for char in word if char.isascii() and char.isdigit()):
        condition |= Q(nip=digits) | Q(phone__endswith=digits) if len(digits) >= 6 else Q(nip=digits)
    return condition


@dataclass(frozen=True, slots=True)
class Match:
    """A customer who may be the one meant: points from 0 to 100, and why, in words for the clerk."""

    customer: Customer
    score: int
    reasons: tuple[str, ...]


def customers_matching(
    *, name: str = "", number: str = "", address: str = "", nip: str = "", email: str = "", phone: str = ""
) -> list[Match]:
    """Who could be meant by what somebody wrote in a registration, best first, at most 20.

    Points: number 50, NIP 30, name 25, address 15, e-mail 10, phone 10, together at most 100. Names count in any
    order; a name of which only a part fits gets its share. Nobody is linked by points alone: a clerk decides.
    """
    wanted = _Wanted(name, number, address, nip, email, phone)
    matches = [match for customer in wanted.candidates() if (match := wanted.judge(customer)).score >= 15]
    return sorted(matches, key=lambda match: (-match.score, match.customer.sort_key))[:_MOST_MATCHES]


def agrees(customer: Customer, name: str, number: str) -> bool:
    """Whether both the number and the whole name are this customer's; letter case, accents and order do not matter."""
    same_number = "".join(number.split()).lower() == customer.number.lower()
    return same_number and "name" not in differences(customer, name=name) and bool(words_of(name))


def differences(
    customer: Customer, *, name: str = "", number: str = "", address: str = "", nip: str = ""
) -> list[str]:
    """Which of the things somebody wrote are not this customer's; what was not written does not differ."""
    found = []
    compact = "".join(number.split()).lower()
    if name and not set(words_of(name)) <= set(customer.name_search.split()):
        found.append("name")
    if compact and compact != customer.number.lower():
        found.append("number")
    if address and not set(address_words(address)) <= set(customer.address_search.split()):
        found.append("address")
    if nip and _canonical(parse_nip, nip) != customer.nip:
        found.append("nip")
    return found


class _Wanted:
    def __init__(self, name: str, number: str, address: str, nip: str, email: str, phone: str) -> None:
        self.names, self.places = set(words_of(name)), set(address_words(address))
        self.number, self.email = "".join(number.split()).replace("\x00", ""), email.strip().lower()
        self.nip, self.phone = _canonical(parse_nip, nip), _canonical(parse_phone, phone)

    def candidates(self) -> list[Customer]:
        condition = Q(pk=None)
        if self.number:
            condition |= Q(number__iexact=self.number)
        if self.nip:
            condition |= Q(nip=self.nip)
        if self.email:
            condition |= Q(email__iexact=self.email)
        if self.phone:
            condition |= Q(phone=self.phone)
        if longest := sorted(self.names, key=len)[-2:]:
            by_name = Q()
            for word in longest:
                by_name &= Q(name_search__contains=f" {word} ")
            condition |= by_name
        if len(self.places) >= 2:
            by_place = Q()
            for word in self.places:
                by_place &= Q(address_search__contains=f" {word} ")
            condition |= by_place
        return list(Customer.objects.filter(condition)[:_CANDIDATES])

    def judge(self, customer: Customer) -> Match:
        points: list[tuple[int, str]] = []
        if self.number and customer.number.lower() == self.number.lower():
            points.append((50, _("the same customer number")))
        if self.nip and customer.nip == self.nip:
            points.append((30, _("the same NIP")))
        points += _share(
            25, self.names, set(customer.name_search.split()), _("the same name"), _("a similar name")
        )
        points += _share(
            15,
            self.places,
            set(customer.address_search.split()),
            _("the same address"),
            _("a similar address"),
        )
        if self.email and customer.email.lower() == self.email:
            points.append((10, _("the same e-mail address")))
        if self.phone and customer.phone == self.phone:
            points.append((10, _("the same phone number")))
        return Match(
            customer, min(100, sum(one for one, _reason in points)), tuple(reason for _one, reason in points)
        )


def _share(full: int, wanted: set[str], found: set[str], same: str, similar: str) -> list[tuple[int, str]]:
    if not wanted or not found or not wanted & found:
        return []
    # All that was written is there: a middle name or a postal code more on the other side does no harm.
    if wanted <= found:
        return [(full, same)]
    return [(full * len(wanted & found) // len(wanted | found), similar)]


def _canonical(parse: Callable[[str], str], text: str) -> str:
    try:
        return parse(text) if text.strip() else ""
    except InvalidIdentifier:
        return ""


def active_accesses(at: datetime) -> QuerySet[Access]:
    """Every access that counts at this moment, with its customer."""
    begun = Q(valid_from__lte=at) & (Q(valid_to=None) | Q(valid_to__gt=at))
    return Access.objects.filter(begun, revoked_at=None).select_related("customer")


def accesses_of(user: User, at: datetime) -> QuerySet[Access]:
    """What this user may see now, in the Polish order of customers' names."""
    return active_accesses(at).filter(user=user).order_by("customer__sort_key", "customer__number")


def current_access(user: User, at: datetime, chosen: int | None = None) -> Access | None:
    """The access a session works with: the chosen one while it counts, else the first, else None.

    `chosen` is the id kept in the session; an id of somebody else's access is as good as none.
    """
    mine = list(accesses_of(user, at))
    return next((access for access in mine if access.pk == chosen), mine[0] if mine else None)


def people_with_access(customer: Customer, at: datetime, *, opening: str = "") -> QuerySet[Access]:
    """Who sees this customer's data now, with their logins.

    `opening` names a capability: then only those whose scope has it, so that nobody is told what they may not see.
    """
    found = active_accesses(at).filter(customer=customer, user__is_active=True)
    if opening:
        found = found.filter(Q(role__in=UNLIMITED_ROLES) | Q(scope__contains=[opening]))
    return found.select_related("user").order_by("valid_from")


def accesses_ever(customer: Customer) -> QuerySet[Access]:
    """Everybody who has or had access, with the day each last used it (`last_day`), those in force first."""
    return (
        Access.objects.filter(customer=customer)
        .select_related("user")
        .annotate(last_day=Max("days__day"))
        .order_by(F("revoked_at").desc(nulls_first=True), "valid_from", "pk")
    )
