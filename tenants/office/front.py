"""The pages of the office in the order of its menu, and where each member of staff begins."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tenants.identity.models import User
from tenants.identity.roles import Right, may
from tenants.office import registrations


@dataclass(frozen=True)
class Queue:
    """An item of the menu: shown to whoever has `right`."""

    right: Right
    label: Promise
    route: str
    icon: str


QUEUES = (
    Queue(Right.SEE_REGISTRATIONS, _("Registrations"), "office", "inbox"),
    Queue(Right.SEE_CASES, _("Cases"), "office_cases", "file-text"),
    Queue(Right.DECIDE_MANDATES, _("Consents to check"), "office_consents", "file-text"),
    Queue(Right.DECIDE_MANDATES, _("Powers of attorney"), "office_mandates", "users"),
    Queue(Right.PUBLISH_NOTICES, _("Outages and works"), "office_outages", "siren"),
    Queue(Right.SEE_CUSTOMERS, _("Customers"), "office_customers", "users"),
    Queue(Right.VERIFY_READINGS, _("Readings"), "office_readings", "gauge"),
    Queue(Right.SEE_IMPORTS, _("Imports"), "office_imports", "upload"),
    Queue(Right.MANAGE_KEYS, _("Keys of machines"), "office_keys", "key-round"),
)


def queues_of(user: User) -> list[Queue]:
    """The items of this person's menu."""
    return [queue for queue in QUEUES if may(user, queue.right)]


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The first page of one's own menu: for most the registrations, for an editor the outages."""
    user = request.user
    if not isinstance(user, User) or not user.is_staff_member:
        raise Http404
    own = queues_of(user)
    if not own:
        raise PermissionDenied
    return registrations.queue(request) if own[0].route == "office" else redirect(own[0].route)
