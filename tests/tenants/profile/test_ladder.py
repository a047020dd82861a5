"""The ladder of trust: which proofs reach which rung and what it opens, for three utilities."""

import pytest

from tenants.profile import loading, presets
from tenants.profile.schema import Capability, Proof
from tenants.profile.schema.registration import Registration
from tests.tenants.profile.support import THIRD

LIMITED = {Capability.SIGN_IN, Capability.SEE_OWN_REGISTRATION, Capability.CONTACT, Capability.DOWNLOADS}
MAIL, FORM = Proof.EMAIL_VERIFIED, Proof.PAPER_FORM_SIGNED
INVOICE, CLERK, OLD = Proof.INVOICE_KNOWLEDGE, Proof.CLERK_APPROVED, Proof.IMPORTED_ACCOUNT


def registration(name: str) -> Registration:
    return loading.load(THIRD if name == "third" else presets.folder(name)).profile.registration


@pytest.mark.parametrize(
    ("utility", "proofs", "rung"),
    [
        ("rzeszow", [], None),
        ("rzeszow", [MAIL], "ograniczony_dostep"),
        ("rzeszow", [FORM], None),
        ("rzeszow", [MAIL, FORM], "pelny_dostep"),
        ("rzeszow", [MAIL, OLD], "pelny_dostep"),
        ("rzeszow", [MAIL, INVOICE, CLERK], "ograniczony_dostep"),
        ("kostrzyn", [MAIL], "potwierdzony_email"),
        ("kostrzyn", [MAIL, INVOICE], "odbiorca"),
        ("kostrzyn", [MAIL, CLERK], "odbiorca"),
        ("kostrzyn", [MAIL, FORM], "odbiorca"),
        ("kostrzyn", [INVOICE, CLERK, FORM], None),
        ("third", [MAIL, INVOICE], "nabywca"),
        ("third", [MAIL, CLERK], "email"),
    ],
)
def test_the_highest_rung_reached(utility: str, proofs: list[Proof], rung: str | None) -> None:
    reached = registration(utility).rung_reached(proofs)
    assert (reached and reached.key) == rung


def test_rungs_add_up() -> None:
    rzeszow = registration("rzeszow")
    assert rzeszow.capabilities([]) == frozenset()
    assert rzeszow.capabilities([MAIL]) == LIMITED
    assert rzeszow.capabilities([MAIL, FORM]) == frozenset(Capability)


def test_proofs_may_be_plain_text_from_the_database() -> None:
    assert registration("rzeszow").capabilities(["email_verified"]) == LIMITED


def test_the_next_rung_tells_what_is_missing() -> None:
    rzeszow = registration("rzeszow")
    first, second = rzeszow.next_rung([]), rzeszow.next_rung([MAIL])
    assert first is not None and second is not None
    assert (first.key, second.key) == ("ograniczony_dostep", "pelny_dostep")
    assert rzeszow.next_rung([MAIL, FORM]) is None
