"""My consents: how each stands, giving and taking back with the same ease, and the ledger behind them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from customer_portal.documents.forms import GrantForm
from customer_portal.doors import LinkedRequest, opened_by, profile_of, visitor_of
from customer_portal.public.views import pdf
from tenants.legal import selectors
from tenants.legal.models import Channel, ConsentAction, ConsentEvent
from tenants.legal.printing import CHANNEL_WORDS, render_receipt
from tenants.legal.selectors import ConsentStanding
from tenants.legal.services import NothingToChange, TooManyRequests, change_consent, open_request
from tenants.legal.services.consenting import WHAT_HAPPENED
from tenants.legal.services.requesting import Claim
from tenants.profile.schema import Capability
from tenants.profile.schema.forms import PrintableForm
from tenants.profile.schema.legal import Consent

PER_PAGE = 20
PAPER_OF = {
    "e_invoice_instead_of_paper": (
        "e_invoice_acceptance",
        "e_invoice_address_change",
        "e_invoice_withdrawal",
    )
}


@require_safe
@opened_by(Capability.MANAGE_CONSENTS)
def consents(request: LinkedRequest) -> HttpResponse:
    """Every consent as it stands, documents accepted, and the history."""
    profile, number = profile_of(request), request.access.customer.number
    history = selectors.consent_history(user=request.user, customer_number=number)
    page = Paginator(history, PER_PAGE).get_page(request.GET.get("page"))
    known = {consent.key: consent for consent in profile.legal.consents}
    documents = {document.key: document for document in profile.legal.documents}
    context = {
        "standings": selectors.consent_standings(profile, user=request.user, customer_number=number),
        "page": page,
        "events": [(event, known.get(event.consent), *_words(event, request)) for event in page],
        "acceptances": [
            (acceptance, documents.get(acceptance.document))
            for acceptance in selectors.acceptances_of(request.user)[:PER_PAGE]
        ],
        "announced": selectors.announced_changes(profile, localdate()),
        "customer": request.access.customer,
    }
    return render(request, "customer_portal/documents/consents.html", context)


def _words(event: ConsentEvent, request: LinkedRequest) -> tuple[str, str, str]:
    """What happened, how, and whose word it was, without naming other people."""
    whose = (
        _("you") if event.user_uuid == request.user.uuid else _("somebody else with access, or our office")
    )
    return str(WHAT_HAPPENED[ConsentAction(event.action)]), str(CHANNEL_WORDS[Channel(event.channel)]), whose


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by(Capability.MANAGE_CONSENTS)
def consent(request: LinkedRequest, key: str) -> HttpResponse:
    """One consent: its whole sentence, what it changes, and the one thing that can be done about it now."""
    profile = profile_of(request)
    try:
        wanted = profile.legal.consent(key)
    except KeyError as error:
        raise Http404 from error
    standing = _standing(request, wanted)
    online = "portal" in wanted.channels
    changes = standing.given and wanted.has_address
    form = GrantForm(
        request.POST if request.method == "POST" and "withdraw" not in request.POST else None,
        consent=wanted,
        asks_agreement=not changes,
        initial={"email": _address_of(standing) or request.user.email},
    )
    if request.method == "POST":
        if not online:
            raise Http404
        if "withdraw" in request.POST:
            return _withdraw(request, wanted)
        if form.is_valid():
            action = ConsentAction.CHANGED if changes else ConsentAction.GRANTED
            return _grant(request, wanted, action, form.cleaned_data.get("email", ""))
    context = {
        "consent": wanted,
        "standing": standing,
        "online": online,
        "may_withdraw": standing.given and online and wanted.need == "optional",
        "form": form,
        "saving": wanted.fee_difference,
        "papers": papers_of(profile.forms.printable, wanted),
        "document": profile.legal.document(wanted.document) if wanted.document else None,
        "billing_agrees": not wanted.has_address or request.access.customer.e_invoice == standing.given,
    }
    return render(request, "customer_portal/documents/consent.html", context)


@require_safe
@opened_by(Capability.MANAGE_CONSENTS)
def receipt(request: LinkedRequest, event_id: int) -> HttpResponse:
    """Proof of one event of the ledger, to keep."""
    profile, number = profile_of(request), request.access.customer.number
    try:
        event = selectors.get_event(event_id, user=request.user, customer_number=number)
        wanted = profile.legal.consent(event.consent)
    except (ConsentEvent.DoesNotExist, KeyError) as error:
        raise Http404 from error
    content = render_receipt(event=event, consent=wanted, profile=profile, language=get_language() or "pl")
    return pdf(content, f"{wanted.key}-{event.pk}.pdf")


def papers_of(forms: tuple[PrintableForm, ...], consent: Consent) -> list[PrintableForm]:
    """Printable forms that do on paper what this consent does here."""
    purposes = PAPER_OF.get(consent.effect, ())
    return [form for form in forms if form.public and form.purpose in purposes]


def _standing(request: LinkedRequest, consent: Consent) -> ConsentStanding:
    last = selectors.last_event(consent, customer_number=request.access.customer.number, user=request.user)
    return ConsentStanding(consent, last)


def _address_of(standing: ConsentStanding) -> str:
    return standing.last.delivery_email if standing.given and standing.last else ""


def _grant(request: LinkedRequest, consent: Consent, action: ConsentAction, email: str) -> HttpResponse:
    """At once for the login's own, confirmed mailbox; another mailbox has to answer first."""
    profile, visitor = profile_of(request), visitor_of(request)
    number, language = request.access.customer.number, get_language() or "pl"
    if email and email != request.user.email:
        try:
            open_request(
                consent=consent, action=action, claim=Claim(customer_number=number), email=email,
                profile=profile, language=language, at=timezone.now(), address=visitor.address,
                network=visitor.network, user_agent=visitor.user_agent, user=request.user,
            )  # fmt: skip
        except TooManyRequests:
            messages.error(
                request, _("Too many tries in an hour. Try again later, or call us: we will help.")
            )
        else:
            text = _("We sent a link to %(email)s. Open it in this browser: the change takes effect then.")
            messages.info(request, text % {"email": email})
        return redirect("consent", key=consent.key)
    return _change(request, consent, action, email)


def _withdraw(request: LinkedRequest, consent: Consent) -> HttpResponse:
    if consent.need == "required":
        raise Http404  # taking it back ends the account, and that has a page of its own
    return _change(request, consent, ConsentAction.WITHDRAWN, "")


def _change(request: LinkedRequest, consent: Consent, action: ConsentAction, email: str) -> HttpResponse:
    visitor = visitor_of(request)
    try:
        change_consent(
            consent=consent, action=action, customer_number=request.access.customer.number, user=request.user,
            profile=profile_of(request), language=get_language() or "pl", at=timezone.now(),
            address=visitor.address, user_agent=visitor.user_agent, delivery_email=email,
        )  # fmt: skip
    except NothingToChange:
        messages.info(request, _("It stands like that already. There is nothing to change."))
    else:
        messages.success(request, _("Recorded. You find the proof in the history below."))
    return redirect("consents")
