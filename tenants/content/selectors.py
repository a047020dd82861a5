"""Reads of a utility's content."""

from __future__ import annotations

from tenants.profile.schema import Profile
from tenants.profile.schema.content import Download


def downloads_by_group(profile: Profile) -> list[tuple[str, list[Download]]]:
    """Downloads under their headings, in the profile's order."""
    groups: dict[str, list[Download]] = {}
    for download in profile.content.downloads:
        groups.setdefault(str(download.group), []).append(download)
    return list(groups.items())
