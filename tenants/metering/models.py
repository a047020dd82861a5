"""Meters and readings as the billing system knows them: a mirror that only an import writes."""

from django.db import models

from tenants.customers.models import ServicePoint


class MeterKind(models.TextChoices):
    MAIN = "main", "main"
    GARDEN = "garden", "garden"
    COUPLED = "coupled", "coupled"
    FLAT = "flat", "flat"
    SEWAGE = "sewage", "sewage"


class Meter(models.Model):
    """A water meter. `code` is the billing system's own; a serial number may come twice from two makers."""

    code = models.CharField(max_length=40, unique=True)
    serial = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=MeterKind.choices, default=MeterKind.MAIN)
    service_point = models.ForeignKey(ServicePoint, models.CASCADE, related_name="meters")
    # A coupled meter has two dials, for small and for large flow.
    counters = models.PositiveSmallIntegerField(default=1)
    digits = models.PositiveSmallIntegerField(default=5)
    installed_on = models.DateField(null=True)
    removed_on = models.DateField(null=True)
    verification_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(counters__in=[1, 2]), name="meter_has_one_or_two_counters"
            ),
        ]

    def __str__(self) -> str:
        return self.serial


class ReadingKind(models.TextChoices):
    BILLING = "billing", "billing"
    CUSTOMER = "customer", "given by the customer"
    ESTIMATE = "estimate", "estimate"
    EXCHANGE = "exchange", "meter exchange"


class Reading(models.Model):
    """What one counter of a meter showed on a day, and what was used since the reading before."""

    meter = models.ForeignKey(Meter, models.CASCADE, db_index=False, related_name="readings")
    counter = models.PositiveSmallIntegerField(default=1)
    taken_on = models.DateField()
    kind = models.CharField(max_length=10, choices=ReadingKind.choices, default=ReadingKind.BILLING)
    value_m3 = models.DecimalField(max_digits=12, decimal_places=3)
    consumption_m3 = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    source = models.CharField(max_length=20, blank=True, default="")
    # Number of the invoice that rests on this reading. A text: invoices stand a floor above and may come later.
    settled_in = models.CharField(max_length=256, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meter", "counter", "taken_on", "kind"], name="reading_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.taken_on}: {self.value_m3}"
