"""Tanks of the customer the session works with: schedule, history, ordering, and the statement as a PDF."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from customer_portal.doors import LinkedRequest, opened_by, profile_of
from customer_portal.public.views import pdf
from tenants.profile.schema import Capability
from tenants.profile.schema.services import Septic
from tenants.septic.models import SepticTank, TankKind
from tenants.septic.selectors import Scheduled, emptyings_of, get_tank, scheduled, tanks_of
from tenants.septic.statement import kind_word, statement

PER_PAGE = 20


class PeriodForm(forms.Form):
    """The period of a statement, at most ten years."""

    since = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Enter the first day."), "invalid": gettext_lazy("Write the date as day, month and year, for example 20.11.2026.")},
    )  # fmt: skip
    until = forms.DateField(
        label=gettext_lazy("To"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Enter the last day."), "invalid": gettext_lazy("Write the date as day, month and year, for example 20.11.2026.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first one."))
        elif since and until and (until - since).days > 3660:
            self.add_error("since", _("Choose at most ten years."))
        return cleaned


@require_safe
@opened_by(Capability.SEE_METERS)
def septic(request: LinkedRequest) -> HttpResponse:
    """Each tank with the day by which it must be emptied next, and the button that orders it."""
    rule = _rule(request)
    today = localdate()
    rows = [_row(scheduled(one, rule), rule, today) for one in tanks_of(request.access)]
    return render(request, "customer_portal/septic/list.html", {"rows": rows, "rule": rule})


@require_safe
@opened_by(Capability.SEE_METERS)
def tank(request: LinkedRequest, tank_id: int) -> HttpResponse:
    """One tank: what it is, when it is due, every emptying, and the statement for a period of one's choice."""
    rule, found = _rule(request), _mine(request, tank_id)
    today = localdate()
    form = PeriodForm(initial={"since": date(today.year, 1, 1), "until": today})
    context = _page(request, found, rule, form)
    return render(request, "customer_portal/septic/tank.html", context)


@require_safe
@opened_by(Capability.SEE_METERS)
def statement_pdf(request: LinkedRequest, tank_id: int) -> HttpResponse:
    """„Zestawienie wywozów” for the period asked for; a wrong period is said on the page."""
    rule, found = _rule(request), _mine(request, tank_id)
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return render(request, "customer_portal/septic/tank.html", _page(request, found, rule, form))
    found.customer = request.access.customer
    content = statement(
        found, since=form.cleaned_data["since"], until=form.cleaned_data["until"], profile=profile_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return pdf(content, f"zestawienie-{found.code}.pdf".replace("/", "-"))


def _page(request: LinkedRequest, found: SepticTank, rule: Septic, form: PeriodForm) -> dict[str, Any]:
    page = Paginator(emptyings_of(found), PER_PAGE).get_page(request.GET.get("page"))
    return {"row": _row(scheduled(found, rule), rule, localdate()), "page": page, "rule": rule, "form": form}


def _row(one: Scheduled, rule: Septic, today: date) -> dict[str, Any]:
    left = one.left(today)
    if left is None:
        tone, word = "neutral", _("no emptying is known")
    elif left < 0:
        tone, word = "danger", _("overdue")
    elif left <= rule.remind_days_before:
        tone, word = "warning", _("due soon")
    else:
        tone, word = "success", _("in order")
    key = rule.order_plant if one.tank.kind == TankKind.PLANT else rule.order_tank
    order = f"{reverse('case_start', args=[key])}?{urlencode({'zbiornik': one.tank.code})}" if key else ""
    return {"tank": one.tank, "last": one.last_on, "due": one.due_on, "left": left, "tone": tone, "word": word, "order": order, "kind": kind_word(one.tank.kind)}  # fmt: skip


def _rule(request: LinkedRequest) -> Septic:
    """The utility's septic service; where it has none the page does not exist."""
    rule = profile_of(request).services.septic
    if rule is None:
        raise Http404
    return rule


def _mine(request: LinkedRequest, tank_id: int) -> SepticTank:
    try:
        return get_tank(request.access, tank_id)
    except SepticTank.DoesNotExist as error:
        raise Http404 from error
