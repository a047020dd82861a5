"""What we add to allauth's sign-in: the utility's announcements, its own words, and links that live as long as it says."""

from __future__ import annotations

from typing import Any

from allauth.account import views
from allauth.account.forms import LoginForm
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int
from django.utils.timezone import localdate

from tenants.content.markdown import as_html
from tenants.identity.models import User
from tenants.profile import selectors as profiles
from tenants.registry import context

OPERATORS_HOURS = 2


class SignInView(views.LoginView):  # type: ignore[misc]
    """Signing in, with the news that the utility wants seen here."""

    def get_form(self, form_class: type[LoginForm] | None = None) -> LoginForm:
        form = super().get_form(form_class)
        form.fields["password"].help_text = ""  # our page has the link in the utility's own words
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = super().get_context_data(**kwargs)
        in_force = self.request.in_force
        if in_force is not None:
            news = in_force.profile.content.announcements_at("sign_in", localdate())
            page["announcements"] = [(item, as_html(str(item.body))) for item in news]
        return page


class ResetTokens(PasswordResetTokenGenerator):
    """Tokens of password reset links: bound to the tenant (wall 2), valid as long as its profile says."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{context.key_prefix()}{super()._make_hash_value(user, timestamp)}"

    def check_token(self, user: Any, token: str | None) -> bool:
        if not isinstance(user, User) or not token or not super().check_token(user, token):
            return False
        age = self._num_seconds(self._now()) - base36_to_int(token.partition("-")[0])
        return age <= self._hours() * 3600

    def _hours(self) -> int:
        if context.current_or_none() is None:
            return OPERATORS_HOURS
        return profiles.published().registration.links.password_reset_hours
