"""What a correction changes, service by service: as it was, as it is, and the difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tenants.billing.lines import Service, services_of, together
from tenants.billing.models import Invoice, InvoiceLine


@dataclass(frozen=True, slots=True)
class Change:
    """One service before and after; None where it was not there, or is no longer."""

    name: str
    before: Service | None
    after: Service | None

    @property
    def difference_grosze(self) -> int:
        return (self.after.gross_grosze if self.after else 0) - (
            self.before.gross_grosze if self.before else 0
        )

    @property
    def changed(self) -> bool:
        return self.difference_grosze != 0 or (
            (self.before.quantity if self.before else None) != (self.after.quantity if self.after else None)
        )


def changes_of(correction: Invoice) -> list[Change]:
    """What `correction` does to the document it corrects, every service of it, in its order.

    Understands both ways of correcting: lines „before” and „after” (StanPrzed), and lines of the difference alone. Earlier
    corrections of the same document are taken into account. Where the corrected document is not known here, only what
    the correction itself says can be compared. Reads the lines of all documents concerned.
    """
    own = list(correction.lines.all())
    if correction.corrects is None:
        return _by_its_own_words(own)
    before = services_of(_lines_until(correction, correction.corrects))
    delta = services_of(own)
    changes = [
        Change(service.name, service, together(service, delta[key]) if key in delta else service)
        for key, service in before.items()
    ]
    return changes + [
        Change(service.name, None, service) for key, service in delta.items() if key not in before
    ]


def corrected_services(invoice: Invoice, corrections: Iterable[Invoice]) -> list[Service]:
    """The services of a document as its corrections have left them."""
    lines = [*invoice.lines.all(), *(line for one in corrections for line in one.lines.all())]
    return list(services_of(lines).values())


def _lines_until(correction: Invoice, corrected: Invoice) -> list[InvoiceLine]:
    """Lines of the corrected document and of its corrections before this one, oldest first."""
    lines = InvoiceLine.objects.filter(invoice=corrected)
    earlier = InvoiceLine.objects.filter(
        invoice__corrects=corrected,
        invoice__issued_on__lte=correction.issued_on,
        invoice_id__lt=correction.pk,
    ).exclude(invoice__status="cancelled")
    return [*lines.order_by("position"), *earlier.order_by("invoice_id", "position")]


def _by_its_own_words(lines: list[InvoiceLine]) -> list[Change]:
    was = services_of(line for line in lines if line.before_correction)
    is_now = services_of(line for line in lines if not line.before_correction)
    if not was:  # lines of the difference alone: what it was before is not known
        return [Change(one.name, None, one) for one in is_now.values()]
    changes = []
    for key in [*was, *(key for key in is_now if key not in was)]:
        old, new = was.get(key), is_now.get(key)
        # Lines „before” count as taken off, so that they can be summed; here they are shown as they stood.
        shown = old and Service(
            old.name,
            old.unit,
            None if old.quantity is None else -old.quantity,
            -old.net_grosze,
            -old.gross_grosze,
        )
        changes.append(Change((new or old).name, shown, new))  # type: ignore[union-attr]  # one of the two is there
    return changes
