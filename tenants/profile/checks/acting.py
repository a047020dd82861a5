"""Letting somebody else act needs the message by which they are let in, and the link in it."""

from collections.abc import Iterator

from tenants.profile import placeholders
from tenants.profile.checks.walking import Finding
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic
from tenants.profile.sentences import gettext as _

_LINKS = {Topic.DELEGATE_INVITATION: "accept_url", Topic.ACCOUNT_CLOSED: "undo_url"}


def messages(profile: Profile) -> Iterator[Finding]:
    """The invitation is there when delegates are on; a message that exists for its link holds it in every language."""
    topics = {one.topic: (index, one) for index, one in enumerate(profile.notifications.topics)}
    if profile.access.delegates and Topic.DELEGATE_INVITATION not in topics:
        message = _("Delegates are on (access.delegates), so the topic “{topic}” is needed to invite them.")
        yield ("notifications", "topics"), message.format(topic=Topic.DELEGATE_INVITATION.value)
    for topic, link in _LINKS.items():
        index, settings = topics.get(topic, (0, None))
        if settings is None or settings.email is None:
            continue
        for language, body in settings.email.body.by_language().items():
            if link not in placeholders.names_in(body):
                message = _("The e-mail must contain {{{{{name}}}}}, or nobody could follow it.")
                yield (
                    "notifications", "topics", index, "email", "body", language,
                ), message.format(name=link)  # fmt: skip
