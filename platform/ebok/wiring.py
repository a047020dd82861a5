"""Which concrete things stand behind the rooms' plugs, said once at start-up: broker, mail provider, handlers."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from ebok.celery import send_wake
from ebok.local import mail
from tenants.notifications import mailing
from tenants.outbox.services import register_waker


def connect() -> None:
    """Called once when Django is ready."""
    register_waker(send_wake)
    mailing.use_provider(mail.keep if settings.LOCAL_DELIVERY else _smtp)


def _smtp(message: EmailMultiAlternatives, key: str) -> None:
    message.extra_headers.setdefault("Message-ID", f"<{key}@{settings.PLATFORM_HOST}>")
    EmailBackend(fail_silently=False).send_messages([message])
