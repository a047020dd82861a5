"""Words nobody should build a password from: the utility's own name, and the season's favourites with water in them."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tenants.registry import context

COMMON_STEMS = (
    "wodociagi",
    "wodociąg",
    "woda",
    "ebok",
    "ibok",
    "haslo",
    "hasło",
    "password",
    "kanalizacja",
    "polska",
)


class UtilityWordsValidator:
    """Refuses a password that is little more than one such word with digits and signs around it."""

    def validate(self, password: str, user: Any = None) -> None:
        place = context.current_or_none()
        stems = COMMON_STEMS + ((place.slug,) if place else ())
        bare = re.sub(r"[\W\d_]+", "", password.lower())
        for stem in stems:
            if stem in bare and len(bare) - len(stem) < 4:
                raise ValidationError(
                    _("This password is easy to guess: it is little more than the word “%(word)s”."),
                    code="utility_word",
                    params={"word": stem},
                )

    def get_help_text(self) -> str:
        return _("Do not build it from the utility's name or from words such as “woda”.")
