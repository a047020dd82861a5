"""What the person did here: cases with their messages, files and documents, forms not sent yet, readings, septic tanks."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from tenants.cases.models import Case, CaseDocument, CaseEvent, CaseFile, Draft, Handover
from tenants.files.naming import safe_name
from tenants.files.storing import read
from tenants.metering.models import LeakSuspicion, SubmittedReading
from tenants.privacy.parts.subject import Entry, Subject, folder_of
from tenants.septic.models import Emptying, SepticTank


def entries(subject: Subject) -> Iterator[Entry]:
    """`sprawy.json` with its files, and by customer `odczyty-wyslane.json` and `szambo.json`."""
    yield from _cases(subject)
    for customer in subject.customers:
        sent = SubmittedReading.objects.filter(customer=customer).select_related("photo").order_by("pk")
        yield f"{folder_of(customer)}/odczyty-wyslane.json", {
            "readings": list(
                sent.values(
                    "meter__code", "first_m3", "second_m3", "taken_on", "used_m3", "state", "note", "channel", "sent_at",
                    "question", "decision_reason", "settled_in",
                )
            ),
            "leaks": list(
                LeakSuspicion.objects.filter(customer=customer)
                .order_by("pk")
                .values("meter__code", "kind", "state", "since", "until", "used_m3", "usual_m3", "cause", "noticed_at")
            ),
        }  # fmt: skip
        for one in sent:
            if one.photo is not None:
                name = f"{one.taken_on}-{one.pk}-{safe_name(one.photo.name)}"
                yield f"{folder_of(customer)}/zdjecia/{name}", read(one.photo)
        tanks = SepticTank.objects.filter(customer=customer).order_by("pk")
        if tanks:
            emptied = Emptying.objects.filter(tank__in=tanks).order_by("emptied_on", "pk")
            yield (
                f"{folder_of(customer)}/szambo.json",
                {
                    "tanks": list(
                        tanks.values(
                            "code",
                            "kind",
                            "address",
                            "capacity_m3",
                            "interval_days",
                            "register_number",
                            "active",
                        )
                    ),
                    "emptyings": list(
                        emptied.values("tank__code", "emptied_on", "volume_m3", "document", "firm")
                    ),
                },
            )


def _cases(subject: Subject) -> Iterator[Entry]:
    """Cases this login filed, and those of the customers it owns, whoever filed them; internal notes stay inside."""
    mine = Case.objects.filter(Q(user=subject.user) | Q(customer__in=subject.customers)).order_by(
        "filed_at", "pk"
    )
    drafts = Draft.objects.filter(user=subject.user, case=None).order_by("pk")
    yield "sprawy.json", {
        "cases": [
            {
                "signature": one.signature,
                "title": one.title,
                "status": one.status,
                "decision": one.decision,
                "filed_at": one.filed_at,
                "closed_at": one.closed_at,
                "filer": [one.filer_name, one.filer_email, one.filer_phone],
                "answers": one.answers,
                "rating": one.rating,
                "rating_comment": one.rating_comment,
                "events": list(
                    CaseEvent.objects.filter(case=one, public=True)
                    .order_by("pk")
                    .values("at", "kind", "actor", "text", "status")
                ),
                "handover": list(
                    Handover.objects.filter(case=one).values(
                        "happens_on", "meters", "giver_co_owners", "giver_states", "taker_states", "giver_confirmed_at",
                        "taker_confirmed_at", "closed_at",
                    )
                ),
            }
            for one in mine
        ],
        "not_sent": list(drafts.values("type", "name", "phone", "answers", "changed_at")),
    }  # fmt: skip
    for case in mine:
        folder = f"sprawy/{safe_name(case.signature)}"
        for document in CaseDocument.objects.filter(case=case):
            yield f"{folder}/{document.pk}-{safe_name(document.title)}.pdf", bytes(document.content)
        shown = CaseFile.objects.filter(Q(event=None) | Q(event__public=True), case=case)
        for sent in shown.select_related("file"):
            yield f"{folder}/{sent.pk}-{safe_name(sent.file.name)}", read(sent.file)
