"""Tokens of password reset links. Apart from the rest, because allauth's forms load this module while they load themselves."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int

from tenants.identity.models import User
from tenants.profile import selectors as profiles
from tenants.registry import context

OPERATORS_HOURS = 2


class ResetTokens(PasswordResetTokenGenerator):
    """Bound to the tenant (wall 2), valid as long as its profile says."""

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
