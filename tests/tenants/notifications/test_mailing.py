"""Who a mail is from: the utility's own name, whatever signs it has, and never a second header line."""

from __future__ import annotations

from email import policy

import pytest
from django.core.mail import EmailMessage

from tenants.notifications import mailing
from tenants.notifications.mailing import sender
from tenants.notifications.services import notify
from tenants.outbox.models import OutboxEntry
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic
from tenants.profile.schema.types import LocalisedText
from tenants.registry.models import Tenant

NAME = 'Wodociągi "Źródło", Sp. z o.o. <Łąki>'


def renamed(name: str) -> Profile:
    profile = profiles.published()
    words = profile.notifications.model_copy(update={"email_sender_name": LocalisedText(pl=name)})
    return profile.model_copy(update={"notifications": words})


def tell(profile: Profile) -> None:
    values = {"what": "zmieniono hasło", "when": "dziś"}
    notify(profile=profile, topic=Topic.SECURITY_NOTICE, to="anna@example.pl", language="pl", values=values)


@pytest.mark.parametrize("name", ["iBOK MPWiK", "MPWiK, Rzeszów", NAME, "<zly@zly.example>"])
def test_any_name_leaves_as_one_sender_at_our_address(rzeszow: Tenant, name: str) -> None:
    with rzeszow:
        tell(renamed(name))
        (entry,) = OutboxEntry.objects.all()

    left = str(EmailMessage("x", "x", entry.payload["from"], ["anna@example.pl"]).message()["From"])
    (mailbox,) = policy.default.header_factory("From", left).addresses
    assert (mailbox.display_name, mailbox.addr_spec) == (name, "ibok@mpwik.rzeszow.pl")


@pytest.mark.parametrize("name", ["iBOK\r\nBcc: wszyscy@zly.example", "iBOK\nx", "iBOK\rx"])
def test_a_name_that_would_begin_another_header_is_refused_when_it_is_written(
    rzeszow: Tenant, name: str
) -> None:
    with rzeszow:
        with pytest.raises(mailing.BrokenHeader):
            tell(renamed(name))
        assert not OutboxEntry.objects.exists()


def test_an_address_that_would_begin_another_header_is_refused_too() -> None:
    with pytest.raises(mailing.BrokenHeader):
        sender("iBOK", "bok@mpwik.example\nBcc: wszyscy@zly.example")
