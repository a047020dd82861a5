"""Reads: the profile in force, its number, its files, and the history of versions."""

from collections.abc import Sequence
from dataclasses import dataclass

from tenants.profile.models import ProfileFile, ProfileSection, ProfileVersion, VersionState
from tenants.profile.schema import Profile
from tenants.registry.process_cache import ProcessCache


class NoPublishedProfile(Exception):
    """This utility has no published profile yet, so its office cannot be shown."""


class NoSuchVersion(Exception):
    """There is no version of this number in this utility."""


class NoSuchFile(Exception):
    """No file of this name lies beside the published profile."""


@dataclass(frozen=True)
class InForce:
    """The published profile and the number of its version."""

    number: int
    profile: Profile


_parsed: ProcessCache[Profile] = ProcessCache(limit=200)


def in_force() -> InForce:
    """The published profile with its number. One SQL statement; a second one when this process sees it first.

    Raises NoPublishedProfile.
    """
    versions = ProfileVersion.objects.filter(state=VersionState.PUBLISHED)
    found = versions.values_list("pk", "number", "fingerprint").first()
    if found is None:
        raise NoPublishedProfile
    pk, number, fingerprint = found
    # The fingerprint, not the number alone: a publication that was rolled back leaves its number free.
    return InForce(number, _parsed.get((number, fingerprint), lambda: _profile_of(_sections(pk))))


def published() -> Profile:
    """The profile in force, typed and frozen. Costs as `in_force`. Raises NoPublishedProfile."""
    return in_force().profile


def published_number() -> int | None:
    """Number of the version in force, or None before the first. One SQL statement."""
    versions = ProfileVersion.objects.filter(state=VersionState.PUBLISHED)
    return versions.values_list("number", flat=True).first()


def file(path: str) -> bytes:
    """A file beside the published profile, for example `logo.svg`. Raises NoSuchFile."""
    found = ProfileFile.objects.filter(version__state=VersionState.PUBLISHED, path=path)
    content = found.values_list("content", flat=True).first()
    if content is None:
        raise NoSuchFile(path)
    return bytes(content)


def text(path: str) -> str:
    """A Markdown text beside the published profile. Raises NoSuchFile."""
    return file(path).decode("utf-8")


def version(number: int) -> ProfileVersion:
    """One version. Raises NoSuchVersion."""
    try:
        return ProfileVersion.objects.get(number=number)
    except ProfileVersion.DoesNotExist:
        raise NoSuchVersion(number) from None


def draft() -> ProfileVersion | None:
    """The draft being edited, if there is one."""
    return ProfileVersion.objects.filter(state=VersionState.DRAFT).first()


def history(limit: int = 50) -> Sequence[ProfileVersion]:
    """Versions, newest first, without their sources."""
    return list(ProfileVersion.objects.defer("source").order_by("-number")[:limit])


def profile_of(stored: ProfileVersion) -> Profile:
    """The profile of one version, typed and frozen. One SQL statement."""
    return _profile_of(_sections(stored.pk))


def files_of(stored: ProfileVersion) -> dict[str, bytes]:
    """The files beside one version, name → bytes."""
    return {
        path: bytes(content) for path, content in stored.files.order_by("path").values_list("path", "content")
    }


def _sections(pk: int) -> dict[str, object]:
    return dict(ProfileSection.objects.filter(version=pk).values_list("theme", "value"))


def _profile_of(themes: dict[str, object]) -> Profile:
    # What is stored was checked before it was written, so only types are built here.
    return Profile.model_validate({"format": 1, **themes})
