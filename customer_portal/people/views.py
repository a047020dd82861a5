"""The owner's page of people with access: who, for what, until when, last use; invite, change, end. And leaving."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customer_portal.doors import LinkedRequest, linked_only, owners_only, profile_of
from customer_portal.people.forms import InviteForm, ReshapeForm
from tenants.customers.models import Access, AccessRole
from tenants.customers.services import NoSuchAccess
from tenants.delegation import selectors, services, sharing
from tenants.delegation.models import Invitation
from tenants.delegation.services.inviting import AlreadyIn, InvitationClosed, TooManyInvitations

PER_PAGE = 20
MOST_OPEN = 50


@require_safe
@owners_only
def people(request: LinkedRequest) -> HttpResponse:
    """Everybody with access, and the invitations that wait."""
    now = timezone.now()
    page = Paginator(selectors.people_of(request.access, now), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(access, request) for access in page],
        "invitations": [
            (one, sharing.ROLES[AccessRole(one.role)], sharing.last_day_of(one.valid_to))
            for one in selectors.invitations_of(request.access, now)[:MOST_OPEN]
        ],
        "may_invite": profile_of(request).access.delegates and request.standing.ending is None,
        "customer": request.access.customer,
    }
    return render(request, "customer_portal/people/people.html", context)


def _row(access: Access, request: LinkedRequest) -> dict[str, object]:
    return {
        "access": access,
        # What an owner knows of another owner is the name: a login's address is its own.
        "name": access.user.full_name or (_("no name given") if access.is_unlimited else access.user.email),
        "address": "" if access.is_unlimited else access.user.email,
        "me": access.user_id == request.user.pk,
        "role": sharing.ROLES[AccessRole(access.role)],
        "scope": sharing.in_words(access.scope),
        "until": sharing.last_day_of(access.valid_to) if access.valid_to else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@owners_only
def invite(request: LinkedRequest) -> HttpResponse:
    """Let somebody in: whom, as what, for what, until when."""
    profile = profile_of(request)
    if not profile.access.delegates or request.standing.ending:
        raise Http404
    capabilities = request.standing.capabilities
    form = InviteForm(request.POST or None, profile=profile, capabilities=capabilities, today=localdate())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.invite(
                access=request.access, by=request.user, capabilities=capabilities, email=given["email"],
                role=AccessRole(given["role"]), scope=given["scope"], until=given["until"], profile=profile,
                language=get_language() or "pl", at=timezone.now(),
            )  # fmt: skip
        except sharing.SharingProblem as problem:
            form.refuse(problem)
        except AlreadyIn:
            form.add_error("email", _("This person has access already. You find them on the list."))
        except TooManyInvitations:
            form.add_error(None, _("You have sent ten invitations today. Send the next one tomorrow."))
        else:
            sent = _("The invitation is on its way to %(email)s. It can be accepted for seven days.")
            messages.success(request, sent % {"email": given["email"]})
            return redirect("people")
    return render(request, "customer_portal/people/invite.html", {"form": form})


@require_POST
@owners_only
def withdraw(request: LinkedRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back before it is accepted."""
    try:
        found = selectors.invitation_of(request.access, invitation_id)
    except Invitation.DoesNotExist as error:
        raise Http404 from error
    try:
        services.withdraw_invitation(invitation=found, by=request.user, at=timezone.now())
    except InvitationClosed:
        messages.info(request, _("This invitation has been answered already. See the list."))
    else:
        messages.success(request, _("The invitation is taken back. Its link no longer works."))
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
@owners_only
def person(request: LinkedRequest, access_id: int) -> HttpResponse:
    """What one person may do and until when, to change."""
    found, profile = _person(request, access_id), profile_of(request)
    capabilities = request.standing.capabilities
    initial = {
        "role": found.role,
        "scope": found.scope,
        "until": sharing.last_day_of(found.valid_to) if found.valid_to else None,
    }
    form = ReshapeForm(
        request.POST or None, profile=profile, capabilities=capabilities, today=localdate(), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.reshape(
                access=found, by_access=request.access, by=request.user, capabilities=capabilities,
                role=AccessRole(given["role"]), scope=given["scope"], until=given["until"], profile=profile,
                at=timezone.now(),
            )  # fmt: skip
        except sharing.SharingProblem as problem:
            form.refuse(problem)
        except NoSuchAccess:
            messages.info(request, _("This access has ended already."))
            return redirect("people")
        else:
            messages.success(request, _("Changed. It counts from now on."))
            return redirect("people")
    context = {
        "form": form,
        "person": _row(found, request),
        "may_change": profile.access.delegates and request.standing.ending is None,
    }
    return render(request, "customer_portal/people/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@owners_only
def end(request: LinkedRequest, access_id: int) -> HttpResponse:
    """End somebody's access at once, after a page that says so."""
    if request.method != "POST":
        found = _person(request, access_id)
        return render(request, "customer_portal/people/end.html", {"person": _row(found, request)})
    try:
        found = selectors.person_of(request.access, access_id, timezone.now())
        services.end_access(
            access=found,
            by_access=request.access,
            by=request.user,
            profile=profile_of(request),
            at=timezone.now(),
        )
    except Access.DoesNotExist as error:
        if not selectors.was_person_of(request.access, access_id):
            raise Http404 from error
        messages.info(request, _("This access has ended already."))
    except NoSuchAccess:
        messages.info(request, _("This access has ended already."))
    else:
        messages.success(request, _("The access has ended. This person sees nothing from now on."))
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
@linked_only
def leave(request: LinkedRequest) -> HttpResponse:
    """A delegate gives their access back. An owner has no such page: closing the account is another one."""
    customer = request.access.customer
    if request.method == "POST" and request.POST.get("access") != str(request.access.pk):
        # A second click: the first has given it back, and the session stands on another access by now, or on none.
        messages.info(request, _("This access has ended already."))
        return redirect("account")
    if request.access.is_unlimited:
        raise Http404
    if request.method == "POST":
        try:
            services.leave(
                access=request.access, by=request.user, profile=profile_of(request), at=timezone.now()
            )
        except NoSuchAccess:
            messages.info(request, _("This access has ended already."))
        else:
            done = _("You have given the access back. You see nothing of %(customer)s any more.")
            messages.success(request, done % {"customer": customer.name})
        return redirect("account")
    return render(request, "customer_portal/people/leave.html", {"access": request.access})


def _person(request: LinkedRequest, access_id: int) -> Access:
    try:
        return selectors.person_of(request.access, access_id, timezone.now())
    except Access.DoesNotExist as error:
        raise Http404 from error
