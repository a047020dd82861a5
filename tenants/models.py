"""The tables of a utility's schema, room by room, so that Django finds them."""

from tenants.profile.models import ProfileFile, ProfileSection, ProfileVersion

__all__ = ["ProfileFile", "ProfileSection", "ProfileVersion"]
