"""What a demand for payment repeats, and what only it charges: nobody pays a bill twice, and nobody is told to skip a cost."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Value

from tenants.billing.models import Invoice, InvoiceKind, InvoiceLine


@dataclass(frozen=True, slots=True)
class Demanded:
    """`documents` it names, soonest due first; `besides`, its lines that no document stands behind; whether it has lines."""

    documents: tuple[Invoice, ...]
    besides: tuple[InvoiceLine, ...]
    has_lines: bool

    @property
    def only_repeats(self) -> bool:
        """Whether all it asks for stands on documents that were found."""
        return self.has_lines and not self.besides

    @property
    def besides_grosze(self) -> int:
        return sum(amount_of(line) or 0 for line in self.besides)

    def shown(self, since: date | None) -> list[Invoice]:
        """Those of the documents that the utility still shows: `since` as in invoices_of."""
        return [one for one in self.documents if not since or one.issued_on >= since or one.left_grosze > 0]


def amount_of(line: InvoiceLine) -> int | None:
    """What a line asks for, in grosze; None where the billing system sent no amount."""
    return line.net_grosze if line.gross_grosze is None else line.gross_grosze


def demanded_by(demand: Invoice) -> Demanded:
    """What one demand repeats and what it charges itself. Two statements."""
    return demanded_by_each([demand])[demand.pk]


def demanded_by_each(demands: Iterable[Invoice]) -> dict[int, Demanded]:
    """The same for demands of one customer, by primary key; two statements for any number of them, none for no demand.

    Billing systems send no reference, only words; a number counts where it stands whole. A document stands behind lines
    up to what it asked for: „odsetki od FV/1” beside the whole of FV/1 is charged by the demand. A line of nothing,
    such as a sentence with 0,00 zł, charges nothing.
    """
    wanted = list(demands)
    if not wanted:
        return {}
    lines: defaultdict[int, list[InvoiceLine]] = defaultdict(list)
    for line in InvoiceLine.objects.filter(invoice__in=[one.pk for one in wanted]).order_by("position"):
        lines[line.invoice_id].append(line)
    words = " \n ".join(line.name for some in lines.values() for line in some)
    candidates = list(
        Invoice.objects.filter(customer_id=wanted[0].customer_id)
        .exclude(kind=InvoiceKind.PAYMENT_DEMAND)
        .alias(words=Value(words))
        .filter(words__contains=F("number"))
        .order_by("due_on", "issued_on", "id")
    )
    return {one.pk: _demanded(lines[one.pk], candidates) for one in wanted}


def _demanded(lines: Sequence[InvoiceLine], candidates: Sequence[Invoice]) -> Demanded:
    room: dict[int, int] = {}  # what is left of each document that a line has named already
    besides = []
    for line in sorted(lines, key=lambda line: -(amount_of(line) or 0)):
        amount, named = amount_of(line), [one for one in candidates if _names(line.name, one.number)]
        left = sum(room.get(one.pk, one.to_pay_grosze) for one in named)
        first = any(one.pk not in room for one in named)
        if named and (first or (amount or 0) <= left):
            for one in named:
                before = room.get(one.pk, one.to_pay_grosze)
                taken = min(before, amount or 0)
                room[one.pk], amount = before - taken, (amount or 0) - taken
        elif amount is None or amount > 0:
            besides.append(line)
    return Demanded(
        documents=tuple(one for one in candidates if one.pk in room),
        besides=tuple(sorted(besides, key=lambda line: line.position)),
        has_lines=bool(lines),
    )


def _names(words: str, number: str) -> bool:
    return bool(re.search(rf"(?<![\w/-]){re.escape(number)}(?![\w/-])", words))
