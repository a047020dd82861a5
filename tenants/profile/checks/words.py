"""Texts: every language the utility promises to write in, and no placeholder that could not be filled in."""

from collections.abc import Iterator

from tenants.profile import placeholders
from tenants.profile.checks.walking import Finding, walk
from tenants.profile.problems import Path
from tenants.profile.schema import LocalisedText, Profile
from tenants.profile.schema.notifications import PLACEHOLDERS
from tenants.profile.schema.payments import TITLE_PLACEHOLDERS
from tenants.profile.sentences import gettext as _


def languages(profile: Profile) -> Iterator[Finding]:
    """Every text of the utility is there in every language it promises to write in."""
    spoken, promised = profile.office.languages, profile.office.own_texts_in
    for name, languages in (("languages", spoken), ("own_texts_in", promised)):
        if len(set(languages)) < len(languages):
            yield ("office", name), _("A language is named twice.")
        if "pl" not in languages:
            yield ("office", name), _("Polish (pl) is always one of the languages.")
    for index, language in enumerate(promised):
        if language not in spoken:
            message = _("The office does not speak “{language}”; add it to office.languages first.")
            yield ("office", "own_texts_in", index), message.format(language=language)
    for path, part in walk(profile):
        if isinstance(part, LocalisedText):
            written = part.by_language()
            for language in promised:
                if language not in written:
                    message = _(
                        "The utility's texts are promised in “{language}”, and this one is missing in it."
                    )
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
