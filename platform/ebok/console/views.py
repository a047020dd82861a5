"""Operators' pages: the fleet with state and version, a new utility, one utility, a look into it, caught mail."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ebok.addresses import link_on
from ebok.console import impersonating
from ebok.console.models import Impersonation
from ebok.fleet import ddl, opening, overview, provisioning
from ebok.local import mail
from ebok.request import OperatorRequest
from tenants.identity.models import AuditEvent
from tenants.profile import presets
from tenants.profile.problems import ProfileError
from tenants.registry import hosts
from tenants.registry.models import Tenant, TenantState

P = ParamSpec("P")


def operators_only(
    view: Callable[Concatenate[OperatorRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The public schema knows only operators, and still each page asks."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        operator_request = cast("OperatorRequest", request)
        if not operator_request.user.is_operator:
            raise Http404
        return view(operator_request, *args, **kwargs)

    return guarded


class NewTenantForm(forms.Form):
    """A utility from a preset."""

    name = forms.CharField(label=gettext_lazy("Full name of the utility"), max_length=200)
    slug = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=40,
        help_text=gettext_lazy("Small letters, digits and dashes; only operators see it."),
    )
    host = forms.CharField(
        label=gettext_lazy("Host"), max_length=253, help_text=gettext_lazy("For example ebok.example.pl")
    )
    preset = forms.ChoiceField(label=gettext_lazy("Begin from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["preset"]).choices = [(name, name) for name in presets.names()]


@require_safe
@operators_only
def tenants(request: OperatorRequest) -> HttpResponse:
    """Every utility with its state, schema version and host."""
    fleet = overview.tenants()
    context = {
        "tenants": [(tenant, tenant.place.primary_host, STATE_WORDS[tenant.state]()) for tenant in fleet],
        "newest": len(ddl.migrations_of(public=False)),
        "release": settings.RELEASE,
    }
    response = render(request, "console/tenants.html", context)
    if any(tenant.state in (TenantState.REQUESTED, TenantState.PROVISIONING) for tenant in fleet):
        response.headers["Refresh"] = "2"  # provisioning is watched without JavaScript
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@operators_only
def new(request: OperatorRequest) -> HttpResponse:
    """Ask for a new utility; a worker makes its schema, the list shows how far it is."""
    form = NewTenantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opening.open_in_background(**form.cleaned_data, by=request.user)
        except provisioning.SlugTaken:
            form.add_error("slug", _("Another utility has this short name."))
        except provisioning.HostTaken:
            form.add_error("host", _("This host is taken, by another utility or by the platform."))
        except hosts.BadHost:
            form.add_error("host", _("This is no host name. It looks like this: ebok.example.pl"))
        except ProfileError as error:
            form.add_error("preset", str(error))
        else:
            messages.success(
                request, _("The utility is being made. This list shows when its office is open.")
            )
            return redirect("console")
    return render(request, "console/new.html", {"form": form})


@require_safe
@operators_only
def tenant(request: OperatorRequest, slug: str) -> HttpResponse:
    """One utility: state, domains, who looked into it and what operators did to it."""
    found = _found(slug)
    context = {
        "tenant": found,
        "state_word": STATE_WORDS[found.state](),
        "newest": len(ddl.migrations_of(public=False)),
        "domains": found.domains.all(),
        "looks": Impersonation.objects.filter(tenant=found)[:20],
        "events": [(event, _event_words(event)) for event in AuditEvent.objects.filter(subject=slug)[:30]],
    }
    # Chromium holds `form-action` against redirects too: the form of a look leads to the utility's own host.
    response = render(request, "console/tenant.html", context)
    vars(response)["_csp_update"] = {"form-action": [link_on(found.place, "")]}  # where django-csp looks
    return response


@require_POST
@operators_only
def suspend(request: OperatorRequest, slug: str) -> HttpResponse:
    """Close the office for customers; nothing is deleted."""
    found, reason = _found(slug), request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, _("Say why: the reason is kept."))
    else:
        with suppress(provisioning.WrongState):  # a double click: the page shows the state
            provisioning.suspend(tenant=found, reason=reason, by=request.user)
            messages.success(request, _("The office is suspended."))
    return redirect("console_tenant", slug=slug)


@require_POST
@operators_only
def resume(request: OperatorRequest, slug: str) -> HttpResponse:
    """Open a suspended office again."""
    with suppress(provisioning.WrongState):
        provisioning.resume(tenant=_found(slug), by=request.user)
        messages.success(request, _("The office is open again."))
    return redirect("console_tenant", slug=slug)


@require_POST
@operators_only
def retry(request: OperatorRequest, slug: str) -> HttpResponse:
    """Open once more an office that could not be opened."""
    with suppress(provisioning.WrongState):  # a double click: the page shows the state
        opening.try_again(slug=_found(slug).slug, by=request.user)
        messages.success(
            request, _("We are trying again. The list of utilities shows when the office is open.")
        )
    return redirect("console_tenant", slug=slug)


@require_POST
@operators_only
def look(request: OperatorRequest, slug: str) -> HttpResponse:
    """Begin a look into the utility: reason, at most 60 minutes, read-only, in both audit logs."""
    found = _found(slug)
    try:
        token = impersonating.begin(
            operator=request.user, tenant=found, reason=request.POST.get("reason", ""),
            minutes=int(request.POST.get("minutes") or 30), at=timezone.now(),
        )  # fmt: skip
    except (impersonating.NoReason, ValueError):
        messages.error(request, _("Say in a sentence why you need to look; the utility will read it."))
        return redirect("console_tenant", slug=slug)
    return redirect(link_on(found.place, f"/operator/{token}/"))


@require_safe
@login_not_required
def caught_mail(request: HttpRequest) -> HttpResponse:
    """Mail and SMS that a single machine keeps instead of sending. Exists only there."""
    if not settings.LOCAL_DELIVERY:
        raise Http404
    return render(request, "console/mail.html", {"mails": mail.caught()[:100]})


def _found(slug: str) -> Tenant:
    try:
        return overview.tenant(slug)
    except Tenant.DoesNotExist as error:
        raise Http404 from error


# What operators do to a utility, as `action` names it in the platform's audit log.
EVENT_WORDS: dict[str, Callable[[], str]] = {
    "fleet.request": lambda: _("asked for the utility"),
    "fleet.try_again": lambda: _("had it made again"),
    "fleet.suspend": lambda: _("suspended the office"),
    "fleet.resume": lambda: _("opened the office again"),
    "console.impersonate": lambda: _("asked for a look into the office"),
}


def _event_words(event: AuditEvent) -> str:
    words = EVENT_WORDS.get(event.action)
    return words() if words else event.action


STATE_WORDS: dict[str, Callable[[], str]] = {
    TenantState.REQUESTED: lambda: _("waits to be made"),
    TenantState.PROVISIONING: lambda: _("is being made"),
    TenantState.ACTIVE: lambda: _("open"),
    TenantState.SUSPENDED: lambda: _("suspended"),
    TenantState.FAILED: lambda: _("failed"),
}
