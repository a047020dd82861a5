"""Keys: whatever one theme names in another is there."""

from collections.abc import Iterable, Iterator

from tenants.profile.checks.walking import Finding
from tenants.profile.problems import Path
from tenants.profile.schema import Profile
from tenants.profile.sentences import gettext as _


def references(profile: Profile) -> Iterator[Finding]:
    """Forms, documents, consents, pages and announcements that are named exist."""
    forms = {form.key for form in profile.forms.printable}
    consents = {consent.key for consent in profile.legal.consents}
    documents = {document.key: document for document in profile.legal.documents}
    pages = {page.key for page in profile.content.pages}
    announcements = {news.key for news in profile.content.announcements}

    def unknown(path: Path, key: str | None, known: Iterable[str], message: str) -> Iterator[Finding]:
        if key is not None and key not in known:
            yield path, message.format(key=key)

    no_form = _("There is no form “{key}” among forms.printable.")
    for index, mode in enumerate(profile.registration.modes):
        form = getattr(mode, "printable_form", None)
        yield from unknown(("registration", "modes", index, "printable_form"), form, forms, no_form)
    if migration := profile.registration.migration:
        message = _("There is no announcement “{key}”.")
        path: Path = ("registration", "migration", "announcement")
        yield from unknown(path, migration.announcement, announcements, message)
    for index, printable in enumerate(profile.forms.printable):
        for position, consent in enumerate(printable.consents):
            path = ("forms", "printable", index, "consents", position)
            yield from unknown(
                path, consent, consents, _("There is no consent “{key}” among legal.consents.")
            )
    no_document = _("There is no document “{key}” among legal.documents.")
    for index, agreed in enumerate(profile.legal.consents):
        path = ("legal", "consents", index)
        yield from unknown((*path, "document"), agreed.document, documents, no_document)
        document = documents.get(agreed.document or "")
        numbers = [version.number for version in document.versions] if document else []
        if document and agreed.document_version is not None and agreed.document_version not in numbers:
            yield (*path, "document_version"), _("This document has no such version.")
    for index, news in enumerate(profile.content.announcements):
        no_page = _("There is no page “{key}”.")
        yield from unknown(("content", "announcements", index, "page"), news.page, pages, no_page)
        if news.visible_from and news.visible_until and news.visible_until < news.visible_from:
            yield (
                ("content", "announcements", index, "visible_until"),
                _("The last day is before the first one."),
            )
    for index, download in enumerate(profile.content.downloads):
        path = ("content", "downloads", index)
        yield from unknown((*path, "form"), download.form, forms, no_form)
        yield from unknown((*path, "document"), download.document, documents, no_document)
        targets = [download.form, download.document, download.file, download.url]
        if sum(target is not None for target in targets) != 1:
            yield path, _("Say exactly one of: form, document, file, url.")


def required_consents_on_a_form(profile: Profile) -> Iterator[Finding]:
    """A required consent that can be given only on paper must stand on the form that activates."""
    carried = {key for form in profile.forms.printable for key in form.consents}
    for index, consent in enumerate(profile.legal.consents):
        if "paper" in consent.channels and consent.key not in carried:
            message = _("This consent is given on paper, but no form carries it.")
            yield ("legal", "consents", index, "channels"), message
