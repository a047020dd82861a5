"""What the metering room throws away by itself: photos that people sent without signing in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from tenants.files.tasks import order_forgetting
from tenants.metering.models import OPEN_STATES, SentBy, SubmittedReading
from tenants.profile.schema import Profile

_AT_ONCE = 500  # the rest goes an hour later


@transaction.atomic
def forget_guest_photos(*, profile: Profile, at: datetime) -> int:
    """Let go of guests' photos older than `retention.guest_photo_days` and order that they be deleted; returns how many.

    A photo on which somebody still has to decide stays until then. The reading itself stays as it was sent.
    """
    oldest = at - timedelta(days=profile.retention.guest_photo_days)
    found = SubmittedReading.objects.filter(
        channel__in=[SentBy.GUEST, SentBy.LABEL], photo__isnull=False, sent_at__lt=oldest
    ).exclude(state__in=OPEN_STATES)
    gone = 0
    for sent in found.select_related("photo").order_by("sent_at")[:_AT_ONCE]:
        photo = sent.photo
        assert photo is not None  # it was asked for above
        SubmittedReading.objects.filter(pk=sent.pk).update(photo=None)
        order_forgetting(photo)
        gone += 1
    return gone
