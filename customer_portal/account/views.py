"""My registration and access: where I stand, the next step in plain sight, and the steps taken here."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customer_portal.doors import CustomerRequest, before_terms, customers_only, leads_on, look_at, profile_of
from customer_portal.registration.behind_links import printable_pdf
from customer_portal.registration.forms import InvoiceKnowledgeForm, LetterCodeForm
from tenants.content.markdown import as_html
from tenants.customers.selectors import find_customer, service_points_of
from tenants.delegation.sharing import in_words, last_day_of
from tenants.profile.schema import Capability, Proof
from tenants.profile.schema.registration import InvoiceKnowledge, Rung
from tenants.registration import errors, services
from tenants.registration.forms_of import form_of
from tenants.registration.models import OPEN_STATES, Registration, RegistrationState
from tenants.registration.references import shown
from tenants.registration.selectors import Standing, letter_asked_for

POINTS = 50  # points of supply on a page


@require_safe
@customers_only
def account(request: CustomerRequest) -> HttpResponse:
    """The ladder with the person on it, and what they can do next."""
    profile, standing = profile_of(request), request.standing
    registration = standing.registration
    policy = profile.registration
    reasons = {reason.key: reason for reason in policy.refusal_reasons}
    open_ = registration is not None and registration.state in OPEN_STATES
    wanted = {proof.value for proof in standing.next_rung.reached_by} if standing.next_rung else set()
    letter = letter_asked_for(registration) if registration else None
    context = {
        "standing": standing,
        "registration": registration,
        "reference": shown(registration.reference) if registration else "",
        "ladder": [
            {"title": rung.title, "state": _state(policy.ladder, rung, standing), "text": ""}
            for rung in policy.ladder
        ],
        "form": form_of(registration, profile) if registration and open_ else None,
        "ask_invoice": open_ and Proof.INVOICE_KNOWLEDGE.value in wanted,
        "ask_letter": open_ and Proof.LETTER_CODE.value in wanted,
        # Where the person can do something as well, the page says that and not "you need not do anything".
        "waits_for_staff": registration is not None
        and open_
        and (registration.needs_staff or wanted == {Proof.CLERK_APPROVED.value}),
        "letter": letter,
        "may_ask_letter": letter is None or letter.is_spent(timezone.now()),
        "refusal": reasons.get(registration.refusal_reason) if registration else None,
        "promise": policy.activation_promise,
        "announcements": [
            (news, as_html(str(news.body)))
            for news in profile.content.announcements_at("account", localdate())
        ],
        "open": open_,
        "may_add": registration is not None
        and registration.state == RegistrationState.LINKED
        and (not standing.access or not policy.cardinality.one_email_one_customer),
        "ended": registration is not None
        and registration.state == RegistrationState.LINKED
        and not standing.access,
        "shared": in_words(standing.access.scope) if standing.access and standing.is_limited else [],
        "shared_until": last_day_of(standing.access.valid_to)
        if standing.access and standing.access.valid_to
        else None,
        "unlinked_open": open_ and not standing.accesses,
        "cardinality": policy.cardinality,
    }
    return render(request, "customer_portal/account/account.html", context)


@require_safe
@customers_only
def form(request: CustomerRequest) -> HttpResponse:
    """My printable form, filled in, as often as I like while the registration is open."""
    registration = _mine(request)
    if registration.state not in OPEN_STATES:
        raise Http404
    return printable_pdf(registration, profile_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@customers_only
def prove_by_invoice(request: CustomerRequest) -> HttpResponse:
    """Activation by what stands on a recent bill: at once, without waiting for anybody."""
    profile, registration = profile_of(request), _mine(request)
    mode = next((mode for mode in profile.registration.modes if isinstance(mode, InvoiceKnowledge)), None)
    if mode is None:
        raise Http404
    if registration.state not in OPEN_STATES:
        return _finished(request, registration)
    asked = InvoiceKnowledgeForm(
        request.POST or None, profile=profile, require=mode.require, known_number=registration.customer_number
    )
    if request.method == "POST" and asked.is_valid():
        try:
            services.prove_invoice_knowledge(
                registration=registration, answers=asked.cleaned_data, profile=profile, at=timezone.now()
            )
        except errors.AnswersWrong:
            asked.add_error(
                None, _("These answers agree with no recent invoice. Check each of them on the bill.")
            )
        except errors.TooManyAttempts:
            asked.add_error(None, _("Too many tries today. Try again tomorrow, or call us: we will help."))
        except errors.WaitsForStaff:
            messages.info(
                request,
                _(
                    "Thank you, the answers agree. Somebody else uses this account already, so we will check it."
                ),
            )
            return redirect("account")
        except errors.NotOpen:
            return _finished(request, registration)
        except (errors.NoInvoiceYet, errors.AlreadyLinked, errors.CustomerTaken) as problem:
            asked.add_error(None, problem.text)
        else:
            messages.success(request, _("Your account is activated. These are your bills and meters."))
            return redirect("overview")
    return render(request, "customer_portal/account/invoice_knowledge.html", {"form": asked, "mode": mode})


@require_POST
@customers_only
def ask_for_letter(request: CustomerRequest) -> HttpResponse:
    """A code by post to the address that the utility knows."""
    profile, registration = profile_of(request), _mine(request)
    if not profile.registration.modes_of_kind("letter_code"):
        raise Http404
    customer = find_customer(registration.customer_number)
    try:
        services.request_letter(
            registration=registration, customer=customer, profile=profile, at=timezone.now()
        )
    except errors.CustomerUnknown:
        messages.error(request, _("We cannot find you by the number you gave. Call us and we will help."))
    except errors.RegistrationProblem as problem:
        messages.error(request, problem.text or _("This is not possible now. Call us and we will help."))
    else:
        messages.success(request, _("We will send the letter. When it comes, enter its code here."))
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
@customers_only
def prove_by_letter(request: CustomerRequest) -> HttpResponse:
    """The code from the letter."""
    profile, registration = profile_of(request), _mine(request)
    if not profile.registration.modes_of_kind("letter_code"):
        raise Http404
    if registration.state not in OPEN_STATES:
        return _finished(request, registration)
    asked = LetterCodeForm(request.POST or None)
    if request.method == "POST" and asked.is_valid():
        try:
            services.prove_letter_code(
                registration=registration, code=asked.cleaned_data["code"], profile=profile, at=timezone.now()
            )
        except (errors.CodeWrong, errors.TooManyAttempts):
            asked.add_error(
                "code", _("This code does not agree. After five wrong ones you need a new letter.")
            )
        except errors.LinkExpired:
            asked.add_error("code", _("This code is too old. Ask for a new letter."))
        except errors.NotOpen:
            return _finished(request, registration)
        except errors.RegistrationProblem as problem:
            asked.add_error(None, problem.text)
        else:
            messages.success(request, _("Your account is activated. These are your bills and meters."))
            return redirect("overview")
    return render(request, "customer_portal/account/letter_code.html", {"form": asked})


@require_POST
@customers_only
def reapply(request: CustomerRequest) -> HttpResponse:
    """After a refusal: try again, with another customer number where the first was wrong."""
    number = request.POST.get("customer_number", "").strip()[:40]
    try:
        services.reapply(
            registration=_mine(request),
            profile=profile_of(request),
            customer_number=number,
            at=timezone.now(),
        )
    except errors.CustomerUnknown:
        messages.error(request, _("We know no such number. Check it once more on the bill."))
    except errors.RegistrationProblem as problem:
        messages.error(request, problem.text or _("This is not possible now. Call us and we will help."))
    else:
        messages.success(request, _("You have applied again. The next step is below."))
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
@customers_only
@before_terms
def withdraw(request: CustomerRequest) -> HttpResponse:
    """I changed my mind: a page that says what goes, then the end of registration and login."""
    registration = _mine(request)
    if registration.state not in OPEN_STATES:
        return _finished(request, registration)
    keeps_login = bool(request.standing.accesses)
    if request.method == "POST":
        try:
            services.withdraw(registration=registration, at=timezone.now())
        except errors.NotOpen:
            return _finished(request, registration)
        if keeps_login:
            messages.success(request, _("Your application is withdrawn. Your access stays as it was."))
            return redirect("account")
        logout(request)
        messages.success(request, _("Your registration is withdrawn and your login is deleted."))
        return redirect("home")
    context = {"registration": registration, "keeps_login": keeps_login}
    return render(request, "customer_portal/account/withdraw.html", context)


@require_POST
@customers_only
def add_customer(request: CustomerRequest) -> HttpResponse:
    """One more contract for this login, where the utility allows several: a new registration begins."""
    profile = profile_of(request)
    number = request.POST.get("customer_number", "").strip()[:40]
    try:
        services.add_customer(user=request.user, profile=profile, customer_number=number, at=timezone.now())
    except errors.AlreadyLinked as problem:
        rule = profile.registration.cardinality
        several = not rule.one_email_one_customer
        messages.error(request, _("You have access to this one already.") if several else problem.text)
    except errors.NotOpen:
        messages.info(request, _("Another application of yours is still open. Finish that one first."))
    except errors.CustomerUnknown:
        messages.error(request, _("We know no such number. Check it once more on the bill."))
    except errors.RegistrationProblem as problem:
        messages.error(request, problem.text or _("This is not possible now. Call us and we will help."))
    else:
        messages.success(request, _("You have applied for one more. The next step is below."))
    return redirect("account")


@require_POST
@customers_only
@leads_on
def choose_access(request: CustomerRequest) -> HttpResponse:
    """Look at another of one's own customers; the choice lives in the session and ends with it."""
    wanted = request.POST.get("access", "")
    chosen = next((one for one in request.standing.accesses if str(one.pk) == wanted), None)
    if chosen is None:
        raise Http404
    look_at(request, chosen)
    return redirect("home")


@require_safe
@customers_only
def my_details(request: CustomerRequest) -> HttpResponse:
    """What the utility's billing system knows about me, and what I gave here."""
    profile, access = profile_of(request), request.standing.access
    context = {
        "standing": request.standing,
        # A delegate's own details are in the login; whom they act for is not theirs to read here.
        "customer": access.customer if access and access.is_unlimited else None,
        "may_manage_consents": bool(access) and request.standing.may(Capability.MANAGE_CONSENTS),
        "number_label": profile.glossary.customer_number.label,
        "points": Paginator(service_points_of(access.customer), POINTS).get_page(request.GET.get("page"))
        if access and access.is_unlimited
        else None,
    }
    return render(request, "customer_portal/account/my_details.html", context)


def _mine(request: CustomerRequest) -> Registration:
    if request.standing.registration is None:
        raise Http404
    return request.standing.registration


def _finished(request: CustomerRequest, registration: Registration) -> HttpResponse:
    """A step of a registration that is closed, by a double click or a page left open: say where it stands."""
    registration.refresh_from_db(fields=["state"])
    if registration.state == RegistrationState.LINKED:
        messages.success(request, _("Your account is active already. There is nothing more to do."))
    else:
        messages.info(request, _("This registration is closed. What you can do now is below."))
    return redirect("account")


def _state(ladder: tuple[Rung, ...], rung: Rung, standing: Standing) -> str:
    if standing.rung is not None and ladder.index(rung) <= ladder.index(standing.rung):
        return "reached"
    return "next" if rung == standing.next_rung else "later"
