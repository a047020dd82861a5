"""Keys of machines: issue one (shown once), see them, revoke them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenants.identity.roles import Right
from tenants.integration.keys import Scope, issue_key, revoke_key
from tenants.integration.models import ApiKey
from tenants.integration.selectors import api_key, api_keys
from tenants.office.doors import StaffRequest, staff_with

PER_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@staff_with(Right.MANAGE_KEYS)
def keys(request: StaffRequest) -> HttpResponse:
    """All keys, and the form that issues one; the secret is on this page once and nowhere else."""
    secret = ""
    if request.method == "POST":
        label = request.POST.get("label", "").strip()[:100]
        scopes = [scope for scope in request.POST.getlist("scopes") if scope in Scope.values]
        if label and scopes:
            secret = issue_key(label=label, scopes=scopes, by=request.user, at=timezone.now()).token
        else:
            messages.error(request, _("Give the key a name and choose what it may do."))
    page = Paginator(api_keys(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "office/keys.html", {"page": page, "scopes": Scope.choices, "secret": secret})


@require_POST
@staff_with(Right.MANAGE_KEYS)
def revoke(request: StaffRequest, prefix: str) -> HttpResponse:
    """The key stops working at once."""
    try:
        found = api_key(prefix)
    except ApiKey.DoesNotExist as error:
        raise Http404 from error
    revoke_key(key=found, by=request.user, at=timezone.now())
    messages.success(request, _("The key no longer works."))
    return redirect("office_keys")
