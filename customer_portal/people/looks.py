"""„Kto widział moje dane”: who has and had access, and every day or hour in which somebody looked."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customer_portal.doors import LinkedRequest, owners_only, profile_of
from tenants.customers.models import Access, AccessRole
from tenants.customers.selectors import accesses_ever
from tenants.delegation.sharing import ROLES, last_day_of
from tenants.privacy.selectors import Look, as_look, looks_at

PER_PAGE = 30
MOST_PEOPLE = 100


@require_safe
@owners_only
def looks(request: LinkedRequest) -> HttpResponse:
    """Both lists, the second in pages."""
    page = Paginator(looks_at(request.access), PER_PAGE).get_page(request.GET.get("page"))
    names = profile_of(request).access.staff_names
    ever = list(accesses_ever(request.access.customer)[: MOST_PEOPLE + 1])
    context = {
        "page": page,
        "rows": [(look, *_who(look, names=names)) for look in map(as_look, page)],
        "people": [
            (access, access.user.full_name or "–", ROLES[AccessRole(access.role)], _ended(access))
            for access in ever[:MOST_PEOPLE]
        ],
        "more_people": len(ever) > MOST_PEOPLE,
        "customer": request.access.customer,
    }
    return render(request, "customer_portal/people/looks.html", context)


def _ended(access: Access) -> object:
    """The last day, where there is or was one."""
    if access.revoked_at:
        return access.revoked_at
    return last_day_of(access.valid_to) if access.valid_to else None


def _who(look: Look, *, names: bool) -> tuple[str, str]:
    """Name and role in words. Staff are people too: whether they are named the utility decides."""
    if look.kind == "operator":
        return _("technical support of the platform"), _("looked to help the office")
    if look.kind == "staff":
        return (look.name if names and look.name else _("member of staff")), _(
            "opened the file in the office"
        )
    return look.name or _("no name given"), str(ROLES[AccessRole(look.role)])
