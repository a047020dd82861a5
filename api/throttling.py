"""How often one key or one person may ask. Counted in the utility's schema, so each utility has its own counts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from tenants.identity.throttling import allowed
from tenants.integration.models import ApiKey

REQUESTS_PER_MINUTE = 600
_WINDOW = timedelta(minutes=1)


class PerCaller(BaseThrottle):
    """One count per key, or per signed-in person; the windows are the clock's minutes."""

    def __init__(self) -> None:
        self.at: datetime = timezone.now()

    def allow_request(self, request: Request, view: APIView) -> bool:
        caller = (
            f"key:{request.auth.prefix}" if isinstance(request.auth, ApiKey) else f"user:{request.user.pk}"
        )
        return allowed(f"api:{caller}", limit=REQUESTS_PER_MINUTE, window=_WINDOW, at=self.at)

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return 60.0 - self.at.timestamp() % 60
