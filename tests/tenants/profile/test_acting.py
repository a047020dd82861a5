"""Letting somebody else act in a profile: what the messages must hold, and that both presets say their own."""

from __future__ import annotations

from tenants.profile import loading, presets
from tests.tenants.profile.support import mistakes


def test_delegates_need_their_invitation() -> None:
    (problem,) = mistakes("kostrzyn", "    - topic: delegate_invitation\n", "    - topic: outage_ended\n")[:1]
    assert problem.message


def test_a_link_must_be_in_the_message_that_exists_for_it() -> None:
    text = "Zaproszenie można przyjąć albo odrzucić tutaj: {{accept_url}}"
    found = mistakes("kostrzyn", text, "Zapraszamy.")
    assert any("{{accept_url}}" in one.message for one in found)
    undo = "Do {{until}} konto można przywrócić: {{undo_url}}"
    assert any("{{undo_url}}" in one.message for one in mistakes("kostrzyn", undo, "Do {{until}}."))


def test_the_presets_differ() -> None:
    kostrzyn, rzeszow = (loading.load(presets.folder(name)).profile for name in ("kostrzyn", "rzeszow"))
    assert (kostrzyn.access.delegates, kostrzyn.access.mandates) == (True, True)
    assert (rzeszow.access.delegates, rzeszow.access.mandates) == (False, False)
    assert kostrzyn.retention.closed_account_months != rzeszow.retention.closed_account_months
