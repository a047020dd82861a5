"""Profiles to start from. Each folder here is one; a new utility begins as a copy of the nearest."""

from pathlib import Path

from tenants.profile.sentences import gettext as _

_HERE = Path(__file__).parent


class NoSuchPreset(Exception):
    """There is no preset of this name. The message lists those there are."""


def names() -> list[str]:
    """The presets, by name."""
    return sorted(folder.parent.name for folder in _HERE.glob("*/profile.yaml"))


def folder(name: str) -> Path:
    """Where the preset of this name lies. Raises NoSuchPreset."""
    if name not in names():
        message = _("There is no preset “{name}”. Choose one of: {known}.")
        raise NoSuchPreset(message.format(name=name, known=", ".join(names())))
    return _HERE / name
