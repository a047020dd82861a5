"""Take a file in and give it back: type by content, size and pixel caps, pictures made anew, bytes per tenant.

The bytes lie under `<root>/tenants/<uuid>/files/` (wall 5); which root, the top floor says once by `use_root`.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import unicodedata
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from tenants.files.models import FilePurpose, StoredFile
from tenants.registry import context

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

_roots: list[Path] = []


class FileRefused(ValueError):
    """The file cannot be taken; the text is for the person who sent it."""


def use_root(root: Path) -> None:
    """Say where files lie on this machine."""
    _roots[:] = [root]


def root() -> Path:
    """Where files lie on this machine; each tenant has a folder of its own under it (context.key_prefix)."""
    if not _roots:
        raise RuntimeError("No root for files was named.")
    return _roots[0]


def store(*, content: bytes, name: str, purpose: FilePurpose, by: str) -> StoredFile:
    """Check and keep a PDF, JPEG or PNG of at most 10 MB; raises FileRefused with a sentence."""
    if not content:
        raise FileRefused(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise FileRefused(_("The file is larger than 10 MB. Scan it again with a lower resolution."))
    content, content_type = _checked(content)
    row = StoredFile.objects.create(
        purpose=purpose,
        name=_harmless_name(name),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_by=by,
    )
    path = _path(row)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = path.with_suffix(".part")
    scratch.write_bytes(content)
    scratch.rename(path)
    return row


def store_picture(*, content: bytes, name: str, purpose: FilePurpose, by: str) -> StoredFile:
    """The same for a JPEG or PNG only, where a document would make no sense; raises FileRefused with a sentence."""
    if content.startswith(b"%PDF-"):
        raise FileRefused(_("Send a photo: a JPEG or PNG file."))
    return store(content=content, name=name, purpose=purpose, by=by)


def keep(*, made: Path, name: str, content_type: str, purpose: FilePurpose, by: str) -> StoredFile:
    """Keep a file of our own making, of any kind and size: it is moved in, and `made` is there no more."""
    with made.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    row = StoredFile.objects.create(
        purpose=purpose,
        name=_harmless_name(name),
        content_type=content_type,
        size=made.stat().st_size,
        sha256=digest,
        stored_by=by,
    )
    path = _path(row)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.move(made, path)
    return row


def opened(row: StoredFile) -> BinaryIO:
    """A stored file of the current tenant to read piece by piece; raises FileNotFoundError."""
    return _path(row).open("rb")


def read(row: StoredFile) -> bytes:
    """The bytes of a stored file of the current tenant; raises FileNotFoundError."""
    return _path(row).read_bytes()


def forget(row: StoredFile) -> None:
    """Delete a stored file that nothing refers to any more: its row and its bytes, or, where the disk refuses, neither.

    Never before a commit that may fail.
    """
    path = _path(row)
    with transaction.atomic():
        row.delete()
        path.unlink(missing_ok=True)


def _checked(content: bytes) -> tuple[bytes, str]:
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise FileRefused(_("The PDF is damaged: its end is missing. Send it again."))
        return content, "application/pdf"
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _picture_anew(content), "image/jpeg"
    raise FileRefused(_("Send a PDF, JPEG or PNG file."))


def _picture_anew(content: bytes) -> bytes:
    """Decode and encode again: what hid in the file (place of the photo, another format) is gone."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise FileRefused(_("The picture is too large. Send one with at most 40 megapixels."))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, Image.DecompressionBombError, ValueError, SyntaxError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused(_("The picture cannot be read. Send it again.")) from error
    result = io.BytesIO()
    upright.save(result, "JPEG", quality=85)
    return result.getvalue()


def _harmless_name(name: str) -> str:
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    return re.sub(r"[<>:\"|?*]", "_", name).strip(" .")[:200] or "file"


def _path(row: StoredFile) -> Path:
    return root() / context.key_prefix() / "files" / str(row.uuid)
