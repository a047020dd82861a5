"""Imports of billing data: bring a package, watch it, read its report."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tenants.identity.roles import Right, may
from tenants.integration.arrivals import receive_package
from tenants.integration.models import FINISHED, ImportRun, ImportState
from tenants.integration.selectors import get_import_run, import_runs, report_of
from tenants.integration.services import KeyUsedOtherwise
from tenants.office.doors import StaffRequest, staff_with
from tenants.office.forms import PackageForm

PER_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@staff_with(Right.SEE_IMPORTS)
def imports(request: StaffRequest) -> HttpResponse:
    """All imports, and the form that brings a package."""
    may_import = may(request.user, Right.IMPORT)
    form = PackageForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not may_import:
            raise Http404
        if form.is_valid() and (run := _receive(request, form)):
            messages.success(request, _("The package has arrived. This page shows how far it is."))
            return redirect("office_import", run_id=run.id)
    page = Paginator(import_runs(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(run, STATE_WORDS[run.state]()) for run in page],
        "form": form,
        "key": uuid4(),
        "may_import": may_import,
    }
    return render(request, "office/imports/list.html", context)


def _receive(request: StaffRequest, form: PackageForm) -> ImportRun | None:
    """The import of the package in the form; None, with words beside the field, when this page has sent another."""
    try:
        run, _new = receive_package(
            content=form.cleaned_data["package"],
            dry_run=form.cleaned_data["dry_run"],
            by=request.user,
            at=timezone.now(),
            # The page's own key: a double click brings the package once.
            idempotency_key=f"office:{request.POST.get('key') or uuid4()}"[:200],
        )
    except KeyUsedOtherwise:
        form.add_error(
            "package", _("This page has already sent another package. Choose the file again and send it.")
        )
        return None
    return run


@require_safe
@staff_with(Right.SEE_IMPORTS)
def import_run(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """One import: progress while it runs, its report afterwards."""
    try:
        run = get_import_run(run_id)
    except ImportRun.DoesNotExist as error:
        raise Http404 from error
    running = run.state not in FINISHED and run.state != ImportState.FAILED
    report = report_of(run)
    context: dict[str, Any] = {
        "run": run,
        "report": report,
        "entities": [
            (ENTITY_WORDS.get(name, lambda name=name: name)(), one) for name, one in report.entities.items()
        ]
        if report
        else [],
        "running": running,
        "state_word": STATE_WORDS[run.state](),
        "counted": [
            (ENTITY_WORDS.get(name, lambda name=name: name)(), rows) for name, rows in run.counts.items()
        ],
    }
    response = render(request, "office/imports/run.html", context)
    if running:  # works without JavaScript: the page asks again by itself
        response.headers["Refresh"] = "2"
    return response


STATE_WORDS: dict[str, Any] = {
    ImportState.RECEIVED: lambda: _("waits for its turn"),
    ImportState.VALIDATING: lambda: _("is being checked"),
    ImportState.REFUSED: lambda: _("refused: nothing was changed"),
    ImportState.READY: lambda: _("checked: nothing was changed"),
    ImportState.LOADING: lambda: _("is being written"),
    ImportState.DONE: lambda: _("done"),
    ImportState.FAILED: lambda: _("broke off: nothing was changed"),
}
ENTITY_WORDS: dict[str, Any] = {
    "customers": lambda: _("customers"),
    "contracts": lambda: _("contracts"),
    "service_points": lambda: _("service points"),
    "meters": lambda: _("meters"),
    "readings": lambda: _("readings"),
    "invoices": lambda: _("invoices"),
    "invoice_lines": lambda: _("lines of invoices"),
    "invoice_files": lambda: _("files of invoices"),
    "ledger": lambda: _("operations"),
    "balances": lambda: _("balances"),
}
