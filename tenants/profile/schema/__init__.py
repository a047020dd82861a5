"""The schema of a profile: typed themes, one module each. `Profile` is the door."""

from tenants.profile.schema.document import THEMES, Profile
from tenants.profile.schema.registration import Capability, Proof
from tenants.profile.schema.types import LocalisedFile, LocalisedText

__all__ = ["THEMES", "Capability", "LocalisedFile", "LocalisedText", "Profile", "Proof"]
