"""Announcements of the utility in one place; the home page shows only the first of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from customer_portal.doors import open_to_all, profile_of
from tenants.content.markdown import as_html
from tenants.network.selectors import shown_outages


@require_safe
@open_to_all
def announcements(request: HttpRequest) -> HttpResponse:
    """News that are shown today, wherever else they stand; outages have a page of their own."""
    profile, today = profile_of(request), localdate()
    shown = [
        (news, as_html(str(news.body))) for news in profile.content.announcements if news.is_shown(today)
    ]
    outages = shown_outages(timezone.now()).count() if profile.network.outages else 0
    return render(request, "customer_portal/notices/announcements.html", {"shown": shown, "outages": outages})
