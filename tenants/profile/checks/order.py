"""Uniqueness and order: keys once, versions in sequence, ends after beginnings, hosts of the right kind."""

from collections.abc import Iterator

from tenants.profile.checks.walking import Finding, walk
from tenants.profile.problems import Path
from tenants.profile.schema import Profile
from tenants.profile.sentences import gettext as _


def keys_once(profile: Profile) -> Iterator[Finding]:
    """A key stands once in its list."""
    for path, part in walk(profile):
        for name in type(part).model_fields:
            items = getattr(part, name)
            if not isinstance(items, tuple):
                continue
            seen: set[str] = set()
            for index, item in enumerate(items):
                key = getattr(item, "key", None)
                if key in seen:
                    yield (
                        (*path, name, index, "key"),
                        _("“{key}” is used twice in this list.").format(key=key),
                    )
                if key is not None:
                    seen.add(key)


def versions(profile: Profile) -> Iterator[Finding]:
    """Versions of a document are numbered and dated in order."""
    for index, document in enumerate(profile.legal.documents):
        for position, version in enumerate(document.versions):
            here: Path = ("legal", "documents", index, "versions", position)
            if version.number != position + 1:
                message = _("Versions go 1, 2, 3 … without gaps; {number} was expected here.")
                yield (*here, "number"), message.format(number=position + 1)
            if position and version.effective_from <= document.versions[position - 1].effective_from:
                message = _("A later version must take effect on a later day than the one before it.")
                yield (*here, "effective_from"), message


def domains(profile: Profile) -> Iterator[Finding]:
    """Hosts are named once; trial hosts are trial hosts and the main one is not."""
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


def ranges(profile: Profile) -> Iterator[Finding]:
    """Ends come after beginnings, and a choice has something to choose from."""
    for path, part in walk(profile):
        opens, closes = getattr(part, "opens", None), getattr(part, "closes", None)
        if isinstance(opens, str) and isinstance(closes, str) and closes <= opens:
            yield (*path, "closes"), _("Closing time is not after opening time.")
        first, last = getattr(part, "first_day", None), getattr(part, "last_day", None)
        if isinstance(first, int) and isinstance(last, int) and last < first:
            yield (*path, "last_day"), _("The last day is before the first one.")
        if getattr(part, "kind", None) == "choice" and len(getattr(part, "choices", ())) < 2:
            yield path, _("A question with a choice needs at least two answers.")
