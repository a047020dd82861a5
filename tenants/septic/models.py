"""Tanks and emptyings as the utility's own system knows them: a mirror that only an import writes."""

from __future__ import annotations

from django.db import models

from tenants.customers.models import Customer, ServicePoint


class TankKind(models.TextChoices):
    TANK = "tank", "septic tank"
    PLANT = "plant", "small treatment plant"


class SepticTank(models.Model):
    """A tank without outflow, or a small treatment plant. `code` is the utility's own."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=5, choices=TankKind.choices, default=TankKind.TANK)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="septic_tanks")
    service_point = models.ForeignKey(
        ServicePoint, models.SET_NULL, null=True, db_index=False, related_name="septic_tanks"
    )
    address = models.CharField(max_length=200)
    capacity_m3 = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    # Empty: the interval of the profile.
    interval_days = models.PositiveIntegerField(null=True)
    register_number = models.CharField(max_length=40, blank=True, default="")
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class Emptying(models.Model):
    """That a tank was emptied: when, how much, on what document, by whom."""

    code = models.CharField(max_length=60, unique=True)
    tank = models.ForeignKey(SepticTank, models.CASCADE, db_index=False, related_name="emptyings")
    emptied_on = models.DateField()
    volume_m3 = models.DecimalField(max_digits=9, decimal_places=3)
    document = models.CharField(max_length=60, blank=True, default="")
    firm = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["tank", "-emptied_on"], name="emptying_of_tank")]

    def __str__(self) -> str:
        return f"{self.emptied_on}: {self.volume_m3}"
