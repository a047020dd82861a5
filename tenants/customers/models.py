"""Customers, contracts and service points as the billing system knows them, and who may see whose.

The first three are a mirror: only an import writes them. Access is ours: it is the one table that says which login
sees which customer.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class CustomerKind(models.TextChoices):
    PERSON = "person", "person"
    COMPANY = "company", "company"
    MANAGER = "manager", "property manager"
    PUBLIC = "public", "public body"


class Customer(models.Model):
    """A payer, found by `number` (ID Odbiorcy, kod klienta …). The two derived columns are made by names.py."""

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=CustomerKind.choices, default=CustomerKind.PERSON)
    name = models.CharField(max_length=300)
    name_search = models.CharField(max_length=310)
    # "C": the key is made so that plain byte order is Polish order, whatever collation the database has.
    sort_key = models.CharField(max_length=400, db_collation="C", db_index=True)
    nip = models.CharField(max_length=10, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    postal_code = models.CharField(max_length=6, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    address_search = models.CharField(max_length=320, blank=True, default="")
    # Empty where letters go to the address above.
    correspondence_address = models.CharField(max_length=300, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=16, blank=True, default="")
    account = models.CharField(max_length=26, blank=True, default="")
    e_invoice = models.BooleanField(default=False)
    first_invoice_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ["sort_key", "number"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def is_consumer(self) -> bool | None:
        """Whether consumer law protects this customer; None for a person with a NIP, who may buy for home or for a firm."""
        if self.kind != CustomerKind.PERSON:
            return False
        return None if self.nip else True

    @property
    def full_address(self) -> str:
        town = f"{self.postal_code} {self.city}".strip()
        return ", ".join(part for part in (self.address, town) if part)


class Contract(models.Model):
    """An agreement for water or sewage."""

    number = models.CharField(max_length=40, unique=True)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contracts")
    signed_on = models.DateField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    tariff_group = models.CharField(max_length=20, blank=True, default="")

    def __str__(self) -> str:
        return self.number


class ServicePoint(models.Model):
    """Where water is taken (punkt poboru)."""

    number = models.CharField(max_length=40, unique=True)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="service_points")
    contract = models.ForeignKey(
        Contract, models.SET_NULL, null=True, db_index=False, related_name="service_points"
    )
    name = models.CharField(max_length=100, blank=True, default="")
    address = models.CharField(max_length=200)
    postal_code = models.CharField(max_length=6, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    tariff_group = models.CharField(max_length=20, blank=True, default="")
    # Key of an area of the profile (other rules, another tariff); empty: the rules of the whole utility.
    area = models.CharField(max_length=60, blank=True, default="")
    # How many months one bill covers, and how many people live here, where the billing system knows it.
    settlement_months = models.PositiveSmallIntegerField(null=True)
    persons = models.PositiveSmallIntegerField(null=True)
    # Made of `address`, so that outages find it however the street is spelt (streets.address_key).
    address_key = models.CharField(max_length=320, blank=True, default="")
    # Where the utility gives each point an account of its own (profile `payments.account_per`).
    account = models.CharField(max_length=26, blank=True, default="")
    # Key of the profile's supply zone from which the water comes, for its quality; empty where billing does not say.
    supply_zone = models.CharField(max_length=60, blank=True, default="")
    active = models.BooleanField(default=True)
    # Ours: the day on which an import brought another customer to this point; what was read before is the former one's.
    taken_over_on = models.DateField(null=True, editable=False)

    def __str__(self) -> str:
        return f"{self.number} {self.address}"


class AccessRole(models.TextChoices):
    OWNER = "owner", "owner"
    DELEGATE = "delegate", "delegate"
    MANAGER = "manager", "manager"
    VIEWER = "viewer", "viewer"


# They see and do all that the utility opens; everybody else only what stands in their scope.
UNLIMITED_ROLES = frozenset({AccessRole.OWNER, AccessRole.MANAGER})


class Access(models.Model):
    """That a user sees a customer's data: since when, until when, on whose word and with what proof."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="accesses")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="accesses")
    role = models.CharField(max_length=10, choices=AccessRole.choices)
    # What a delegate or viewer was let in for: capabilities of the profile's ladder. Empty for owner and manager only.
    scope = ArrayField(models.CharField(max_length=40), default=list)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    granted_by = models.CharField(max_length=300)
    evidence = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=300, blank=True, default="")
    revoked_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "customer"], condition=Q(revoked_at=None), name="access_active_unique"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="access_ends_after_it_begins",
            ),
            # An owner's access has no scope, everybody else's has one: a forgotten scope must not mean "everything".
            models.CheckConstraint(
                condition=Q(role__in=["owner", "manager"], scope=[])
                | (Q(role__in=["delegate", "viewer"]) & ~Q(scope=[])),
                name="access_scope_of_its_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.customer_id} ({self.role})"

    @property
    def is_unlimited(self) -> bool:
        return self.role in UNLIMITED_ROLES

    def opens(self, capability: str) -> bool:
        """Whether this access was given for `capability`; what the ladder and the modules open comes on top."""
        return self.is_unlimited or capability in self.scope


class AccessDay(models.Model):
    """That a login used an access on a day (Europe/Warsaw): what its customer may ask about ("who saw my data")."""

    append_only: ClassVar[bool] = True

    # PROTECT: an access that was used is evidence and stays, whatever becomes of the login.
    access = models.ForeignKey(Access, models.PROTECT, db_index=False, related_name="days")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["access", "day"], name="access_day_once")]

    def __str__(self) -> str:
        return f"{self.access_id} {self.day}"
