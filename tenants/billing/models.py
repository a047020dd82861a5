"""Invoices, their lines and files, the ledger and the balance: a mirror of the billing system.

Amounts are integer grosze. A correction may be negative; a negative `left_grosze` is money the utility owes.
"""

from uuid import uuid4

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q

from tenants.customers.models import Customer, ServicePoint


class InvoiceKind(models.TextChoices):
    VAT = "vat", "invoice"
    CORRECTION = "correction", "correction"
    INTEREST_NOTE = "interest_note", "interest note"
    PAYMENT_DEMAND = "payment_demand", "payment demand"
    ADVANCE = "advance", "advance invoice"
    OTHER = "other", "other document"


class InvoiceStatus(models.TextChoices):
    """The document's own state. Paid, due or overdue is no state: it follows from the amounts and the day."""

    ISSUED = "issued", "issued"
    CANCELLED = "cancelled", "cancelled"


class KsefStatus(models.TextChoices):
    NOT_APPLICABLE = "not_applicable", "outside KSeF"
    PENDING = "pending", "waiting for a number"
    ASSIGNED = "assigned", "in KSeF"


class KsefMode(models.TextChoices):
    NONE = "", "not said"
    ONLINE = "online", "online"
    OFFLINE = "offline", "offline"


class Invoice(models.Model):
    """One document. `public_id` is what addresses show: a row's number would tell how many there are."""

    public_id = models.UUIDField(unique=True, default=uuid4, db_default=RandomUUID(), editable=False)
    number = models.CharField(max_length=256, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, db_index=False, related_name="invoices")
    service_point = models.ForeignKey(
        ServicePoint, models.SET_NULL, null=True, db_index=False, related_name="+"
    )
    kind = models.CharField(max_length=15, choices=InvoiceKind.choices, default=InvoiceKind.VAT)
    status = models.CharField(max_length=10, choices=InvoiceStatus.choices, default=InvoiceStatus.ISSUED)
    issued_on = models.DateField()
    sold_from = models.DateField(null=True)
    sold_to = models.DateField(null=True)
    due_on = models.DateField(null=True)
    net_grosze = models.BigIntegerField()
    vat_grosze = models.BigIntegerField()
    gross_grosze = models.BigIntegerField()
    # Differs from gross where the invoice settles an overpayment or interest too (FA(3) Rozliczenie).
    to_pay_grosze = models.BigIntegerField()
    paid_grosze = models.BigIntegerField(default=0)
    left_grosze = models.GeneratedField(
        expression=F("to_pay_grosze") - F("paid_grosze"),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    # P_18A of the FA(3): the buyer must pay it by the split payment mechanism.
    split_payment = models.BooleanField(default=False)
    corrects = models.ForeignKey(
        "self", models.SET_NULL, null=True, db_index=False, related_name="corrections"
    )
    correction_reason = models.CharField(max_length=256, blank=True, default="")
    seller_nip = models.CharField(max_length=10, blank=True, default="")
    ksef_number = models.CharField(max_length=36, blank=True, default="")
    ksef_status = models.CharField(
        max_length=15, choices=KsefStatus.choices, default=KsefStatus.NOT_APPLICABLE
    )
    ksef_mode = models.CharField(max_length=10, choices=KsefMode.choices, blank=True, default="")
    # 32 bytes; null while the XML is not known. KOD I is made of it.
    xml_sha256 = models.BinaryField(max_length=32, null=True)

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ksef_number"], condition=~Q(ksef_number=""), name="invoice_ksef_number_unique"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-issued_on"], name="invoice_of_customer"),
            models.Index(
                fields=["corrects"], condition=Q(corrects__isnull=False), name="invoice_corrections"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class InvoiceLine(models.Model):
    """One position. Identified by its invoice and its place, so the table carries a single index."""

    pk = models.CompositePrimaryKey("invoice_id", "position")
    invoice = models.ForeignKey(Invoice, models.CASCADE, db_index=False, related_name="lines")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=512)
    unit = models.CharField(max_length=50, blank=True, default="")
    quantity = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    unit_price = models.DecimalField(max_digits=18, decimal_places=8, null=True)
    net_grosze = models.BigIntegerField(null=True)
    gross_grosze = models.BigIntegerField(null=True)
    vat_rate = models.CharField(max_length=10, blank=True, default="")
    # A correction may list a position twice: as it was, and as it is.
    before_correction = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class InvoiceFileKind(models.TextChoices):
    XML = "xml", "XML"
    PDF = "pdf", "PDF"


class InvoiceFile(models.Model):
    """The bytes as issued. Never changed: the XML's hash is in KOD I, the PDF is what the customer was given."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, db_index=False, related_name="files")
    kind = models.CharField(max_length=3, choices=InvoiceFileKind.choices)
    content = models.BinaryField()
    sha256 = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invoice", "kind"], name="invoice_file_unique")]

    def __str__(self) -> str:
        return f"{self.invoice_id}.{self.kind}"


class LedgerEntry(models.Model):
    """One operation on the customer's account, with the balance after it, as the billing system booked it."""

    code = models.CharField(max_length=60, unique=True)
    customer = models.ForeignKey(Customer, models.CASCADE, db_index=False, related_name="ledger")
    booked_on = models.DateField()
    title = models.CharField(max_length=256)
    debit_grosze = models.BigIntegerField(default=0)
    credit_grosze = models.BigIntegerField(default=0)
    balance_grosze = models.BigIntegerField()
    invoice = models.ForeignKey(Invoice, models.SET_NULL, null=True, db_index=False, related_name="+")

    class Meta:
        ordering = ["-booked_on", "-id"]
        indexes = [models.Index(fields=["customer", "-booked_on"], name="ledger_of_customer")]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.title}"


class Balance(models.Model):
    """What a customer owes (positive) or has overpaid (negative), and when the billing system said so."""

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="balance")
    amount_grosze = models.BigIntegerField()
    as_of = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.amount_grosze}"

    @property
    def in_favour_grosze(self) -> int:
        return -self.amount_grosze
