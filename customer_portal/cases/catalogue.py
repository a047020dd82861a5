"""What can be settled here, and how a form begins: signed in at once, as a guest after the mailbox has answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customer_portal.cases.forms import CodeForm, GuestForm
from customer_portal.cases.people import CaseRequest, draft_for, remember_draft, with_person
from customer_portal.doors import profile_of, visitor_of
from tenants.cases import clocks, errors, services
from tenants.cases.known import Applicant, unmet
from tenants.cases.models import Draft
from tenants.cases.services.drafting import draft_by_link
from tenants.customers.models import Customer
from tenants.profile.schema import Profile
from tenants.profile.schema.cases import CaseType
from tenants.septic.models import SepticTank
from tenants.septic.selectors import tank_of_customer


def group_words() -> dict[str, str]:
    """Names of the groups of the catalogue, in the order in which they are listed."""
    return {
        "enquiry": _("Questions"),
        "failure": _("Failures"),
        "bill": _("Bills and payments"),
        "complaint": _("Complaints"),
        "meter": _("Meters"),
        "waste_water": _("Septic tanks and small plants"),
        "contract": _("Contract and details"),
        "connection": _("Connection to the network"),
        "other": _("Other cases"),
    }


@require_safe
@with_person
def catalogue(request: CaseRequest) -> HttpResponse:
    """Everything that can be settled here, by groups; what one may not file oneself says who may."""
    groups = [
        {
            "title": title,
            "types": [
                {"type": one, "may": request.person.may_file(one.who)}
                for one in profile_of(request).services.case_types
                if one.group == name
            ],
        }
        for name, title in group_words().items()
    ]
    context = {
        "groups": [one for one in groups if one["types"]],
        "signed_in": request.person.user is not None,
    }
    return render(request, "customer_portal/cases/catalogue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_person
def start(request: CaseRequest, key: str) -> HttpResponse:
    """What this kind of case is, takes and costs; the button begins the form. A guest names a mailbox first."""
    case_type = _type(profile_of(request), key)
    person = request.person
    guest = person.user is None and case_type.who == "anybody"
    form = GuestForm(request.POST if request.method == "POST" else None) if guest else None
    if request.method == "POST" and (form is None or form.is_valid()):
        answer = _begin(request, case_type, form)
        if answer is not None:
            return answer
    missing = None
    if person.access is not None and case_type.preconditions:
        missing = unmet(case_type, person.access.customer)
    context = {
        "type": case_type,
        "statutory": case_type.statutory,
        "answered": _answered(case_type, person.access.customer if person.access else None),
        "form": form,
        "may": person.may_file(case_type.who),
        "guest": guest,
        "missing": missing.sentence if missing else "",
        "signed_in": person.user is not None,
        "files": [one for one in case_type.fields if one.kind == "file"],
        "tank": _tank(request),
        "login_url": f"{reverse('account_login')}?next={request.path}",
    }
    return render(request, "customer_portal/cases/start.html", context)


def _answered(case_type: CaseType, customer: Customer | None) -> dict[str, Any] | None:
    """In how many days this person is answered and on whose word: a consumer's right is no firm's."""
    rule = case_type.statutory
    if rule is None:
        return None
    consumer = customer.is_consumer if customer else None
    return {"days": clocks.statutory_days(rule, {}, consumer), "law": rule.words_for(consumer)}


def _begin(request: CaseRequest, case_type: CaseType, form: GuestForm | None) -> HttpResponse | None:
    """One verb; its refusals become words on the page."""
    person, profile = request.person, profile_of(request)
    who = Applicant(person.user, person.access.customer if person.access else None, _tank(request))
    email = form.cleaned_data["email"] if form else ""
    try:
        draft = services.start_draft(
            profile=profile, key=case_type.key, who=who, at=timezone.now(), language=get_language() or "pl",
            email=email, network=visitor_of(request).network,
        )  # fmt: skip
        if form is not None:
            services.mail_code(draft=draft, profile=profile, at=timezone.now())
    except errors.TooMany:
        messages.warning(request, _("Too many forms were begun within an hour. Try again later, or call us."))
        return None
    except errors.NotForYou:
        messages.warning(request, _("To file this case, sign in first."))
        return redirect("case_catalogue")
    except errors.PreconditionUnmet:
        return None  # the page itself says what is missing
    except errors.UnknownType as error:
        raise Http404 from error
    if form is None:
        return redirect("case_draft", draft_id=draft.uuid)
    remember_draft(request, draft)
    return redirect("case_code", draft_id=draft.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@with_person
def code(request: CaseRequest, draft_id: Any) -> HttpResponse:
    """The six digits from the mail; right ones open the form."""
    draft = draft_for(request, draft_id)
    if draft.email_verified_at is not None:
        return redirect("case_draft", draft_id=draft.uuid)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_by_code(draft=draft, code=form.cleaned_data["code"], at=timezone.now())
        except errors.CodeWrong:
            form.add_error(
                "code", _("This code does not agree. Check the newest e-mail, or have a new code sent.")
            )
        else:
            return redirect("case_draft", draft_id=draft.uuid)
    return render(request, "customer_portal/cases/code.html", {"form": form, "draft": draft})


@require_POST
@with_person
def code_again(request: CaseRequest, draft_id: Any) -> HttpResponse:
    """Another code to the same mailbox."""
    draft = draft_for(request, draft_id)
    try:
        services.mail_code(draft=draft, profile=profile_of(request), at=timezone.now())
    except errors.TooMany:
        messages.warning(
            request, _("We have sent several messages to this address. Wait an hour and try again.")
        )
    else:
        messages.success(request, _("We have sent the message again. Look into SPAM too."))
    return redirect("case_code", draft_id=draft.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """The link from a guest's mail. Opening shows a button (mail scanners open links too); pressing it goes on."""
    try:
        if request.method == "POST":
            draft = services.confirm_by_link(token=token, at=timezone.now())
            remember_draft(request, draft)
            return redirect("case_draft", draft_id=draft.uuid)
        draft = draft_by_link(token=token, at=timezone.now())
    except errors.LinkUnknown as error:
        raise Http404 from error
    return render(request, "customer_portal/cases/resume.html", {"title": _title(draft, profile_of(request))})


def _title(draft: Draft, profile: Profile) -> str:
    try:
        return str(profile.services.case_type(draft.type).title)
    except KeyError:
        return ""


def _type(profile: Profile, key: str) -> CaseType:
    try:
        return profile.services.case_type(key)
    except KeyError as error:
        raise Http404 from error


def _tank(request: CaseRequest) -> SepticTank | None:
    """The customer's own tank that an emptying is ordered for, named in the address by its code."""
    code = request.GET.get("zbiornik", "")[:40].replace("\x00", "")
    if not code or request.person.access is None:
        return None
    return tank_of_customer(request.person.access.customer, code)
