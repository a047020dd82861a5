"""Which concrete things stand behind the rooms' plugs, said once at start-up: broker, mail provider, handlers of work."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.urls import reverse

from ebok import session_limits
from ebok.addresses import link
from ebok.celery import send_wake
from ebok.fleet import opening
from ebok.language import follow_the_person
from ebok.local import mail
from ebok.tenancy import tie_session
from tenants.files import storing
from tenants.files import tasks as files
from tenants.integration import arrivals
from tenants.legal import tasks as legal
from tenants.metering import tasks as metering
from tenants.network import tasks as network
from tenants.notifications import links, mailing, texting
from tenants.outbox.services import register_waker
from tenants.privacy import tasks as privacy
from tenants.septic import tasks as septic

# Importing them registers who does which work: a worker does only what it knows, so it must know all of it.
HANDLERS = (mailing, texting, network, arrivals, opening, metering, privacy, legal, septic, files)


def connect() -> None:
    """Called once when Django is ready."""
    register_waker(send_wake)
    user_logged_in.connect(tie_session, dispatch_uid="tie the session to its tenant")
    user_logged_in.connect(session_limits.begin, dispatch_uid="start the session's clocks")
    user_logged_in.connect(follow_the_person, dispatch_uid="speak the person's language")
    links.use_builder(_address)
    storing.use_root(Path(settings.HOME))
    mailing.use_provider(mail.keep if settings.LOCAL_DELIVERY else _smtp)
    if settings.LOCAL_DELIVERY:
        texting.use_provider(mail.keep_sms)


def _address(route: str, **parts: str) -> str:
    return link(reverse(route, urlconf=settings.ROOT_URLCONF, kwargs=parts))


def _smtp(message: EmailMultiAlternatives, key: str) -> None:
    message.extra_headers.setdefault("Message-ID", f"<{key}@{settings.PLATFORM_HOST}>")
    EmailBackend(fail_silently=False).send_messages([message])
