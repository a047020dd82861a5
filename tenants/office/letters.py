"""Letters with codes: the queue of those to print, and the letter itself, whose code only its print shows."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tenants.files.documents import render_document
from tenants.identity.roles import Right
from tenants.office.doors import StaffRequest, profile_of, staff_with
from tenants.profile.formats import date_text
from tenants.profile.schema import Profile
from tenants.registration import services
from tenants.registration.models import LetterCode
from tenants.registration.selectors import letter_of, unprinted_letters

PER_PAGE = 30


@require_safe
@staff_with(Right.DECIDE_REGISTRATIONS)
def letters(request: StaffRequest) -> HttpResponse:
    """Letters with codes that wait to be printed."""
    page = Paginator(unprinted_letters(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "office/registrations/letters.html", {"page": page})


@require_POST
@staff_with(Right.DECIDE_REGISTRATIONS)
def print_letter(request: StaffRequest, reference: str) -> HttpResponse:
    """The letter as a PDF, with a fresh code that only this print shows."""
    try:
        letter = letter_of(reference)
    except LetterCode.DoesNotExist as error:
        raise Http404 from error
    profile = profile_of(request)
    code = services.print_letter(letter=letter, profile=profile, by=request.user, at=timezone.now())
    response = HttpResponse(
        render_document("letter", _letter(letter, code, profile)), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = f'inline; filename="list-{reference}.pdf"'
    return response


def _letter(letter: LetterCode, code: str, profile: Profile) -> dict[str, Any]:
    address, customer = profile.contacts.postal_address, letter.customer
    valid_until = date_text(letter.expires_at) if letter.expires_at else ""
    return {
        "colour": profile.branding.primary,
        "utility": {
            "name": str(profile.office.legal_name),
            "address": [*address.lines, f"{address.postcode} {address.city}"],
            "contact": [profile.contacts.phones[0].number, profile.contacts.email],
        },
        "place_and_date": f"{address.city}, {date_text(localdate())}",
        "recipient": {
            "name": customer.name,
            "address": [customer.address, f"{customer.postal_code} {customer.city}".strip()],
        },
        "subject": _("Code that activates your account in %(office)s")
        % {"office": profile.office.office_name_locative},
        "paragraphs": [
            _("somebody, probably you, opened an account in our online office and asked for this code."),
        ],
        "code": {"label": _("Your code"), "value": code, "valid_until": valid_until},
        "steps": [
            _("Sign in."),
            _("Choose “Enter the code from the letter”."),
            _("Type the code and confirm."),
        ],
        "closing": [_("If it was not you, do nothing: without this code nobody will see your data.")],
        "signed": [str(profile.office.legal_name)],
    }
