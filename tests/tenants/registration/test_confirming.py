"""The button behind the mailed link: whose it is, who may press it from another browser, and how it is disowned."""

from __future__ import annotations

import pytest

from tenants.identity.models import User
from tenants.registration import errors, services
from tenants.registration.services.mailbox import verify_email
from tests.cast import PASSWORD
from tests.tenants.registration.conftest import NOW, Office


def test_another_browser_must_know_the_password(desk: Office) -> None:
    """Else a stranger registers somebody's address, waits for its owner to press the button, and signs in."""
    desk.registered()
    token = desk.token()

    for _ in range(4):
        with pytest.raises(errors.PasswordWrong):
            verify_email(token=token, profile=desk.profile, at=NOW, password="zgaduję hasło")
    assert verify_email(token=token, profile=desk.profile, at=NOW, password=PASSWORD)


def test_the_forms_password_cannot_be_guessed_behind_the_link(desk: Office) -> None:
    desk.registered()
    token = desk.token()
    for _ in range(5):
        with pytest.raises(errors.PasswordWrong):
            verify_email(token=token, profile=desk.profile, at=NOW, password="zgaduję hasło")

    with pytest.raises(errors.LinkExpired):
        verify_email(token=token, profile=desk.profile, at=NOW, password=PASSWORD)


def test_the_owner_of_the_mailbox_may_disown_a_registration(desk: Office) -> None:
    desk.registered()
    token = desk.token()

    services.disown(token=token, at=NOW)

    assert User.objects.count() == 0
    with pytest.raises(errors.LinkUnknown):
        verify_email(token=token, profile=desk.profile, at=NOW)
