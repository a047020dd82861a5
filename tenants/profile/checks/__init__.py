"""Rules between themes: what one part of a profile says must fit what another part says."""

from collections.abc import Callable, Iterator, Mapping

from tenants.profile.checks import (
    acting,
    address,
    catalogue,
    counter,
    getting_in,
    money,
    order,
    references,
    words,
)
from tenants.profile.checks import files as beside
from tenants.profile.checks.advice import advice
from tenants.profile.checks.walking import Finding
from tenants.profile.schema import Profile

_CHECKS: tuple[Callable[[Profile], Iterator[Finding]], ...] = (
    words.languages,
    words.texts,
    address.forms,
    getting_in.ladder,
    getting_in.registration_fits,
    getting_in.topics,
    references.references,
    references.required_consents_on_a_form,
    money.accounts,
    money.interest,
    order.keys_once,
    order.versions,
    order.domains,
    order.ranges,
    counter.readings,
    counter.water,
    counter.tariffs,
    catalogue.forms,
    catalogue.statuses,
    catalogue.messages,
    catalogue.septic,
    acting.messages,
)

__all__ = ["advice", "findings"]


def findings(profile: Profile, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Everything that does not fit, as (path, sentence)."""
    for check in _CHECKS:
        yield from check(profile)
    yield from beside.files(profile, files)
