"""Profiles to start from. Each folder here is one; a new utility begins as a copy of the nearest."""

from pathlib import Path

from tenants.profile import loading
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


def source(name_or_path: str) -> loading.ProfileSource:
    """A preset by its name, or a profile by its path (file or folder). Raises NoSuchPreset, ProfileError."""
    path = Path(name_or_path)
    return loading.load(path if path.exists() and name_or_path not in names() else folder(name_or_path))
