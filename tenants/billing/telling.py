"""Tell people of their bills: a new one, one whose day comes near, one whose day has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tenants.billing.models import Invoice, InvoiceKind, InvoiceStatus
from tenants.billing.working_days import overdue_before
from tenants.customers.models import Access
from tenants.customers.selectors import active_accesses
from tenants.notifications.links import absolute
from tenants.notifications.services import Action, notify_user
from tenants.profile.formats import WARSAW, date_text, zl
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic, TopicSettings

# Demands repeat what other documents say; corrections and notes are no new bill to pay by a day.
_BILLS = (InvoiceKind.VAT, InvoiceKind.ADVANCE, InvoiceKind.OTHER)
# Older ones are news to nobody: what an import brings late, or what was overdue before somebody asked to be told.
_NEWS, _PASSED = timedelta(days=10), timedelta(days=14)
_TOPICS = (Topic.INVOICE_NEW, Topic.INVOICE_DUE_SOON, Topic.INVOICE_OVERDUE)


def tell_of_bills(*, profile: Profile, at: datetime) -> int:
    """Tell everybody who sees the customer and wants to know; once per bill and topic, however often this runs.

    `days` of the topic says how long before or after the day of payment. Writes messages into the outbox; returns how many.
    """
    today, told = at.astimezone(WARSAW).date(), 0
    for topic in _TOPICS:
        settings = next((one for one in profile.notifications.topics if one.topic == topic), None)
        if settings is None:
            continue
        for invoice, access in _whom(settings, topic, today, at):
            told += _tell(invoice, access, topic, settings, profile, at)
    return told


def _whom(
    settings: TopicSettings, topic: Topic, today: date, at: datetime
) -> Iterator[tuple[Invoice, Access]]:
    """The bills a topic is about now, each with those who see its customer; two statements."""
    accesses = active_accesses(at).select_related("user")
    if settings.sent == "opt_in":
        accesses = accesses.filter(
            user__notification_preferences__topic=settings.key, user__notification_preferences__wanted=True
        ).distinct()
    people: dict[int, list[Access]] = {}
    for access in accesses:
        people.setdefault(access.customer_id, []).append(access)
    found = _bills(topic, settings.days or 1, today).filter(customer__in=accesses.values("customer"))
    for invoice in found.order_by("id").iterator(chunk_size=500):
        for access in people[invoice.customer_id]:
            # Whoever came later finds it in the office; only what comes from now on is news to them.
            if topic != Topic.INVOICE_NEW or invoice.issued_on >= access.valid_from.astimezone(WARSAW).date():
                yield invoice, access


def _bills(topic: Topic, days: int, today: date) -> QuerySet[Invoice]:
    found = Invoice.objects.filter(status=InvoiceStatus.ISSUED, kind__in=_BILLS)
    if topic == Topic.INVOICE_NEW:
        return found.filter(issued_on__gt=today - _NEWS, issued_on__lte=today)
    unpaid = found.filter(left_grosze__gt=0)
    if topic == Topic.INVOICE_DUE_SOON:
        return unpaid.filter(due_on__gte=today, due_on__lte=today + timedelta(days=days))
    last = min(overdue_before(today) - timedelta(days=1), today - timedelta(days=days))
    return unpaid.filter(due_on__lte=last, due_on__gt=last - _PASSED)


def _tell(
    invoice: Invoice, access: Access, topic: Topic, settings: TopicSettings, profile: Profile, at: datetime
) -> int:
    url = absolute("invoice", public_id=str(invoice.public_id))
    grosze = invoice.to_pay_grosze if topic == Topic.INVOICE_NEW else invoice.left_grosze
    values = {
        "invoice_number": invoice.number,
        "amount": zl(grosze),
        "due_on": date_text(invoice.due_on) if invoice.due_on else "",
        "days": str(settings.days or 1),
        "invoice_url": url,
        "customer_number": access.customer.number,
    }
    return len(
        notify_user(
            user=access.user, profile=profile, topic=topic, values=values, at=at, action=Action(_("See the bill"), url),
            dedup_key=f"{topic}:{invoice.public_id}", customer_number=access.customer.number,
        )
    )  # fmt: skip
