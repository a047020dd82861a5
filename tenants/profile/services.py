"""Verbs: apply, draft, publish, roll back, export."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from pydantic import ValidationError

from tenants.profile import canonical, diff, loading, selectors
from tenants.profile.loading import MAIN_FILE, ProfileSource
from tenants.profile.models import ProfileFile, ProfileSection, ProfileVersion, VersionState
from tenants.profile.problems import ProfileError
from tenants.profile.schema import THEMES
from tenants.profile.selectors import NoPublishedProfile


class NothingToPublish(Exception):
    """There is no draft, or it says the same as what is in force."""


class DraftIsStale(Exception):
    """Another version was published after this draft was begun; publishing it would undo that one."""


class VersionTooOld(Exception):
    """That version was written for a schema which today's platform no longer reads."""


def apply_profile(*, source: ProfileSource, by: str, at: datetime, note: str = "") -> ProfileVersion | None:
    """Make `source` the profile in force, as a new published version.

    Changes: one ProfileVersion with its sections and files; the version before is superseded.
    Returns None and writes nothing when the same bytes are in force already. A change in comments
    alone makes a version too (with no changes listed), so that export gives the new file back.
    `by` is who did it, as text; `at` is an aware time.
    """
    with transaction.atomic():
        current = _lock()
        if current and _same(current, source):
            return None
        return _publish_source(source, current, by=by, at=at, note=note)


def save_draft(*, source: ProfileSource, by: str, at: datetime, note: str = "") -> ProfileVersion:
    """Keep `source` as the draft, in place of the one there was. Changes nothing in force.

    The draft remembers which version was in force, and lists its changes against it.
    """
    with transaction.atomic():
        current = _lock()
        ProfileVersion.objects.filter(state=VersionState.DRAFT).delete()
        return _write(source, current, state=VersionState.DRAFT, by=by, at=at, note=note)


def publish(*, by: str, at: datetime, note: str = "") -> ProfileVersion:
    """Put the draft in force. Raises NothingToPublish, DraftIsStale.

    `note` replaces the draft's own note when given.
    """
    with transaction.atomic():
        current = _lock()
        draft = ProfileVersion.objects.select_for_update().filter(state=VersionState.DRAFT).first()
        if draft is None:
            raise NothingToPublish
        if draft.based_on != (current.number if current else None):
            raise DraftIsStale
        if current and _same(current, _source_of(draft)):
            raise NothingToPublish
        _supersede(current)
        draft.state, draft.author, draft.published_at = VersionState.PUBLISHED, by, at
        draft.note = note or draft.note
        draft.save(update_fields=["state", "author", "published_at", "note"])
        return draft


def rollback(*, to: int, by: str, at: datetime, note: str = "") -> ProfileVersion:
    """Put the content of version `to` in force again, as a new version; history stays as it was.

    Raises NoSuchVersion; NothingToPublish when that content is in force; VersionTooOld.
    """
    with transaction.atomic():
        current = _lock()
        try:
            source = _source_of(selectors.version(to))
        except ValidationError as error:
            raise VersionTooOld(to) from error
        if current and _same(current, source):
            raise NothingToPublish
        return _publish_source(source, current, by=by, at=at, note=note)


def export_profile(*, version: int | None = None) -> dict[str, bytes]:
    """The profile as files, name → bytes; `profile.yaml` is the main one. Default: the one in force.

    The source is given back byte for byte as long as it says what is stored; when the stored
    sections were changed in another way, canonical YAML is written instead.
    Raises NoPublishedProfile, NoSuchVersion.
    """
    number = selectors.published_number() if version is None else version
    if number is None:
        raise NoPublishedProfile
    source = _source_of(selectors.version(number))
    return {MAIN_FILE: source.text, **source.files}


def edited(*, document: Mapping[str, Any], files: Mapping[str, bytes]) -> ProfileSource:
    """A source for a profile edited by hand (on the office's pages). Raises ProfileError."""
    profile = loading.from_document(document, files)
    return ProfileSource(profile, canonical.to_yaml(profile), dict(files))


def _changes(current: ProfileVersion | None, source: ProfileSource) -> list[dict[str, Any]]:
    """What a version lists as its changes; nothing when the one before is from a schema we no longer read."""
    try:
        before = _source_of(current) if current else None
    except ValidationError:
        before = None
    return [change.as_json() for change in diff.compare(before, source)]


def _lock() -> ProfileVersion | None:
    """The version in force, held until the transaction ends, so that two publishers take turns."""
    return ProfileVersion.objects.select_for_update().filter(state=VersionState.PUBLISHED).first()


def _same(stored: ProfileVersion, source: ProfileSource) -> bool:
    """The same bytes, saying what is stored: sections changed past these verbs count as another profile."""
    if bytes(stored.source) != source.text or stored.fingerprint != canonical.fingerprint(source):
        return False
    said = canonical.document(source.profile)
    return dict(stored.sections.values_list("theme", "value")) == {theme: said[theme] for theme in THEMES}


def _source_of(stored: ProfileVersion) -> ProfileSource:
    profile, files = selectors.profile_of(stored), selectors.files_of(stored)
    text = bytes(stored.source)
    try:
        source = loading.check(text, files)
    except ProfileError:
        # The schema has moved on since: what is stored still says the same, in today's words.
        return ProfileSource(profile, canonical.to_yaml(profile), files)
    return source if source.profile == profile else ProfileSource(profile, canonical.to_yaml(profile), files)


def _publish_source(
    source: ProfileSource, current: ProfileVersion | None, *, by: str, at: datetime, note: str
) -> ProfileVersion:
    _supersede(current)
    return _write(source, current, state=VersionState.PUBLISHED, by=by, at=at, note=note)


def _supersede(current: ProfileVersion | None) -> None:
    if current:
        current.state = VersionState.SUPERSEDED
        current.save(update_fields=["state"])


def _write(
    source: ProfileSource,
    current: ProfileVersion | None,
    *,
    state: VersionState,
    by: str,
    at: datetime,
    note: str,
) -> ProfileVersion:
    newest = ProfileVersion.objects.aggregate(newest=Max("number"))["newest"] or 0
    version = ProfileVersion.objects.create(
        number=newest + 1,
        state=state,
        author=by,
        note=note,
        created_at=at,
        published_at=at if state == VersionState.PUBLISHED else None,
        based_on=current.number if current else None,
        changes=_changes(current, source),
        fingerprint=canonical.fingerprint(source),
        source=source.text,
    )
    document = canonical.document(source.profile)
    ProfileSection.objects.bulk_create(
        ProfileSection(version=version, theme=theme, value=document[theme]) for theme in THEMES
    )
    ProfileFile.objects.bulk_create(
        ProfileFile(version=version, path=path, sha256=canonical.sha256(content), content=content)
        for path, content in sorted(source.files.items())
    )
    return version
