"""Filling in a form: one page at a time, files, the check of all answers, and the button that files."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customer_portal.cases.forms import ContactForm, PageForm
from customer_portal.cases.people import CaseRequest, draft_for, remember_case, with_person
from customer_portal.doors import profile_of
from tenants.cases import errors, services
from tenants.cases.answers import Page, kept, pages, written
from tenants.cases.known import options_for
from tenants.cases.models import Draft
from tenants.cases.services.filing import missing
from tenants.files import storing
from tenants.profile.schema.cases import CaseType

CONTACT, CHECK = "kontakt", "sprawdz"


class DraftRequest(CaseRequest):
    """A request about an open draft (typing only)."""

    draft: Draft
    case_type: CaseType


def with_draft(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """For whoever began the draft. A filed one leads to its case, one of a kind that is gone to the catalogue."""

    @wraps(view)
    @with_person
    def guarded(request: Any, /, draft_id: UUID, **kwargs: Any) -> HttpResponse:
        draft = draft_for(request, draft_id)
        if draft.case is not None:
            return redirect("case_done", case_id=draft.case.uuid)
        try:
            request.case_type = profile_of(request).services.case_type(draft.type)
        except KeyError:
            messages.warning(request, _("This case is no longer filed here. Choose another one, or call us."))
            return redirect("case_catalogue")
        if draft.email_verified_at is None:
            return redirect("case_code", draft_id=draft.uuid)
        request.draft = draft
        return view(request, **kwargs)

    return guarded


@require_safe
@with_draft
def go_on(request: DraftRequest) -> HttpResponse:
    """To the first page that is not done, else to the check."""
    return _to(request, _next(request.draft, request.case_type))


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def step(request: DraftRequest, page: str) -> HttpResponse:
    """One page of questions. „Continue” keeps the answers; a question that an answer has opened is asked at once."""
    draft, case_type = request.draft, request.case_type
    found = next((one for one in pages(case_type, draft.answers) if one.key == page), None)
    if found is None:
        return redirect("case_draft", draft_id=draft.uuid)
    form = _page_form(request, found, posted=request.method == "POST")
    if request.method == "POST":
        form = _as_answered(request, form, page)
        if "redraw" in request.POST or form.newly_asked:
            # Only what stands on the page now, with everything typed still there and no word of blame.
            form = _redrawn(request, form)
        elif form.is_valid() and _keep(request, form, page):
            return _to(request, _next(request.draft, case_type))
    return render(request, "customer_portal/cases/step.html", _step_page(request, form, page))


def _page_form(request: DraftRequest, page: Page, *, posted: bool) -> PageForm:
    customer = request.draft.customer
    return PageForm(
        request.POST if posted else None, request.FILES if posted else None, page=page, draft=request.draft,
        case_type=request.case_type, options=options_for(request.case_type, customer), today=localdate(),
    )  # fmt: skip


def _as_answered(request: DraftRequest, form: PageForm, page: str) -> PageForm:
    """The posted page with the questions that its own answers make: one may open another, and that a third."""
    for _chain in request.case_type.fields:
        form.is_valid()
        every = pages(request.case_type, {**request.draft.answers, **form.answers})
        shown = next((one for one in every if one.key == page), form.page)
        if shown.fields == form.page.fields:
            break
        form = _page_form(request, shown, posted=True)
    return form


def _redrawn(request: DraftRequest, before: PageForm) -> PageForm:
    """The page with the questions asked now; files sent along are kept, so that nobody chooses them twice."""
    _keep_files(request, before)
    form = _page_form(request, before.page, posted=False)
    for question in form.page.fields:
        if question.kind != "file":
            widget = form.fields[question.key].widget
            typed = widget.value_from_datadict(request.POST, request.FILES, question.key)
            if any(typed) if isinstance(typed, list) else typed:
                form.initial[question.key] = typed
    return form


def _keep(request: DraftRequest, form: PageForm, page: str) -> bool:
    """Files first: one that is refused says so at its question, and the others are kept all the same."""
    if not _keep_files(request, form):
        return False
    services.save_page(draft=request.draft, page=page, answers=form.answers, at=timezone.now())
    have = set(request.draft.files.values_list("field", flat=True))
    for question in form.page.fields:
        if question.kind == "file" and question.required and question.key not in have:
            form.add_error(
                question.key, _("Add at least one file: %(question)s.") % {"question": question.label}
            )
    return not form.errors


def _keep_files(request: DraftRequest, form: PageForm) -> bool:
    for question in form.page.fields:
        for name, content in getattr(form, "uploads", {}).get(question.key, []):
            try:
                services.add_file(
                    draft=request.draft, question=question, content=content, name=name, at=timezone.now()
                )
            except storing.FileRefused as refusal:
                form.add_error(question.key, f"{name[:80]}: {refusal}")
            except errors.TooManyFiles as most:
                sentence = _("There may be at most %(most)s files here. Remove one to add another.")
                form.add_error(question.key, sentence % {"most": most.text})
                break
    return not form.errors


def _step_page(request: DraftRequest, form: PageForm, page: str) -> dict[str, Any]:
    draft, case_type = request.draft, request.case_type
    files: dict[str, list[Any]] = {}
    for one in draft.files.select_related("file"):
        files.setdefault(one.field, []).append(one)
    rows = [
        {
            "field": form[one.key], "question": one, "files": files.get(one.key, []),
            "decides": any(rule.shown_when and rule.shown_when.field == one.key for rule in case_type.fields),
        }
        for one in form.page.fields
    ]  # fmt: skip
    return {
        "form": form, "rows": rows, "type": case_type, "draft": draft, "page": form.page,
        "steps": _stepper(draft, case_type, page), "back": _before(draft, case_type, page),
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def contact(request: DraftRequest) -> HttpResponse:
    """Who a guest is. Signed-in people are known."""
    draft = request.draft
    if draft.user_id is not None:
        return redirect("case_draft", draft_id=draft.uuid)
    form = ContactForm(
        request.POST if request.method == "POST" else None, initial={"name": draft.name, "phone": draft.phone}
    )
    if request.method == "POST" and form.is_valid():
        services.save_page(
            draft=draft, page=CONTACT, answers={}, at=timezone.now(), name=form.cleaned_data["name"],
            phone=form.cleaned_data["phone"],
        )  # fmt: skip
        return _to(request, _next(request.draft, request.case_type))
    context = {
        "form": form, "type": request.case_type, "draft": draft,
        "steps": _stepper(draft, request.case_type, CONTACT),
    }  # fmt: skip
    return render(request, "customer_portal/cases/contact.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def check(request: DraftRequest) -> HttpResponse:
    """All answers with a way back to each, the fee and the deadline; the button files, and twice is once."""
    draft, case_type = request.draft, request.case_type
    lacking = _next(draft, case_type)
    if lacking != CHECK:
        return _to(request, lacking)
    problem = ""
    if request.method == "POST":
        try:
            filed = services.file_case(draft=draft, profile=profile_of(request), at=timezone.now())
        except errors.PreconditionUnmet as unmet:
            problem = unmet.text
        except errors.Incomplete as incomplete:
            return _to(request, incomplete.text or lacking)
        else:
            if request.person.user is None:
                remember_case(request, filed.case, pin=filed.pin)
            return redirect("case_done", case_id=filed.case.uuid)
    answers = kept(case_type, draft.answers)
    files: dict[str, list[str]] = {}
    for field, name in draft.files.values_list("field", "file__name"):
        files.setdefault(field, []).append(name)
    parts = [
        {
            "page": page,
            "rows": [
                (str(one.label), ", ".join(files.get(one.key, ["–"])) if one.kind == "file" else written(one, answers.get(one.key)))
                for one in page.fields
            ],
        }
        for page in pages(case_type, draft.answers)
    ]  # fmt: skip
    context = {
        "type": case_type, "draft": draft, "parts": parts, "problem": problem,
        "steps": _stepper(draft, case_type, CHECK), "guest": draft.user_id is None,
    }  # fmt: skip
    return render(request, "customer_portal/cases/check.html", context)


@require_POST
@with_draft
def discard(request: DraftRequest) -> HttpResponse:
    """Throw the form away."""
    services.discard(draft=request.draft)
    messages.success(request, _("The form is thrown away."))
    return redirect("cases" if request.person.user else "case_catalogue")


@require_POST
@with_draft
def remove_file(request: DraftRequest, file_id: UUID) -> HttpResponse:
    """Take one file out again, and back to its page."""
    found = request.draft.files.filter(uuid=file_id).first()
    if found is None:
        raise Http404
    services.remove_file(draft=request.draft, file=found)
    every = pages(request.case_type, request.draft.answers)
    page = next((one.key for one in every if any(q.key == found.field for q in one.fields)), "")
    return _to(request, page) if page else redirect("case_draft", draft_id=request.draft.uuid)


def _next(draft: Draft, case_type: CaseType) -> str:
    """The first page that is not done: contact of a guest, the pages of the form, then the check."""
    if draft.user_id is None and CONTACT not in draft.steps_done:
        return CONTACT
    return missing(draft, case_type) or CHECK


def _to(request: DraftRequest, page: str) -> HttpResponse:
    draft_id = request.draft.uuid
    if page in (CONTACT, CHECK):
        return redirect("case_contact" if page == CONTACT else "case_check", draft_id=draft_id)
    return redirect("case_step", draft_id=draft_id, page=page)


def _every(draft: Draft, case_type: CaseType) -> list[tuple[str, str]]:
    own = [(CONTACT, _("About you"))] if draft.user_id is None else []
    form = [
        (page.key, str(page.step.title) if page.step else _("Details"))
        for page in pages(case_type, draft.answers)
    ]
    return [*own, *form, (CHECK, _("Check"))]


def _stepper(draft: Draft, case_type: CaseType, here: str) -> list[dict[str, str]]:
    done = set(draft.steps_done)
    return [
        {"label": label, "state": "current" if key == here else "done" if key in done else "todo"}
        for key, label in _every(draft, case_type)
    ]


def _before(draft: Draft, case_type: CaseType, here: str) -> str:
    """The page before this one, or an empty text on the first."""
    keys = [key for key, _label in _every(draft, case_type)]
    at = keys.index(here) if here in keys else 0
    return keys[at - 1] if at > 0 else ""
