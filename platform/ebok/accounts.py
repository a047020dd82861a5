"""allauth's hooks: links from the tenant's primary domain, mail in the utility's voice, no open sign-up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ebok.addresses import link
from tenants.notifications.mailing import sender_address
from tenants.notifications.services import Action, notify
from tenants.profile import selectors as profiles
from tenants.profile.formats import time_text
from tenants.profile.schema.notifications import Topic
from tenants.registry import context as place_of

RESET = "account/email/password_reset_key"
# What allauth tells an account's owner about, by the name of its mail. Mails not named here are never sent.
CHANGES = {
    "account/email/password_changed": gettext_lazy("the password was changed"),
    "account/email/password_reset": gettext_lazy("a new password was set"),
    "account/email/password_set": gettext_lazy("a password was set"),
    "mfa/email/totp_activated": gettext_lazy("codes from an app were switched on"),
    "mfa/email/totp_deactivated": gettext_lazy("codes from an app were switched off"),
    "mfa/email/recovery_codes_generated": gettext_lazy("new spare codes were made"),
    "mfa/email/webauthn_added": gettext_lazy("a key for signing in was added"),
    "mfa/email/webauthn_removed": gettext_lazy("a key for signing in was removed"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People register through the registration room, which knows the utility's policy."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        uidb36, _dash, token = key.partition("-")
        return link(reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token}))

    def get_from_email(self) -> str:
        return sender_address()

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Nothing: addresses are confirmed by the registration's own link, which the next page offers again."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The utility's own words (topics `password_reset`, `security_notice`), by its outbox; plain ones for operators."""
        if template_prefix != RESET and template_prefix not in CHANGES:
            return
        if place_of.current_or_none() is None:
            EmailMessage(*_plain(template_prefix, context), sender_address(), [email]).send()
            return
        profile = profiles.published()
        if template_prefix == RESET:
            url = context["password_reset_url"]
            notify(
                profile=profile,
                topic=Topic.PASSWORD_RESET,
                to=email,
                language=get_language() or "pl",
                values={
                    "reset_url": url,
                    "valid_hours": str(profile.registration.links.password_reset_hours),
                },
                action=Action(_("Set a new password"), url),
            )
        else:
            notify(
                profile=profile,
                topic=Topic.SECURITY_NOTICE,
                to=email,
                language=get_language() or "pl",
                values={"what": str(CHANGES[template_prefix]), "when": time_text(timezone.now())},
            )


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    def _get_site_name(self) -> str:
        place = place_of.current_or_none()
        return place.primary_host if place else settings.PLATFORM_HOST

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys are bound to the tenant's primary host, which must stay stable."""
        name = self._get_site_name()
        return {"id": name, "name": name}


def _plain(template_prefix: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and text of a mail to an operator, who belongs to no utility."""
    if template_prefix == RESET:
        return _("Set a new password"), context["password_reset_url"]
    what = f"{CHANGES[template_prefix]} ({time_text(timezone.now())})"
    return _("A change in your account"), _("In your account: %(what)s.") % {"what": what}
