"""The stage of the journeys: the whole platform run as a visitor runs it, and a real Chromium before it."""

from __future__ import annotations

import email
import email.policy
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("EBOK_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PASSWORD = "Deszcz-nad-Wisłokiem-7"


@dataclass(frozen=True)
class Mail:
    """A caught mail."""

    to: str
    subject: str
    text: str

    def link(self, part: str) -> str:
        found = re.search(rf"https?://\S*{re.escape(part)}\S*", self.text)
        assert found, f"no link with {part} in:\n{self.text}"
        return found[0].rstrip(".,)")


@dataclass(frozen=True)
class Stage:
    """The running platform."""

    port: int
    home: Path

    def url(self, utility: str, path: str = "/") -> str:
        return f"http://{utility}.localhost:{self.port}{path}"

    def mail_to(self, address: str, subject: str = "") -> Mail:
        """The newest mail to `address` whose subject contains `subject`; waits for the worker to deliver it."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for path in sorted(
                (self.home / "mail").rglob("*.eml"), key=lambda path: -path.stat().st_mtime_ns
            ):
                message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                if address in str(message["To"]) and subject in str(message["Subject"]):
                    body = message.get_body(("plain",))
                    return Mail(str(message["To"]), str(message["Subject"]), body.get_content())
            time.sleep(0.2)
        raise AssertionError(f"no mail “{subject}” to {address} came within 30 s")

    def ebok(self, *words: str) -> str:
        """The command line, against the running platform."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "DJANGO"))
        }
        environment = {**kept, "EBOK_HOME": str(self.home), "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"}
        return subprocess.check_output(
            [sys.executable, "-m", "ebok.cli", *words], text=True, env=environment, cwd=ROOT
        )

    def code(self) -> str:
        """The six digits of the demo's staff."""
        return self.ebok("demo-code").strip()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """`ebok run` on a free port with a database of its own; stopped by Ctrl-C at the end."""
    home = tmp_path_factory.mktemp("ebok")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE", "EBOK_TEST", "DJANGO"))
    }
    environment = {**kept, "EBOK_HOME": str(home), "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"}
    log = (home / "run.log").open("wb")
    platform = subprocess.Popen(
        [sys.executable, "-m", "ebok.cli", "run", "--port", str(port)],
        env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT,
    )  # fmt: skip
    try:
        _wait(port, platform, home)
        yield Stage(port, home)
    finally:
        platform.send_signal(signal.SIGINT)
        log.close()
        assert platform.wait(timeout=60) == 0, (home / "run.log").read_text()


def _wait(port: int, platform: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and platform.poll() is None:
        # "Ready" is the last thing said: the demo is there and the web server answers.
        if "Ready after" in (home / "run.log").read_text():
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                assert answer.status == 200
            return
        time.sleep(0.2)
    raise AssertionError((home / "run.log").read_text())


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A person's browser."""
    context = chromium.new_context(locale="pl-PL", viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    """The browser of a member of staff."""
    context = chromium.new_context(locale="pl-PL", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def sign_in(page: Page, stage: Stage, utility: str, address: str, password: str = PASSWORD) -> None:
    """Sign in by the form; staff also by their code, the next one if this one was used."""
    page.goto(stage.url(utility, "/konto/login/"))
    page.get_by_label("E-mail").first.fill(address)
    page.locator("input[type=password]").first.fill(password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)
    used = ""
    for _try in range(2):
        if "/2fa/" not in page.url:
            return
        # A code is good once: whoever signed in a moment ago waits for the next one, as a person would.
        while (code := stage.code()) == used:
            time.sleep(0.5)
        used = code
        page.locator("input[name=code]").fill(code)
        with page.expect_navigation():
            page.locator("main form button[type=submit]").first.click()
    assert "/2fa/" not in page.url


def qr_in(pdf: bytes) -> list[str]:
    """What a scanner reads from a PDF, page by page."""
    document = pypdfium2.PdfDocument(pdf)
    found: list[str] = []
    for number in range(len(document)):
        picture = document[number].render(scale=3).to_pil()
        found += [code.text for code in zxingcpp.read_barcodes(picture)]
    return found


def download(page: Page, url: str) -> tuple[str, bytes]:
    """Fetch as the page would, with its cookies: content type and bytes (only Chromium resolves *.localhost here)."""
    kind, numbers = page.evaluate(
        """async url => {
             const answer = await fetch(url);
             const bytes = new Uint8Array(await answer.arrayBuffer());
             return [answer.headers.get("content-type"), Array.from(bytes)];
           }""",
        url,
    )
    return kind, bytes(numbers)
