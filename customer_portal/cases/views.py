"""My cases, one case, its thread and its end, and a case opened by signature and PIN."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customer_portal.cases.forms import RateForm, ReopenForm, ReplyForm, TrackForm
from customer_portal.cases.people import (
    CaseRequest,
    case_for,
    pin_shown_once,
    remember_case,
    with_person,
    writes_as,
)
from customer_portal.cases.showing import clocks_of, move_words, status_shown, story
from customer_portal.doors import CustomerRequest, customers_only, profile_of, visitor_of
from tenants.cases import clocks, errors, selectors, services
from tenants.cases.models import Case, CaseDocument, CaseFile
from tenants.cases.services.answering import may_reopen
from tenants.cases.services.moving import status_of, type_of
from tenants.cases.services.tracking import open_by_pin
from tenants.files import storing
from tenants.files.serving import as_download
from tenants.profile.schema import Capability

PER_PAGE = 20


@require_safe
@customers_only
def cases(request: CustomerRequest) -> HttpResponse:
    """Unfinished forms first, then my cases: those where it is my move, open ones, closed ones."""
    profile = profile_of(request)
    if "cases" not in profile.access.modules:
        raise Http404
    standing = request.standing
    access = standing.access if standing.may(Capability.FILE_CASES) else None
    page = Paginator(selectors.cases_of(request.user, access), PER_PAGE).get_page(request.GET.get("page"))
    titles = {one.key: str(one.title) for one in profile.services.case_types}
    rows = [(one, status_shown(one, profile), move_words(one)) for one in page]
    context = {
        "page": page,
        "rows": rows,
        "septic": profile.services.septic is not None and standing.may(Capability.SEE_METERS),
        "yours": [row for row in rows if row[0].open and row[0].whose_move == "customer"],
        "drafts": [
            (one, titles[one.type])
            for one in selectors.drafts_of(request.user, access)[:10]
            if one.type in titles
        ],
    }
    return render(request, "customer_portal/cases/list.html", context)


@require_safe
@with_person
def case(request: CaseRequest, case_id: UUID) -> HttpResponse:
    """One case: where it stands, whose move it is, both clocks, what one may do now, and everything that happened."""
    return _case_page(request, case_for(request, case_id))


def _case_page(request: CaseRequest, found: Case, **forms: Any) -> HttpResponse:
    profile = profile_of(request)
    status, case_type = status_of(found, profile), type_of(found, profile)
    handover = selectors.handover_of(found) if case_type and case_type.flow == "handover" else None
    now = timezone.now()
    may_reply = found.open and status is not None and status.reply
    context = {
        "case": found,
        "type": case_type,
        "status": status_shown(found, profile),
        "move": move_words(found),
        "action": status.action if status and found.open else None,
        "link": status.link if status and found.open else None,
        "clocks": clocks_of(found, case_type, localdate()),
        "by_law": clocks.by_law(found, case_type),
        "story": story(found, profile, selectors.story_of(found)),
        "documents": selectors.documents_of(found),
        "files": [one for one in selectors.form_files_of(found) if one.field != "taker_former"],
        "reply_form": forms.get("reply_form") or ReplyForm(upload=bool(status and status.upload)),
        "may_reply": may_reply,
        "may_withdraw": found.open and (case_type is None or case_type.withdrawal),
        "reopen_form": forms.get("reopen_form")
        or (ReopenForm() if may_reopen(found, profile, now) else None),
        "rate_form": forms.get("rate_form") or _rate_form(found, case_type),
        "handover": handover,
        "guest": request.person.user is None,
        "form": next(iter(forms.values()), None),
    }
    return render(request, "customer_portal/cases/case.html", context)


def _rate_form(found: Case, case_type: Any) -> RateForm | None:
    asked = not found.open and found.rating is None and (case_type is None or case_type.rating)
    return RateForm() if asked else None


@require_safe
@with_person
def done(request: CaseRequest, case_id: UUID) -> HttpResponse:
    """What was received, its signature, what happens next and when, and a document to keep."""
    found = case_for(request, case_id)
    case_type = type_of(found, profile_of(request))
    context = {
        "case": found, "type": case_type, "pin": pin_shown_once(request, found),
        "clocks": clocks_of(found, case_type, localdate()), "guest": request.person.user is None,
        "confirmation": selectors.documents_of(found).filter(kind="confirmation").first(),
    }  # fmt: skip
    return render(request, "customer_portal/cases/done.html", context)


@require_POST
@with_person
def reply(request: CaseRequest, case_id: UUID) -> HttpResponse:
    """A message, with files where the status takes them."""
    found, profile = case_for(request, case_id), profile_of(request)
    status = status_of(found, profile)
    form = ReplyForm(request.POST, request.FILES, upload=bool(status and status.upload))
    if form.is_valid():
        try:
            services.reply(
                case=found, profile=profile, by=writes_as(request, found), at=timezone.now(),
                text=form.cleaned_data["text"], files=form.sent(),
            )  # fmt: skip
        except errors.NothingSaid:
            form.add_error("text", _("Write a message or add a file."))
        except errors.TooManyFiles as most:
            form.add_error("attachments", _("At most %(most)s files in one message.") % {"most": most.text})
        except storing.FileRefused as refusal:
            form.add_error("attachments", str(refusal))
        except errors.NotAllowedHere:
            messages.warning(
                request, _("This case takes no messages any more. Reopen it, or file a new one.")
            )
            return redirect("case", case_id=found.uuid)
        else:
            messages.success(request, _("Sent. We have your message."))
            return redirect("case", case_id=found.uuid)
    return _case_page(request, found, reply_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@with_person
def withdraw(request: CaseRequest, case_id: UUID) -> HttpResponse:
    """Asked once more, then withdrawn."""
    found = case_for(request, case_id)
    if request.method == "POST":
        try:
            services.withdraw(
                case=found, profile=profile_of(request), by=writes_as(request, found), at=timezone.now()
            )
        except errors.NotAllowedHere:
            messages.info(request, _("This case cannot be withdrawn any more."))
        else:
            messages.success(request, _("The case is withdrawn."))
        return redirect("case", case_id=found.uuid)
    return render(request, "customer_portal/cases/withdraw.html", {"case": found})


@require_POST
@with_person
def reopen(request: CaseRequest, case_id: UUID) -> HttpResponse:
    """Not settled after all."""
    found = case_for(request, case_id)
    form = ReopenForm(request.POST)
    if not form.is_valid() and may_reopen(found, profile_of(request), timezone.now()):
        return _case_page(request, found, reopen_form=form)
    try:
        services.reopen(
            case=found, profile=profile_of(request), by=writes_as(request, found), at=timezone.now(),
            text=form.cleaned_data.get("text", ""),
        )  # fmt: skip
    except (errors.NotAllowedHere, errors.NothingSaid):
        messages.info(request, _("This case cannot be reopened any more. You can file a new one."))
    else:
        messages.success(request, _("The case is open again."))
    return redirect("case", case_id=found.uuid)


@require_POST
@with_person
def rate(request: CaseRequest, case_id: UUID) -> HttpResponse:
    """How it went, once."""
    found = case_for(request, case_id)
    form = RateForm(request.POST)
    if not form.is_valid() and not found.open and found.rating is None:
        return _case_page(request, found, rate_form=form)
    try:
        services.rate(
            case=found, profile=profile_of(request), by=writes_as(request, found), at=timezone.now(),
            stars=form.cleaned_data.get("stars", 0), comment=form.cleaned_data.get("comment", ""),
        )  # fmt: skip
    except errors.AlreadyRated:
        messages.info(request, _("You have said already how it went. Thank you."))
    except errors.NotAllowedHere:
        messages.info(request, _("A case can be rated once it is closed."))
    else:
        messages.success(request, _("Thank you. We read every answer."))
    return redirect("case", case_id=found.uuid)


@require_safe
@with_person
def file(request: CaseRequest, case_id: UUID, file_id: UUID) -> HttpResponse:
    """A file that came with the case or its messages."""
    found = case_for(request, case_id)
    try:
        return as_download(selectors.get_file(found, file_id).file)
    except (CaseFile.DoesNotExist, FileNotFoundError) as error:
        raise Http404 from error


@require_safe
@with_person
def document(request: CaseRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    """A PDF of the case, byte for byte as it was made."""
    found = case_for(request, case_id)
    try:
        return as_pdf(selectors.get_document(found, document_id))
    except CaseDocument.DoesNotExist as error:
        raise Http404 from error


def as_pdf(kept: CaseDocument) -> HttpResponse:
    """A kept document as an answer."""
    response = HttpResponse(bytes(kept.content), content_type="application/pdf")
    name = f"{kept.title} {kept.case.signature}.pdf".replace("/", "-")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=False, filename=name) or ""
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@with_person
def track(request: CaseRequest) -> HttpResponse:
    """Without an account: signature and PIN. Every wrong pair has the same answer."""
    form = TrackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            found = open_by_pin(
                signature=form.cleaned_data["signature"], pin=form.cleaned_data["pin"],
                network=visitor_of(request).network, at=timezone.now(),
            )  # fmt: skip
        except errors.NotYourCase:
            form.add_error("pin", _("Signature and PIN do not agree. Check both in the e-mail."))
        except errors.TooMany:
            form.add_error(None, _("Too many tries. Wait a quarter of an hour, or call us."))
        else:
            remember_case(request, found)
            return redirect("case", case_id=found.uuid)
    return render(request, "customer_portal/cases/track.html", {"form": form})
