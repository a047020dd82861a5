"""The manager's page: every customer with balance, arrears, next due date and points; lists and packages to take away."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from customer_portal.bills.tables import table_answer
from customer_portal.doors import LinkedRequest, linked_only, profile_of
from customer_portal.people.forms import DAY_FORMATS
from tenants.billing.portfolio import (
    MOST_DOCUMENTS,
    NoDocuments,
    TooManyDocuments,
    documents_between,
    package_of,
    portfolio_of,
)
from tenants.customers.models import Access
from tenants.files.spreadsheets import Cell, Column, Shape
from tenants.profile.schema import Capability

PER_PAGE = 25
MISSING_DAY = gettext_lazy("Enter the day.")
NO_SUCH_DAY = gettext_lazy(
    "There is no such day. Write day, month and year with full stops, for example 20.11.2026."
)


class PackageForm(forms.Form):
    """Which customers, which period, which files."""

    od = forms.DateField(label=gettext_lazy("Issued from"), input_formats=DAY_FORMATS)
    do = forms.DateField(label=gettext_lazy("Issued until"), input_formats=DAY_FORMATS)
    pliki = forms.MultipleChoiceField(
        label=gettext_lazy("Files"),
        choices=[("pdf", "PDF"), ("xml", "XML (KSeF)")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one kind of file."),
            "invalid_choice": gettext_lazy("Choose from these."),
        },
    )
    kto = forms.ChoiceField(
        label=gettext_lazy("Of whom"),
        choices=[
            ("wybrani", gettext_lazy("of those ticked in the table")),
            ("wszyscy", gettext_lazy("of all, on all pages")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose of whom.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("od", "do"):
            field = self.fields[name]
            field.widget = forms.DateInput(
                format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "10"}
            )
            field.error_messages |= {"required": MISSING_DAY, "invalid": NO_SUCH_DAY}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("od") and data.get("do") and data["do"] < data["od"]:
            self.add_error("do", _("This day is before the first one."))
        return data


@require_safe
@linked_only
def portfolio(request: LinkedRequest) -> HttpResponse:
    """The table, with search and pages."""
    return _page(request, PackageForm(initial=_this_year()))


@require_safe
@linked_only
def download(request: LinkedRequest, form: str) -> HttpResponse:
    """The same table, all pages of it, to take away."""
    number = str(profile_of(request).glossary.customer_number.label)
    columns = [
        Column(number), Column(_("Name")), Column(_("Address")), Column(_("Service points"), Shape.NUMBER),
        Column(_("Balance"), Shape.MONEY), Column(_("As of"), Shape.MOMENT), Column(_("Overdue"), Shape.MONEY),
        Column(_("Next due date"), Shape.DAY),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            one.number, one.name, one.full_address, one.points, one.balance_grosze, one.balance_as_of,
            one.overdue_grosze, one.next_due_on,
        ]
        for one in _found(request)
    ]  # fmt: skip
    return table_answer(_("My customers"), columns, rows, form)


@require_safe
@linked_only
def package(request: LinkedRequest) -> HttpResponse:
    """Bills of a period, of the customers chosen, as one ZIP; what cannot be packed is said above the table."""
    openable = request.standing.opening(Capability.SEE_INVOICES)
    if not openable:
        raise Http404
    form, profile, today = PackageForm(request.GET), profile_of(request), localdate()
    if not form.is_valid():
        return _page(request, form)
    given = form.cleaned_data
    chosen = _ticked(request) if given["kto"] == "wybrani" else list(request.standing.accesses)
    if not chosen:
        form.add_error("kto", _("Tick at least one customer in the table."))
        return _page(request, form)
    try:
        found = documents_between(
            [one for one in chosen if one in openable],
            first=given["od"],
            last=given["do"],
            since=profile.access.history_from(today),
        )
        packed = package_of(found, kinds=given["pliki"], profile=profile, today=today)
    except TooManyDocuments as many:
        said = _(
            "That is %(count)s documents; one package holds %(most)s. Choose a shorter period or fewer customers."
        )
        form.add_error(None, said % {"count": many.count, "most": MOST_DOCUMENTS})
    except NoDocuments:
        form.add_error(None, _("There are no such files in that period."))
    else:
        name = f"faktury-{given['od']}-{given['do']}.zip"
        answer = FileResponse(packed, as_attachment=True, filename=name, content_type="application/zip")
        answer.headers["Cache-Control"] = "private, no-store"
        return cast("HttpResponse", answer)  # Django's two kinds of answers have no common name of their own
    return _page(request, form)


def _page(request: LinkedRequest, form: PackageForm) -> HttpResponse:
    page = Paginator(_found(request), PER_PAGE).get_page(request.GET.get("page"))
    access_of = {one.customer_id: one for one in request.standing.accesses}
    text, with_money = _text(request), request.standing.opening(Capability.SEE_BALANCE)
    context = {
        "page": page,
        "rows": [
            {
                "customer": customer,
                "access": access_of[customer.pk],
                "current": access_of[customer.pk] == request.access,
                "sees_money": access_of[customer.pk] in with_money,
                "ticked": str(access_of[customer.pk].pk) in request.GET.getlist("odbiorca"),
            }
            for customer in page
        ],
        "text": text,
        "query": f"szukaj={text}&" if text else "",
        "form": form,
        "may_download": bool(request.standing.opening(Capability.SEE_INVOICES)),
        "may_send_readings": request.standing.may(Capability.SEND_READINGS)
        and profile_of(request).readings.by_file,
        "number_label": profile_of(request).glossary.customer_number.label,
        "most": MOST_DOCUMENTS,
    }
    return render(request, "customer_portal/portfolio/portfolio.html", context)


def _found(request: LinkedRequest) -> Any:
    standing = request.standing
    with_money = standing.opening(Capability.SEE_BALANCE)
    return portfolio_of(standing.accesses, with_money=with_money, today=localdate(), text=_text(request))


def _text(request: LinkedRequest) -> str:
    return request.GET.get("szukaj", "").replace("\x00", "").strip()[:100]


def _ticked(request: LinkedRequest) -> list[Access]:
    """The accesses ticked; what is not among one's own counts as not ticked."""
    ticked = set(request.GET.getlist("odbiorca"))
    return [one for one in request.standing.accesses if str(one.pk) in ticked]


def _this_year() -> dict[str, object]:
    today = localdate()
    return {"od": today.replace(month=1, day=1), "do": today, "pliki": ["pdf"], "kto": "wybrani"}
