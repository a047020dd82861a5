"""Cases for staff: a list with filters, one case with its thread, clocks, notes, decision and handing over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from tenants.cases import clocks, errors, selectors, services
from tenants.cases.documents import decision_word
from tenants.cases.models import Actor, Case, CaseDocument, CaseEvent, CaseFile, Decision, EventKind, Move
from tenants.cases.services.handing_over import compared
from tenants.cases.services.moving import status_of, statuses_of, type_of
from tenants.files import storing
from tenants.files.serving import as_download
from tenants.identity import audit
from tenants.identity.roles import Right, may, staff_having
from tenants.office.case_forms import (
    DecideForm,
    ExtendForm,
    HandOverForm,
    MessageForm,
    NoteForm,
    StatusForm,
)
from tenants.office.doors import StaffRequest, profile_of, staff_with
from tenants.profile.schema import Profile

PER_PAGE = 30


@require_safe
@staff_with(Right.SEE_CASES)
def cases(request: StaffRequest) -> HttpResponse:
    """Cases, the most urgent first, narrowed by whose move it is, kind, department, words."""
    profile, today = profile_of(request), localdate()
    asked = request.GET
    move = asked.get("ruch", "")
    key = asked.get("rodzaj", "")
    unit = asked.get("dzial", "")[:300].replace("\x00", "")
    text = asked.get("szukaj", "").strip()[:100]
    wanted = selectors.Wanted(
        open=None if asked.get("stan") == "all" else asked.get("stan") != "closed",
        whose_move=move if move in Move.values else "",
        type=key if key in {one.key for one in profile.services.case_types} else "",
        unit=unit, text=text,
        mine=request.user.pk if asked.get("moje") else None,
        late_on=today if asked.get("po_terminie") else None,
    )  # fmt: skip
    page = Paginator(selectors.queue(wanted), PER_PAGE).get_page(asked.get("page"))
    context = {
        "page": page,
        "rows": [(one, _status_words(one, profile), move_word(one), _urgency(one, profile, today)) for one in page],
        "types": [(one.key, str(one.title)) for one in profile.services.case_types],
        "units": sorted({str(one.unit) for one in profile.services.case_types if one.unit}),
        "moves": [(value, word) for value, word in _move_words().items()],
        "asked": {"ruch": move, "rodzaj": key, "dzial": unit, "szukaj": text, "stan": asked.get("stan", ""), "moje": asked.get("moje", ""), "po_terminie": asked.get("po_terminie", "")},
        "query": _query(asked),
    }  # fmt: skip
    return render(request, "office/cases/list.html", context)


def _query(asked: QueryDict) -> str:
    kept = asked.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""


@require_safe
@staff_with(Right.SEE_CASES)
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """One case with everything of it; looking is written down."""
    found = _found(case_id)
    audit.record("cases.see", by=request.user, subject=found.signature)
    return _page(request, found)


def _page(request: StaffRequest, found: Case, broken: tuple[str, forms.Form] | None = None) -> HttpResponse:
    profile, today = profile_of(request), localdate()
    case_type, status = type_of(found, profile), status_of(found, profile)
    made = {name: broken[1] if broken and broken[0] == name else make(found, profile, None, None) for name, make in _FORMS.items()}  # fmt: skip
    handover = selectors.handover_of(found) if case_type and case_type.flow == "handover" else None
    context = {
        "case": found,
        "type": case_type,
        "status": _status_words(found, profile),
        "move": move_word(found),
        "statutory": clocks.statutory(found, case_type, today),
        "own": clocks.own(found, case_type, today),
        "law": case_type.statutory.words_for(found.consumer) if case_type and case_type.statutory else "",
        "by_law": clocks.by_law(found, case_type),
        "urgency": _urgency(found, profile, today),
        "story": [_told(event, found, profile) for event in reversed(selectors.whole_story_of(found))],
        "documents": selectors.documents_of(found),
        "files": selectors.form_files_of(found),
        "handover": handover,
        "handover_rows": compared(handover) if handover else [],
        "may_handle": may(request.user, Right.HANDLE_CASES),
        "may_move": bool(status and status.next) and found.open,
        "may_extend": bool(case_type and case_type.statutory and case_type.statutory.extension_days and not found.extended_days and found.open),
        "decision": decision_word(found.decision) if found.decision else "",
        "forms": made,
        "form": broken[1] if broken else None,
    }  # fmt: skip
    return render(request, "office/cases/case.html", context)


@require_POST
@staff_with(Right.HANDLE_CASES)
def act(request: StaffRequest, case_id: UUID, what: str) -> HttpResponse:
    """One of the things staff do with a case: each a form and a verb."""
    if what not in _FORMS:
        raise Http404
    found, profile = _found(case_id), profile_of(request)
    form = _FORMS[what](found, profile, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, (what, form))
    try:
        _ACTS[what](request, found, profile, form.cleaned_data)
    except storing.FileRefused as refusal:
        form.add_error("attachments", str(refusal))
        return _page(request, found, (what, form))
    except errors.NothingSaid:
        form.add_error(None, _("Write something first."))
        return _page(request, found, (what, form))
    except errors.NotAllowedHere:
        messages.warning(
            request, _("This cannot be done now: the case has changed in the meantime. Look at it again.")
        )
    else:
        messages.success(request, _DONE[what]())
    return redirect("office_case", case_id=found.uuid)


def _move(request: StaffRequest, found: Case, profile: Profile, said: dict[str, Any]) -> None:
    services.change_status(
        case=found,
        to=said["to"],
        profile=profile,
        by=request.user,
        at=timezone.now(),
        message=said["message"],
    )


def _write(request: StaffRequest, found: Case, profile: Profile, said: dict[str, Any]) -> None:
    services.write(
        case=found,
        profile=profile,
        by=request.user,
        at=timezone.now(),
        text=said["text"],
        files=said["attachments"] or [],
    )


def _note(request: StaffRequest, found: Case, profile: Profile, said: dict[str, Any]) -> None:
    services.note(case=found, by=request.user, at=timezone.now(), text=said["text"])


def _decide(request: StaffRequest, found: Case, profile: Profile, said: dict[str, Any]) -> None:
    services.decide(
        case=found, profile=profile, by=request.user, at=timezone.now(), decision=Decision(said["decision"]),
        reasons=said["reasons"],
    )  # fmt: skip


def _hand_over(request: StaffRequest, found: Case, profile: Profile, said: dict[str, Any]) -> None:
    services.hand_over(
        case=found,
        by=request.user,
        at=timezone.now(),
        to=said["to"],
        unit=said["unit"],
        reason=said["reason"],
    )


def _extend(request: StaffRequest, found: Case, profile: Profile, said: dict[str, Any]) -> None:
    services.extend(case=found, profile=profile, by=request.user, at=timezone.now(), reason=said["reason"])


def _status_form(found: Case, profile: Profile, data: Any, files: Any) -> forms.Form:
    status = status_of(found, profile)
    following = status.next if status else ()
    known = {one.key: str(one.title) for one in statuses_of(found, profile)}
    return StatusForm(data, choices=[(key, known[key]) for key in following], auto_id="move_%s")


def _hand_over_form(found: Case, profile: Profile, data: Any, files: Any) -> forms.Form:
    units = sorted({str(one.unit) for one in profile.services.case_types if one.unit} | ({found.unit} - {""}))
    able = list(staff_having(Right.HANDLE_CASES))
    initial = {"unit": found.unit, "to": found.handler_id}
    return HandOverForm(data, units=units, people=able, initial=initial, auto_id="hand_%s")


_FORMS: dict[str, Callable[[Case, Profile, Any, Any], forms.Form]] = {
    "status": _status_form,
    "wiadomosc": lambda found, profile, data, files: MessageForm(data, files, auto_id="message_%s"),
    "notatka": lambda found, profile, data, files: NoteForm(data, auto_id="note_%s"),
    "decyzja": lambda found, profile, data, files: DecideForm(data, auto_id="decide_%s"),
    "przekaz": _hand_over_form,
    "termin": lambda found, profile, data, files: ExtendForm(data, auto_id="extend_%s"),
}
_ACTS: dict[str, Callable[[StaffRequest, Case, Profile, dict[str, Any]], None]] = {
    "status": _move,
    "wiadomosc": _write,
    "notatka": _note,
    "decyzja": _decide,
    "przekaz": _hand_over,
    "termin": _extend,
}
_DONE: dict[str, Callable[[], str]] = {
    "status": lambda: _("The status is changed."),
    "wiadomosc": lambda: _("The message is sent."),
    "notatka": lambda: _("The note is kept. Only the office sees it."),
    "decyzja": lambda: _("The case is decided. The customer has been told, and the answer is kept as a PDF."),
    "przekaz": lambda: _("The case is handed over."),
    "termin": lambda: _("The time is extended. The customer has been told why."),
}


@require_safe
@staff_with(Right.SEE_CASES)
def file(request: StaffRequest, case_id: UUID, file_id: UUID) -> HttpResponse:
    """A file of the case."""
    try:
        found = selectors.get_any_file(_found(case_id), file_id)
        return as_download(found.file)
    except (CaseFile.DoesNotExist, FileNotFoundError) as error:
        raise Http404 from error


@require_safe
@staff_with(Right.SEE_CASES)
def document(request: StaffRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    """A PDF of the case as it was given."""
    try:
        kept = selectors.get_document(_found(case_id), document_id)
    except CaseDocument.DoesNotExist as error:
        raise Http404 from error
    response = HttpResponse(bytes(kept.content), content_type="application/pdf")
    name = f"{kept.title} {kept.case.signature}.pdf".replace("/", "-")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=False, filename=name) or ""
    )
    return response


def _found(case_id: UUID) -> Case:
    try:
        return selectors.by_uuid(case_id)
    except Case.DoesNotExist as error:
        raise Http404 from error


def _move_words() -> dict[str, str]:
    return {Move.US: _("our move"), Move.CUSTOMER: _("the customer's move"), Move.NOBODY: _("nobody's move")}


def move_word(found: Case) -> str:
    """Whose move it is, for staff."""
    return _move_words()[found.whose_move]


def _status_words(found: Case, profile: Profile) -> tuple[str, str]:
    status = status_of(found, profile)
    return (str(status.title), status.tone) if status else (found.status, "neutral")


def _urgency(found: Case, profile: Profile, today: Any) -> tuple[str, str]:
    """A word and a tone for what presses; empty when nothing does."""
    by_law = clocks.by_law(found, type_of(found, profile))
    if not found.open or found.whose_move != Move.US:
        return "", ""
    if found.silent_since:
        return (
            _("accepted by silence") if by_law else _("accepted by silence, if a consumer filed it")
        ), "danger"
    if found.statutory_due_on and found.statutory_due_on < today:
        return (_("past the day of the law") if by_law else _("past the day of the answer")), "danger"
    if found.escalated_at:
        return _("urgent"), "danger"
    if found.warned_at:
        return _("soon due"), "warning"
    if found.own_due_on and found.own_due_on < today:
        return _("past our own day"), "warning"
    return "", ""


def _details(event: CaseEvent) -> str:
    """What an event carries besides its text, in words."""
    data = event.data
    if event.kind == EventKind.DECISION:
        return decision_word(data["decision"])
    if event.kind == EventKind.CLOCK:
        words = {
            "warned": _("the day of the warning has come"), "escalated": _("the last days have come"),
            "silence": _("no answer in time: accepted by law") if data.get("certain", True)
            else _("no answer in time: accepted by law, if a consumer filed it"),
            "extended": _("extended"),
        }  # fmt: skip
        return " ".join(filter(None, [words.get(data["what"], ""), str(data.get("days", ""))]))
    if event.kind == EventKind.PARTY:
        party = _("who hands over") if data["party"] == "giver" else _("who takes over")
        said = _("entered the meters") if data["what"] == "said" else pgettext("party", "confirmed")
        return f"{party}: {said}"
    return ", ".join(str(value) for value in data.values() if value not in ("", None))


def _told(event: CaseEvent, found: Case, profile: Profile) -> dict[str, Any]:
    """An event as the office reads it: who did it, and whether the customer sees it."""
    titles = {one.key: str(one.title) for one in statuses_of(found, profile)}
    words = {
        EventKind.FILED: _("Filed"), EventKind.MESSAGE: _("Message"), EventKind.NOTE: _("Internal note"),
        EventKind.HANDED_OVER: _("Handed over"), EventKind.WITHDRAWN: _("Withdrawn"),
        EventKind.REOPENED: _("Reopened"), EventKind.RATED: _("Rated"), EventKind.CLOCK: _("Clock"),
        EventKind.DECISION: _("Decision"), EventKind.PARTY: _("Handover"),
    }  # fmt: skip
    title = words.get(EventKind(event.kind)) or _("Status: %(status)s") % {"status": titles.get(event.status, event.status)}  # fmt: skip
    details = _details(event)
    tone = "warning" if not event.public else "info" if event.actor == Actor.STAFF else "neutral"
    return {
        "event": event,
        "title": title,
        "details": details,
        "tone": tone,
        "files": list(event.files.all()),
    }
