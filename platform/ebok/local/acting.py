"""Who else acts in the demo, where the utility's profile lets them: a delegate who only looks, a manager of several, a
power of attorney that waits, and a past for „Kto widział moje dane”.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

from django.utils import timezone
from django.utils.timezone import localdate
from PIL import Image, ImageDraw

from tenants.customers.models import Access, AccessRole, Customer
from tenants.customers.services import grant_access, note_look, note_use
from tenants.delegation.services import send_mandate
from tenants.delegation.sharing import end_of
from tenants.identity.models import User
from tenants.profile.schema import Capability, Profile

SEEN = (Capability.SEE_BALANCE, Capability.SEE_INVOICES, Capability.SEE_METERS)
MANAGED = 7


def furnish(
    *, delegate: User, owner: User, manager: User, clerk: User, profile: Profile, mother: str
) -> None:
    """Let the delegate in to the owner's customer, the manager to some more, and send a paper for `mother`'s number."""
    now = timezone.now()
    mine = Access.objects.select_related("customer").get(user=owner)
    look = grant_access(
        user=delegate, customer=mine.customer, role=AccessRole.VIEWER, scope=SEEN, evidence={"demo": True},
        by=owner, at=now, valid_to=end_of(localdate() + timedelta(days=180)),
    )  # fmt: skip
    for days in (9, 4, 1):
        note_use(access=mine, day=localdate() - timedelta(days=days))
    note_use(access=look, day=localdate() - timedelta(days=2))
    note_look(customer=mine.customer, by=clerk, at=now)
    if not profile.registration.cardinality.one_email_one_customer:
        _manage(manager, clerk, now, but=mine.customer.number)
    if profile.access.mandates:
        send_mandate(
            user=owner, customer_number=mother, customer_name=Customer.objects.get(number=mother).name,
            role=AccessRole.DELEGATE, scope=[*SEEN, Capability.SEND_READINGS], content=_paper(),
            file_name="pełnomocnictwo.jpg", profile=profile, language="pl", at=now,
        )  # fmt: skip


def _manage(manager: User, clerk: User, now: datetime, *, but: str) -> None:
    taken = Access.objects.values("customer")
    free = Customer.objects.exclude(pk__in=taken).exclude(number=but).order_by("number")
    for customer in free.filter(first_invoice_on__isnull=False)[10 : 10 + MANAGED]:
        grant_access(
            user=manager, customer=customer, role=AccessRole.MANAGER, evidence={"demo": True}, by=clerk, at=now,
            valid_to=end_of(localdate() + timedelta(days=700)),
        )  # fmt: skip


def _paper() -> bytes:
    """A sheet that looks like a signed paper from a distance."""
    sheet = Image.new("RGB", (620, 877), "white")
    draw = ImageDraw.Draw(sheet)
    draw.text((60, 60), "PELNOMOCNICTWO", fill="black")
    for line in range(12):
        draw.line((60, 130 + 28 * line, 560 - 40 * (line % 3), 130 + 28 * line), fill="gray", width=2)
    draw.arc((360, 700, 540, 770), 190, 520, fill="navy", width=3)
    content = BytesIO()
    sheet.save(content, "JPEG", quality=80)
    return content.getvalue()
