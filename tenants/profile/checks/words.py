"""Texts: every language the office speaks, and no placeholder that could not be filled in."""

from collections.abc import Iterator

from tenants.profile import placeholders
from tenants.profile.checks.walking import Finding, walk
from tenants.profile.problems import Path
from tenants.profile.schema import LocalisedText, Profile
from tenants.profile.schema.notifications import PLACEHOLDERS
from tenants.profile.schema.payments import TITLE_PLACEHOLDERS
from tenants.profile.sentences import gettext as _


def languages(profile: Profile) -> Iterator[Finding]:
    """Every text is there in every language the office speaks."""
    languages = profile.office.languages
    if len(set(languages)) < len(languages):
        yield ("office", "languages"), _("A language is named twice.")
    if "pl" not in languages:
        yield ("office", "languages"), _("Polish (pl) is always one of the languages.")
    for path, part in walk(profile):
        if isinstance(part, LocalisedText):
            spoken = part.by_language()
            for language in languages:
                if language not in spoken:
                    message = _("The office speaks “{language}”, and this text is missing in it.")
                    yield path, message.format(language=language)


def texts(profile: Profile) -> Iterator[Finding]:
    """Placeholders: each topic's own list in messages, two names in the transfer's title, none elsewhere."""
    allowed_by_prefix: dict[Path, frozenset[str]] = {("payments", "transfer_title"): TITLE_PLACEHOLDERS}
    for index, topic in enumerate(profile.notifications.topics):
        for name in ("email", "sms"):
            allowed_by_prefix[("notifications", "topics", index, name)] = PLACEHOLDERS[topic.topic]
    for path, part in walk(profile):
        if not isinstance(part, LocalisedText):
            continue
        allowed = next(
            (names for start, names in allowed_by_prefix.items() if path[: len(start)] == start), None
        )
        if allowed is None and path[0] == "areas" and path[-1] == "transfer_title":
            allowed = TITLE_PLACEHOLDERS
        for language, text in part.by_language().items():
            where = (*path, language)
            if foreign := placeholders.foreign_syntax_in(text):
                message = _("Only plain {{{{name}}}} may stand in a text; “{piece}” is something else.")
                yield where, message.format(piece=foreign)
            for name in placeholders.names_in(text):
                if name not in (allowed or ()):
                    known = ", ".join(sorted(allowed)) if allowed else _("none")
                    message = _("“{{{{{name}}}}}” cannot be filled in here. Allowed: {known}.")
                    yield where, message.format(name=name, known=known)
