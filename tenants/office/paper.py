"""The paper way in: enter a signed form, send its invitation again; and the scans that every form comes with."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenants.files import storing
from tenants.files.models import FilePurpose, StoredFile
from tenants.identity.models import User
from tenants.identity.roles import Right
from tenants.office.doors import StaffRequest, profile_of, staff_with
from tenants.office.forms import PaperForm
from tenants.profile.schema.registration import PaperFormEnteredByStaff
from tenants.registration import errors, selectors, services
from tenants.registration.models import Registration


@require_http_methods(["GET", "HEAD", "POST"])
@staff_with(Right.DECIDE_REGISTRATIONS)
def enter_paper(request: StaffRequest) -> HttpResponse:
    """Enter a signed form of somebody who never registered online; an e-mail lets them in."""
    profile = profile_of(request)
    mode = next(
        (mode for mode in profile.registration.modes if isinstance(mode, PaperFormEnteredByStaff)), None
    )
    if mode is None:
        raise Http404
    printable = profile.forms.form(mode.printable_form)
    number_label = str(profile.glossary.customer_number.label)
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        profile=profile,
        form=printable,
        number_label=number_label,
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_paper_form(
                profile=profile,
                mode=mode,
                email=form.cleaned_data["email"],
                applicant=services.Applicant(
                    full_name=form.cleaned_data["full_name"], phone=form.cleaned_data["phone"]
                ),
                customer=form.cleaned_data["customer"],
                consents=form.consents(),
                scan=stored_scan(form.cleaned_data.get("scan"), request.user),
                paper_kept=form.cleaned_data["paper_kept"],
                by=request.user,
                at=timezone.now(),
            )
        except storing.FileRefused as refusal:
            form.add_error("scan", str(refusal))
        except errors.RegistrationProblem as problem:
            form.add_error(None, refusal_words(problem))
        else:
            messages.success(request, _("Entered. An e-mail with a link to choose a password is on its way."))
            return redirect("office")
    return render(request, "office/registrations/paper.html", {"form": form, "printable": printable})


@require_POST
@staff_with(Right.DECIDE_REGISTRATIONS)
def invite_again(request: StaffRequest, reference: str) -> HttpResponse:
    """The invitation once more, to somebody who lost it or came too late."""
    try:
        found = selectors.by_reference(reference)
    except Registration.DoesNotExist as error:
        raise Http404 from error
    try:
        services.invite_again(
            registration=found, profile=profile_of(request), by=request.user, at=timezone.now()
        )
    except errors.NotOpen:
        messages.info(request, _("This person has answered already: no invitation is needed."))
    except errors.TooSoon:
        messages.warning(request, _("An e-mail went to this address a moment ago. Try again in a while."))
    else:
        messages.success(request, _("The invitation is on its way again. The former link no longer works."))
    return redirect("office_registration", reference=reference)


def refusal_words(problem: errors.RegistrationProblem) -> str:
    """Why the domain would not do it, for the clerk."""
    words = {
        errors.NotOpen: _("This registration is closed: somebody has linked or refused it in the meantime."),
        errors.ConsentMissing: _(
            "A required consent is not signed: %(consent)s. Without it the account cannot be opened."
        )
        % {"consent": problem.text},
        errors.NoInvoiceYet: _("This customer has had no invoice yet: %(rule)s") % {"rule": problem.text},
        errors.AlreadyLinked: _("This login is linked to another customer already: %(rule)s")
        % {"rule": problem.text},
        errors.CustomerTaken: _("Another login has access to this customer already: %(rule)s")
        % {"rule": problem.text},
        errors.AccountExists: problem.text,
        errors.PaperMissing: _("Add the scan of the signed form, or write where the paper is kept."),
    }
    return words.get(type(problem), problem.text or _("This cannot be done now."))


def stored_scan(upload: UploadedFile[Any] | None, by: User) -> StoredFile | None:
    """The scan that came with a form, kept; None without one. Raises FileRefused."""
    if upload is None:
        return None
    if upload.size is not None and upload.size > storing.MAX_BYTES:
        raise storing.FileRefused(_("The file is larger than 10 MB. Scan it again with a lower resolution."))
    return storing.store(
        content=upload.read(), name=upload.name or "", purpose=FilePurpose.EVIDENCE, by=by.email
    )
