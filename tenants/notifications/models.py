"""What people want to be told and how, and what they were told."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models


class MessageChannel(models.TextChoices):
    EMAIL = "email", "e-mail"
    SMS = "sms", "SMS"


class Preference(models.Model):
    """One answer of one login: this topic by this channel, or not. Without a row the profile's default holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="notification_preferences"
    )
    topic = models.CharField(max_length=40)
    channel = models.CharField(max_length=5, choices=MessageChannel.choices)
    wanted = models.BooleanField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "topic", "channel"], name="preference_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.topic}/{self.channel}: {self.wanted}"


class QuietTime(models.Model):
    """Hours in which a login wants no SMS (Europe/Warsaw), instead of the utility's own; may span midnight."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="quiet_time"
    )
    starts = models.TimeField()
    ends = models.TimeField()

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"


class Message(models.Model):
    """One line of the delivery log: what was written to whom, and when its link was first opened.

    Whether it has left is known by its row of the outbox, found by `work_key`. People are named by uuid: the log outlives
    the login for as long as the profile keeps it (`retention.message_log_months`).
    """

    public_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    user_uuid = models.UUIDField()
    customer_number = models.CharField(max_length=40, blank=True, default="")
    topic = models.CharField(max_length=40)
    channel = models.CharField(max_length=5, choices=MessageChannel.choices)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    # Where the message's link leads on this host; empty when it has none.
    target = models.CharField(max_length=300, blank=True, default="")
    work_key = models.CharField(max_length=200, unique=True)
    written_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["user_uuid", "-id"], name="message_of_user")]

    def __str__(self) -> str:
        return f"{self.topic} → {self.to}"
