"""`ebok demo-code`: the six digits that the demo's staff and operators need now, for those without a phone at hand."""

from __future__ import annotations

import click


@click.command("demo-code")
def command() -> None:
    """Print the six-digit code of the demo's staff and operators for this half minute."""
    from ebok.local import machine

    machine.setup_django()
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    from ebok.local.demo import TOTP_SECRET

    click.echo(format_hotp_value(hotp_value(TOTP_SECRET, _now(list(yield_hotp_counters_from_time())))))


def _now(counters: list[int]) -> int:
    """allauth tolerates neighbours of the present half minute; the one in the middle is the present."""
    return counters[len(counters) // 2]
