"""Rules between themes: what one part of a profile says must fit what another part says."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from lxml import etree
from pydantic import BaseModel

from tenants.profile import placeholders
from tenants.profile.problems import Path
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import PLACEHOLDERS, Topic
from tenants.profile.schema.payments import TITLE_PLACEHOLDERS
from tenants.profile.schema.registration import OF_A_CUSTOMER, Capability, Proof
from tenants.profile.schema.types import LocalisedFile, LocalisedText
from tenants.profile.sentences import gettext as _

Finding = tuple[Path, str]

# Topics without which nobody could register or sign in again.
_NEEDED_TOPICS = (Topic.REGISTRATION_VERIFY, Topic.REGISTRATION_ACTIVATED, Topic.PASSWORD_RESET)
_SVG_NAMES = frozenset(
    "svg g path circle ellipse rect line polyline polygon title desc defs linearGradient radialGradient stop".split()
)


def findings(profile: Profile, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Everything that does not fit, as (path, sentence)."""
    for check in _CHECKS:
        yield from check(profile, files)


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """Every part of the profile with its path, outermost first."""
    if isinstance(value, BaseModel):
        yield path, value
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))


def side_files(profile: Profile) -> Iterator[tuple[Path, str]]:
    """Every file the profile names, with the path of the field that names it."""
    for path, part in walk(profile):
        if isinstance(part, LocalisedFile):
            for language, name in part.by_language().items():
                spelled_out = (*path, language)
                yield spelled_out, name
    marks = profile.branding
    for field in ("logo", "logo_dark", "favicon"):
        if name := getattr(marks, field):
            yield ("branding", field), name
    for index, download in enumerate(profile.content.downloads):
        if download.file:
            yield ("content", "downloads", index, "file"), download.file


def _languages(profile: Profile, files: Mapping[str, bytes]) -> Iterator[Finding]:
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


def _keys_once(profile: Profile, files: Mapping[str, bytes]) -> Iterator[Finding]:
    for path, part in walk(profile):
        for name in type(part).model_fields:
            items = getattr(part, name)
            if not isinstance(items, tuple):
                continue
            seen: set[str] = set()
            for index, item in enumerate(items):
                key = getattr(item, "key", None)
                if key in seen:
                    yield (*path, name, index, "key"), _("“{key}” is used twice in this list.").format(key=key)
                if key is not None:
                    seen.add(key)


def _ladder(profile: Profile, files: Mapping[str, bytes]) -> Iterator[Finding]:
    registration = profile.registration
    available: set[Proof] = set()
    for mode in registration.modes:
        available |= mode.gives()
    linked = False
    seen: set[Capability] = set()
    for index, rung in enumerate(registration.ladder):
        here: Path = ("registration", "ladder", index)
        for position, proof in enumerate(rung.reached_by):
            if proof not in available:
                message = _("No way of registration gives the proof “{proof}”, so nobody could get here by it.")
                yield (*here, "reached_by", position), message.format(proof=proof.value)
        if rung.links_customer and linked:
            yield (*here, "links_customer"), _("Login and customer are linked on a lower rung already.")
        linked = linked or rung.links_customer
        for position, capability in enumerate(rung.opens):
            if capability in seen:
                message = _("“{name}” is open on a lower rung already.").format(name=capability.value)
                yield (*here, "opens", position), message
            if capability in OF_A_CUSTOMER and not linked:
                message = _("“{name}” shows a customer's data, so it opens only on a rung with links_customer: true.")
                yield (*here, "opens", position), message.format(name=capability.value)
            seen.add(capability)
        last = index == len(registration.ladder) - 1
        if not last and rung.next_step is None:
            yield here, _("This rung is not the highest, so it must say the next step (next_step).")
    if not linked:
        yield ("registration", "ladder"), _("No rung links login and customer (links_customer: true).")
    if Capability.SIGN_IN not in seen:
        yield ("registration", "ladder"), _("No rung opens signing in (sign_in).")
    if registration.modes_of_kind("online_form") == () and registration.modes_of_kind("imported_account") == ():
        if not registration.modes_of_kind("paper_form_entered_by_staff"):
            yield ("registration", "modes"), _("There is no way for a new person to begin.")


def _registration_fits(profile: Profile, files: Mapping[str, bytes]) -> Iterator[Finding]:
    registration = profile.registration
    here: Path = ("registration",)
    if registration.modes_of_kind("invoice_knowledge") and registration.fields.customer_number == "absent":
        message = _("Knowledge of an invoice needs the customer number, so the form has to ask for it.")
        yield (*here, "fields", "customer_number"), message
    reset_days = registration.links.verification_hours / 24
    if registration.links.unverified_days < reset_days:
        message = _("An unverified registration would be removed before its link expires.")
        yield (*here, "links", "unverified_days"), message
    if registration.precondition.when_unknown == "refuse" and registration.fields.customer_number != "required":
        message = _("Whoever gives no customer number is refused, so the form has to require it.")
        yield (*here, "precondition", "when_unknown"), message
    imported = registration.modes_of_kind("imported_account")
    if registration.migration and not imported:
        yield (*here, "migration"), _("Moving from a former system needs a way of the kind imported_account.")
    documents = [document for document in profile.legal.documents if document.accepted_at_registration]
    if not documents:
        yield ("legal", "documents"), _("No document is accepted at registration (accepted_at_registration: true).")


def _references(profile: Profile, files: Mapping[str, bytes]) -> Iterator[Finding]:
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
            yield from unknown(path, consent, consents, _("There is no consent “{key}” among legal.consents."))
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
            yield ("content", "announcements", index, "visible_until"), _("The last day is before the first one.")
    for index, download in enumerate(profile.content.downloads):
        path = ("content", "downloads", index)
        yield from unknown((*path, "form"), download.form, forms, no_form)
        yield from unknown((*path, "document"), download.document, documents, no_document)
        targets = [download.form, download.document, download.file, download.url]
        if sum(target is not None for target in targets) != 1:
            yield path, _("Say exactly one of: form, document, file, url.")


def _required_consents_on_a_form(profile: Profile, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """A required consent that can be given only on paper must stand on the form that activates."""
    carried = {key for form in profile.forms.printable for key in form.consents}
    for index, consent in enumerate(profile.legal.consents):
        if "paper" in consent.channels and consent.key not in carried:
            message = _("This consent is given on paper, but no form carries it.")
            yield ("legal", "consents", index, "channels"), message


def _versions(profile: Profile, files: Mapping[str, bytes]) -> Iterator[Finding]:
    for index, document in enumerate(profile.legal.documents):
        for position, version in enumerate(document.versions):
            here: Path = ("legal", "documents", index, "versions", position)
            if version.number != position + 1:
                message = _("Versions go 1, 2, 3 … without gaps; {number} was expected here.")
                yield (*here, "number"), message.format(number=position + 1)
            if position and version.effective_from <= document.versions[position - 1].effective_from:
                message = _("A later version must take effect on a later day than the one before it.")
                yield (*here, "effective_from"), message


def _texts(profile: Profile, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Placeholders: each topic's own list in messages, two names in the transfer's title, none elsewhere."""
    allowed_by_prefix: dict[Path, frozenset[str]] = {("payments", "transfer_title"): TITLE_PLACEHOLDERS}
    for index, topic in enumerate(profile.notifications.topics):
        for name in ("email", "sms"):
            allowed_by_prefix[("notifications", "topics", index, name)] = PLACEHOLDERS[topic.topic]
    for path, part in walk(profile):
        if not isinstance(part, LocalisedText):
            continue
        allowed = next((names for start, names in allowed_by_prefix.items() if path[: len(start)] == start), None)
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


def _topics(profile: Profile, files: Mapping[str, bytes]) -> Iterator[Finding]:
    used = {topic.topic for topic in profile.notifications.topics}
    needed = list(_NEEDED_TOPICS)
    if profile.security.enumeration.mode in ("mail", "screen"):
        needed.append(Topic.REGISTRATION_ACCOUNT_EXISTS)
    if profile.registration.refusal_reasons:
        needed.append(Topic.REGISTRATION_REFUSED)
    if profile.registration.modes_of_kind("paper_form_entered_by_staff"):
        needed.append(Topic.REGISTRATION_INVITATION)
    for topic in needed:
        if topic not in used:
            message = _("The topic “{topic}” is missing; without it nobody could register.")
            yield ("notifications", "topics"), message.format(topic=topic.value)
    for index, settings in enumerate(profile.notifications.topics):
        here: Path = ("notifications", "topics", index)
        for channel in settings.channels:
            if getattr(settings, channel) is None:
                message = _("The channel “{channel}” is on, but its text is missing.")
                yield here, message.format(channel=channel)
        if "sms" in settings.channels and profile.notifications.sms_sender is None:
            yield (*here, "channels"), _("SMS need a sender (notifications.sms_sender).")
    if verify := next((t for t in profile.notifications.topics if t.topic == Topic.REGISTRATION_VERIFY), None):
        for language, body in (verify.email.body.by_language() if verify.email else {}).items():
            if "verify_url" not in placeholders.names_in(body):
                index = profile.notifications.topics.index(verify)
                message = _("The e-mail must contain {{verify_url}}, or nobody could confirm the address.")
                yield ("notifications", "topics", index, "email", "body", language), message


def _domains(profile: Profile, files: Mapping[str, bytes]) -> Iterator[Finding]:
    domains = profile.domains
    seen = {domains.primary}
    for field in ("further", "demo"):
        for index, host in enumerate(getattr(domains, field)):
            if host in seen:
                yield ("domains", field, index), _("The host “{host}” is named twice.").format(host=host)
            seen.add(host)
            if field == "demo" and not host.endswith(".localhost"):
                yield ("domains", field, index), _("A host for trying out ends with .localhost.")
    if domains.primary.endswith(".localhost"):
        yield ("domains", "primary"), _("The main host is a real one; ….localhost goes under demo.")


def _ranges(profile: Profile, files: Mapping[str, bytes]) -> Iterator[Finding]:
    for path, part in walk(profile):
        opens, closes = getattr(part, "opens", None), getattr(part, "closes", None)
        if isinstance(opens, str) and isinstance(closes, str) and closes <= opens:
            yield (*path, "closes"), _("Closing time is not after opening time.")
        first, last = getattr(part, "first_day", None), getattr(part, "last_day", None)
        if isinstance(first, int) and isinstance(last, int) and last < first:
            yield (*path, "last_day"), _("The last day is before the first one.")
        if getattr(part, "kind", None) == "choice" and len(getattr(part, "choices", ())) < 2:
            yield path, _("A question with a choice needs at least two answers.")


def _files(profile: Profile, files: Mapping[str, bytes]) -> Iterator[Finding]:
    named: set[str] = set()
    for path, name in side_files(profile):
        named.add(name)
        if name not in files:
            yield path, _("The file “{name}” does not lie beside the profile.").format(name=name)
            continue
        content = files[name]
        if name.endswith(".svg"):
            if message := _unsafe_svg(content):
                yield path, message
        elif name.endswith(".md"):
            if message := _unreadable(content):
                yield path, message
    for name in sorted(set(files) - named):
        yield (), _("The file “{name}” lies beside the profile, but nothing in it names that file.").format(name=name)


def _unreadable(content: bytes) -> str | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _("This file is not a text in UTF-8.")
    return None if text.strip() else _("This file is empty.")


def _unsafe_svg(content: bytes) -> str | None:
    """A logo is shown on every page of the office, so it may be a drawing and nothing else."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return _("This is not a correct SVG drawing.")
    if root.getroottree().docinfo.doctype:
        return _("An SVG with a DOCTYPE is not accepted.")
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = etree.QName(element).localname
        if name not in _SVG_NAMES:
            return _("An SVG may hold only shapes; there is “{name}” in it.").format(name=name)
        for attribute, value in element.attrib.items():
            local = etree.QName(attribute).localname
            if local.startswith("on") or local in ("href", "style") or ("url(" in value and "url(#" not in value):
                return _("An SVG may hold only shapes; there is “{name}” in it.").format(name=local)
    return None


_CHECKS: tuple[Callable[[Profile, Mapping[str, bytes]], Iterator[Finding]], ...] = (
    _languages,
    _keys_once,
    _ladder,
    _registration_fits,
    _references,
    _required_consents_on_a_form,
    _versions,
    _texts,
    _topics,
    _domains,
    _ranges,
    _files,
)
