"""Objects of cases that the addresses of the matrix name: an open case of Anna's, a draft, a file, a document."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tenants.cases import services
from tenants.cases.known import Applicant
from tenants.cases.models import Case, CaseFile
from tenants.customers.models import Customer
from tenants.identity.models import User
from tenants.profile import selectors as profiles
from tests.case_forms import picture


def filed(
    user: User | None, customer: Customer | None, *, key: str = "pytanie", text: str = "Treść", **given: Any
) -> Case:
    """A case with a text and a file, filed by the verbs. `given` are answers of one's own; `at` when it was filed."""
    profile = profiles.published()
    at = given.pop("at", timezone.now())
    email = given.pop("email", "")
    draft = services.start_draft(
        profile=profile,
        key=key,
        who=Applicant(user, customer),
        at=at - timedelta(minutes=5),
        language="pl",
        email=email,
    )
    if user is None:
        draft.name, draft.email_verified_at = "Gość Gościnny", at
        draft.save()
    case_type = profile.services.case_type(key)
    answers = given or {"temat": text, "tresc": text, "opis": text}
    files = [one for one in case_type.fields if one.kind == "file"]
    if files:
        services.add_file(draft=draft, question=files[0], content=picture().read(), name="zdjecie.jpg", at=at)
    for page in {one.key for one in case_type.steps} or {"dane"}:
        services.save_page(draft=draft, page=page, answers=answers, at=at)
    return services.file_case(draft=draft, profile=profile, at=at).case


def case_objects(user: User, customer: Customer) -> dict[str, Any]:
    """What the addresses name."""
    case = filed(user, customer)
    draft = services.start_draft(
        profile=profiles.published(),
        key="pytanie",
        who=Applicant(user, customer),
        at=timezone.now(),
        language="pl",
    )
    file = CaseFile.objects.get(case=case)
    return {
        "case_id": case.uuid,
        "draft_id": draft.uuid,
        "file_id": file.uuid,
        "document_id": case.documents.get().uuid,
        "tank_id": 987654,
        "page": "dane",
        "what": "notatka",
    }
