"""Words nobody should build a password from: the utility's own name, and the season's favourites with water in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
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


def made_of(password: str, words: Iterable[str]) -> str | None:
    """The word of which the password is little more than a decoration (fewer than four other letters), or None."""
    bare = re.sub(r"[\W\d_]+", "", password.lower())
    for word in words:
        stem = re.sub(r"[\W\d_]+", "", word.lower())
        if stem and stem in bare and len(bare) - len(stem) < 4:
            return word
    return None


def refuse_words(password: str, words: Iterable[str]) -> None:
    """Raise ValidationError when the password is made of one of the words."""
    if word := made_of(password, words):
        raise ValidationError(
            _("This password is easy to guess: it is little more than the word “%(word)s”."),
            code="utility_word",
            params={"word": word},
        )


class UtilityWordsValidator:
    """Django's hook: refuses what is made of the common words or of the utility's short name."""

    def validate(self, password: str, user: Any = None) -> None:
        place = context.current_or_none()
        refuse_words(password, COMMON_STEMS + ((place.slug,) if place else ()))

    def get_help_text(self) -> str:
        return _("Do not build it from the utility's name or from words such as “woda”.")
