"""The link of a message: remembered as opened when its own reader follows it, then the page it is about."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from customer_portal.doors import CustomerRequest, customers_only
from tenants.notifications import selectors, services
from tenants.notifications.models import Message


@require_safe
@customers_only
def message_opened(request: CustomerRequest, message_id: UUID) -> HttpResponse:
    """On to the page the message is about. Only its reader's visit counts: mail scanners follow links too."""
    try:
        line = selectors.message(message_id)
    except Message.DoesNotExist as error:
        raise Http404 from error
    if line.user_uuid != request.user.uuid or not line.target:
        raise Http404
    services.mark_opened(line=line, at=timezone.now())
    return redirect(line.target)
