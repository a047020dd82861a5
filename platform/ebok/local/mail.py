"""Mail and SMS on one machine: kept as files in EBOK_HOME/mail/<tenant>/, shown on the platform host under /poczta."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from tenants.notifications.texting import ShortMessage
from tenants.registry import context


@dataclass(frozen=True)
class CaughtMail:
    """One caught message."""

    name: str
    tenant: str
    to: str
    subject: str
    date: str
    text: str
    html: str


def keep(message: EmailMultiAlternatives, key: str) -> None:
    """The local provider of e-mail: one file a message, named by its key, so that twice is once."""
    folder = Path(settings.HOME) / "mail" / context.key_prefix()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in key)
    scratch = folder / f".{name}"
    scratch.write_bytes(message.message().as_bytes())
    scratch.rename(folder / f"{name}.eml")


def keep_sms(message: ShortMessage, key: str) -> None:
    """The local provider of SMS: kept among the mails, so that one page shows all that left."""
    written = EmailMultiAlternatives(
        subject=f"SMS: {message.text}", body=message.text, from_email=message.sender or "SMS", to=[message.to]
    )
    keep(written, key)


def caught(prefix: str | None = None) -> list[CaughtMail]:
    """Caught messages, newest first; of one tenant when `prefix` (see context.key_prefix) is given."""
    root = Path(settings.HOME) / "mail"
    files = (root / prefix).glob("*.eml") if prefix else root.rglob("*.eml")
    newest_first = sorted(files, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_read(path, root) for path in newest_first[:500]]


def _read(path: Path, root: Path) -> CaughtMail:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, Parsed)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    return CaughtMail(
        name=path.stem,
        tenant=str(path.parent.relative_to(root)),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        date=str(message["Date"]),
        text=plain.get_content() if plain else "",
        html=html.get_content() if html else "",
    )
