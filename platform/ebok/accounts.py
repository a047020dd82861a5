"""allauth's hooks: links from the tenant's primary domain, mail in the utility's voice, no open sign-up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from ebok.addresses import link
from tenants.registry import context


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People register through the registration room, which knows the utility's policy."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        uidb36, _, token = key.partition("-")
        return link(reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token}))

    def get_from_email(self) -> str:
        from tenants.notifications.mailing import sender_address  # noqa: PLC0415

        return sender_address()

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        from ebok.page import mail_context  # noqa: PLC0415

        super().send_mail(template_prefix, email, {**context, **mail_context()})


class MfaAdapter(DefaultMFAAdapter):
    def _get_site_name(self) -> str:
        place = context.current_or_none()
        return place.primary_host if place else settings.PLATFORM_HOST

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys are bound to the tenant's primary host, which must stay stable."""
        name = self._get_site_name()
        return {"id": name, "name": name}
