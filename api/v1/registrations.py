"""The signed-in person's own registrations: how far each has come, why it was refused, and what to do next."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import pages
from api.parameters import PAGING
from api.resource import MyResource
from api.v1.customers import profile_of, user_of
from tenants.profile.schema import Proof
from tenants.profile.schema.registration import Registration as Policy
from tenants.registration.models import LetterCode, Registration, RegistrationState
from tenants.registration.references import shown
from tenants.registration.selectors import registrations_by

LETTERS = ["none", "asked", "sent", "spent"]


class RefusalOut(serializers.Serializer[Any]):
    """Why it was refused, in the utility's words."""

    reason = serializers.CharField(help_text="Key of the reason in the utility's profile.")
    title = serializers.CharField(help_text="May be empty.")
    text = serializers.CharField(help_text="May be empty.")
    note = serializers.CharField(help_text="What staff added; may be empty.")
    may_apply_again = serializers.BooleanField()


class RegistrationOut(serializers.Serializer[Any]):
    """One registration."""

    reference = serializers.CharField(help_text="Its code, as it stands on the form.")
    state = serializers.ChoiceField(choices=RegistrationState.values)
    mode = serializers.CharField(help_text="Key of the way of registering in the utility's profile.")
    customer_number = serializers.CharField(help_text="As it was typed; may be empty.")
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    rung = serializers.CharField(
        help_text="How far it has come, in the words of the utility's ladder; empty at the foot."
    )
    next_rung = serializers.CharField(help_text="What comes next; empty at the top, and where it is closed.")
    next_step = serializers.CharField(
        help_text="What to do now, in a sentence; empty where there is nothing to do."
    )
    waits_for_staff = serializers.BooleanField(help_text="true: the office has to act, not the person.")
    letter = serializers.ChoiceField(
        choices=LETTERS,
        help_text="The letter with a code; spent: too old, or mistyped too often.",
    )
    refusal = RefusalOut(allow_null=True)


RegistrationPage = pages.page_schema(
    "RegistrationPage", RegistrationOut, "A page of registrations, newest first."
)


class MyRegistrations(MyResource):
    """The registrations of this login."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_registrations",
        summary="List my registrations",
        tags=["me"],
        responses=RegistrationPage,
    )
    def get(self, request: Request) -> Response:
        """Every registration of this login that was not withdrawn, newest first, with the next step of an open one."""
        policy = profile_of(request).registration
        return pages.answer(
            self, registrations_by(user_of(request)), by="created_at", route="api_my_registrations", parts={},
            show=lambda row: RegistrationOut(_shown(row, policy)).data,
        )  # fmt: skip


def _shown(row: Any, policy: Policy) -> dict[str, Any]:
    proofs = frozenset(row.proof_keys)
    rung, following = policy.rung_reached(proofs), policy.next_rung(proofs)
    wanted = {proof.value for proof in following.reached_by} if following else set()
    waits = row.is_open and (row.needs_staff or wanted == {Proof.CLERK_APPROVED.value})
    step = (following and following.next_step) or (rung and rung.next_step)
    return {
        "reference": shown(row.reference),
        **{name: getattr(row, name) for name in ("state", "mode", "customer_number", "created_at", "changed_at")},
        "rung": str(rung.title) if rung else "",
        "next_rung": str(following.title) if following and row.is_open else "",
        "next_step": str(step) if step and row.is_open and not waits else "",
        "waits_for_staff": waits,
        "letter": _letter(row),
        "refusal": _refusal(row, policy),
    }  # fmt: skip


def _letter(row: Registration) -> str:
    letter: LetterCode | None = getattr(row, "letter_code", None)
    if letter is None:
        return "none"
    if letter.is_spent(timezone.now()):
        return "spent"
    return "sent" if letter.printed_at else "asked"


def _refusal(row: Registration, policy: Policy) -> dict[str, Any] | None:
    if row.state != RegistrationState.REFUSED:
        return None
    reason = next((one for one in policy.refusal_reasons if one.key == row.refusal_reason), None)
    return {
        "reason": row.refusal_reason,
        "title": str(reason.title) if reason else "",
        "text": str(reason.text or "") if reason else "",
        "note": row.refusal_note,
        "may_apply_again": bool(reason and reason.may_reapply),
    }
