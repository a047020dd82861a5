"""QR codes as SVG, for pages and documents, never without the same content in words beside them."""

from dataclasses import dataclass
from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET_ZONE = 4  # modules of white that readers need around the code (ISO/IEC 18004)


@dataclass(frozen=True)
class QrCode:
    """A code, what it says, and what it is for; `alt` is read out instead of the picture."""

    content: str
    alt: str
    svg: SafeString

    def for_document(self) -> dict[str, str]:
        """The shape a Typst template takes: {svg, alt, content}."""
        return {"svg": qr_svg(self.content), "alt": self.alt, "content": self.content}


def qr_code(content: str, *, alt: str) -> QrCode:
    """A code for a page, with its text alternative inside the SVG. Error correction M, as KSeF asks for."""
    code = _made(content)
    return QrCode(content, alt, mark_safe(_written(code, title=alt)))  # noqa: S308 -- segno escapes the title itself


def qr_svg(content: str) -> str:
    """A bare, self-contained SVG for documents, where the alternative is given by the template."""
    return _written(_made(content), title=None, standalone=True)


def _made(content: str) -> segno.QRCode:
    return segno.make(content, error="m", micro=False, encoding="utf-8" if not content.isascii() else None)


def _written(code: segno.QRCode, *, title: str | None, standalone: bool = False) -> str:
    out = BytesIO()
    code.save(
        out,
        kind="svg",
        border=QUIET_ZONE,
        xmldecl=False,
        svgns=True,
        omitsize=True,
        title=title,
        svgclass=None if standalone else "qr-code",
        lineclass=None,
        light="#fff",
        dark="#000",
    )
    svg = out.getvalue().decode()
    return svg if standalone else svg.replace("<svg ", '<svg role="img" ', 1)
