"""Users, the audit log and the shared cache rows of one schema."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class UserKind(models.TextChoices):
    CUSTOMER = "customer", "customer"
    STAFF = "staff", "staff"
    OPERATOR = "operator", "operator"


class StaffRole(models.TextChoices):
    """What a member of staff may do; rights per role stand in identity.roles."""

    CLERK = "clerk", "clerk"
    VERIFIER = "verifier", "verifier"
    EDITOR = "editor", "editor"
    ADMINISTRATOR = "administrator", "administrator"
    AUDITOR = "auditor", "auditor"


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user with a hashed password, or an unusable one when `password` is None."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A login in one schema. Whose bills a customer sees is said by customers.Access, never here."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    full_name = models.CharField(max_length=200, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    # When the person typed the code sent to `phone`; no SMS goes to a number nobody confirmed.
    phone_verified_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=10, choices=UserKind.choices, default=UserKind.CUSTOMER)
    staff_role = models.CharField(max_length=15, choices=StaffRole.choices, blank=True, default="")
    language = models.CharField(max_length=5, default="pl")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case")
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def is_customer(self) -> bool:
        return self.kind == UserKind.CUSTOMER

    @property
    def is_staff_member(self) -> bool:
        return self.kind == UserKind.STAFF

    @property
    def is_operator(self) -> bool:
        return self.kind == UserKind.OPERATOR

    @property
    def must_have_second_factor(self) -> bool:
        """MFA is required of staff and operators and offered to customers."""
        return self.kind != UserKind.CUSTOMER


class Device(models.Model):
    """One sign-in that still counts: where and when it began, so that its owner can end it from elsewhere."""

    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.begun_at}"


class AuditEvent(models.Model):
    """One thing somebody did, for ever: the schema's role may insert and read these rows, nothing else."""

    append_only: ClassVar[bool] = True  # provisioning grants no UPDATE and no DELETE on such a table

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.CharField(max_length=300)
    actor_uuid = models.UUIDField(null=True)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=200, blank=True, default="")
    details = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class Throttle(models.Model):
    """How often something happened in a window of time, counted by one atomic statement (see throttling.py)."""

    key = models.CharField(max_length=200)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="throttle_key_window")]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class CacheRow(models.Model):
    """A row of Django's DatabaseCache: a table in each schema, so that one tenant's cache is not another's."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cache_row"

    def __str__(self) -> str:
        return self.cache_key
