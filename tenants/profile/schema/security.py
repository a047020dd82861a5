"""Theme `security`: passwords, sessions, and what a stranger may learn about who has an account."""

from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import Line, Section


class Enumeration(Section):
    """What the registration form says about an e-mail address that is already known, and how often.

    verify_first: only the owner of the mailbox learns it. screen: at once on the screen, within the
    budget below, then as mail. mail: the screen is neutral and the owner gets an e-mail.
    """

    mode: Literal["verify_first", "screen", "mail"] = Field(
        default="verify_first", description="How it is told."
    )
    per_hour_per_ip: int = Field(
        default=5, ge=1, le=100, description="Answers an hour to one network address."
    )
    per_hour_per_tenant: int = Field(
        default=20, ge=1, le=1000, description="Answers an hour in the whole office."
    )
    per_day_per_tenant: int = Field(
        default=200, ge=1, le=10_000, description="Answers a day in the whole office."
    )


class Security(Section):
    """Rules that may be stricter than the platform's own, never weaker."""

    password_min_length: int = Field(
        default=12, ge=12, le=64, description="Characters a password has at least."
    )
    blocked_words: tuple[Line, ...] = Field(
        default=(), description="Words no password may be made of, on top of the list."
    )
    session_idle_minutes: int = Field(
        default=30, ge=5, le=240, description="Signed out after so long without a click, within a minute."
    )
    session_hours: int = Field(default=12, ge=1, le=24, description="Signed out after so long in any case.")
    failed_sign_ins: int = Field(
        default=10,
        ge=3,
        le=20,
        description="Wrong passwords before a pause. Not yet in force: the platform's own limits apply.",
    )
    pause_minutes: int = Field(
        default=15,
        ge=1,
        le=120,
        description="How long that pause is. Not yet in force: the platform's own limits apply.",
    )
    customer_mfa: Literal["offered", "required"] = Field(
        default="offered",
        description="Second step for customers; required: they set it up before anything else.",
    )
    enumeration: Enumeration = Field(default_factory=Enumeration, description="What a stranger may learn.")
