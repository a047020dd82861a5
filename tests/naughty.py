"""What people and robots type and send: strings and files that break forms elsewhere. Shared by all tests of bad input."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

NAUGHTY = [
    "", " ", "\u00a0", "\u200b", "\u200d\u200c\ufeff", "\u202eodwrotnie\u202c", "\u2066\u2069", "ﷺ", "مرحبا", "שלום", "中文字", "ひらがな",
    "Zażółć gęślą jaźń", "Z\u0307az\u0307o\u0301łc\u0301", "Ґанок Їжак", "👩‍👩‍👧‍👦", "💧" * 50, "🏳️‍🌈", "\U000e0041\U000e007f", "𝕬𝖓𝖓𝖆", "Ａｎｎａ",
    "I\u0307stanbul", "ﬁ ligature", "a" + "\u0301" * 200, "a\tb", "a\r\nBcc: x@evil.example", "a\nb", "a\x0b\x0c\x1b[31mb", "\x00", "a\x00b", "\x7f\x80\x9f",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'><svg/onload=alert(1)>", "javascript:alert(1)", "<!--", "]]>", "</title><b>",
    "&lt;b&gt;&amp;amp;", "{{1234*4321}}", "{% debug %}", "{{settings.SECRET_KEY}}", "${1234*4321}", "#{1234*4321}", "%(name)s %s %d %n", "{0.__class__}", "`id`", "$(id)",
    "'; DROP TABLE tenants_customer; --", "' OR '1'='1", "\\", "\\'", "%' OR 1=1 --", "1;SELECT pg_sleep(10)", "../../../etc/passwd", "C:\\CON.pdf",
    "=1+1", "@SUM(1)", "-1", "1e309", "NaN", "Infinity", "0x10", "१२३", "null", "undefined", "None", "true", "9" * 400, "x" * 100_000, "ą" * 70_000,
]  # fmt: skip
# Polish data as people get it wrong: amounts, days that do not exist, numbers with a wrong check digit, telephones.
POLISH = [
    "1 234,56", "-0,00", "1e9", "12,3456", "12 zł", "29.02.2027", "31.11.2026", "2026-13-45", "0000-00-00", "0001-01-01", "9999-12-31",
    "0000000000", "44051401358", "PL61109010140000071219812875", "0048601234567", "+48 000", "anna+dom@poczta.example",
    '"anna nowak"@poczta.example', "anna@łódź.example", "anna@", "@", "a@b", "25:61", "2147483648", "9223372036854775808", "-9223372036854775809",
]  # fmt: skip
# Alone in a field, while all others are filled in well, so that they reach what stands behind the form.
WORST = ["", "a\x00b", '"><img src=x onerror=alert(1)>{{1234*4321}}', "x" * 100_000]
# What may never stand on a page unescaped or worked out.
LIVE = ("<script>alert", "<img src=x", "<svg/onload", "</title><b>", "SECRET_KEY=", "5332114")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png_bomb() -> bytes:
    """A picture of 50 000 × 50 000 points in a few kilobytes."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _zip(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return made.getvalue()


def _picture(kind: str, mode: str = "RGB") -> bytes:
    made = io.BytesIO()
    Image.new(mode, (40, 30)).save(made, kind)
    return made.getvalue()


@cache
def _files() -> list[tuple[str, bytes, str]]:
    jpeg, pdf = _picture("JPEG"), b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<</Encrypt 2 0 R>>\n%%EOF"
    eicar = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    return [
        ("pusty.jpg", b"", "image/jpeg"),
        ("za-duzy.jpg", jpeg + b"\0" * (10 * 1024 * 1024 + 1), "image/jpeg"),
        ("udaje.jpg", b"MZ\x90\x00" + b"\0" * 200, "image/jpeg"),
        ("udaje.pdf", jpeg, "application/pdf"),
        ("podwojne.pdf.exe", pdf, "application/pdf"),
        ("skrypt.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
        ("strona.html", b"<script>alert(1)</script>", "text/html"),
        ("zero\x00.jpg", jpeg, "image/jpeg"),
        ("\u202egpj.exe", jpeg, "image/jpeg"),
        ("a" * 255 + ".jpg", jpeg, "image/jpeg"),
        ("../../etc/passwd", jpeg, "image/jpeg"),
        ("CON.pdf", pdf, "application/pdf"),
        ('"><img src=x onerror=alert(1)>.jpg', jpeg, "image/jpeg"),
        ("uciety.jpg", jpeg[: len(jpeg) // 2], "image/jpeg"),
        ("cmyk.jpg", _picture("JPEG", "CMYK"), "image/jpeg"),
        ("bomba.png", _png_bomb(), "image/png"),
        ("ruchomy.gif", _picture("GIF", "P"), "image/gif"),
        ("zdjecie.heic", b"\0\0\0\x18ftypheic" + b"\0" * 100, "image/heic"),
        ("wirus.pdf", eicar, "application/pdf"),
        ("wielojezyczny.jpg", jpeg + _zip("../x.txt", b"x"), "image/jpeg"),
        ("paczka.zip", _zip("../../x.csv", b"a;b\n"), "application/zip"),
        ("bomba.zip", _zip("dane.csv", b"0" * 5_000_000), "application/zip"),
        ("encje.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "text/xml"),
        ("tabela.csv", "Numer;Stan\r\n=1+1;Zażółć\r\n".encode("cp1250"), "text/csv"),
        ("nul.csv", b"a;b\r\n\x00;1\r\n" + b"\xff\xfe" * 50, "text/csv"),
    ]


def uploads() -> list[SimpleUploadedFile]:
    """Fresh files, one of each kind that must be refused, or taken and made harmless."""
    made = []
    for name, content, kind in _files():
        file = SimpleUploadedFile("x", content, kind)
        file._name = name  # type: ignore[attr-defined]  # Django would tidy the name before it is sent
        made.append(file)
    return made
