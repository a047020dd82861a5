"""Bad input over HTTP at length: strange queries and bodies to every address, schemathesis against the whole API.

Schemathesis uses all its checks, as a machine that holds every scope and as a signed-in customer; it must find nothing.
"""

from __future__ import annotations

import contextlib
import io
import os
import socket
import subprocess
import sys
import time
import tomllib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from api import throttling
from ebok.wsgi import application
from tenants.registry.models import Tenant
from tests.api.conftest import Machine, linked
from tests.api.routes import ADDRESSES, RARE_METHODS, ask, gather
from tests.cast import Browser, make_customer

pytestmark = [pytest.mark.proof, pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")]
EXAMPLES = 20
ROOT = Path(__file__).parents[2]


@st.composite
def packages(draw: Callable[..., Any]) -> bytes:
    """ZIP files with made-up members: well-formed envelopes around nonsense."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in draw(st.lists(st.text("abc./_-", min_size=1, max_size=12), max_size=3, unique=True)):
            archive.writestr(name, draw(st.binary(max_size=200)))
    return stream.getvalue()


schemathesis.openapi.media_type("application/zip", packages())


class Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """A line per request would bury what a failing test prints."""


@pytest.fixture
def server(rzeszow: Tenant, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The real application behind a real socket; it keeps the test's connection and its transaction."""
    monkeypatch.setattr(throttling, "REQUESTS_PER_MINUTE", 1_000_000)
    with rzeszow:
        make_customer()
    ours = connections["default"]
    ours.inc_thread_sharing()

    def shared(environ: dict[str, Any], start_response: Any) -> Any:
        connections["default"] = ours
        for signal in (request_started, request_finished):  # Django's own client connects them again
            signal.disconnect(close_old_connections)
        return application(environ, start_response)

    server = make_server("127.0.0.1", 0, shared, handler_class=Silent)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    ours.dec_thread_sharing()


CONFIG = f"""
continue-on-failure = true
workers = 1
[generation]
max-examples = {EXAMPLES}
deterministic = true
database = "none"
[phases.stateful]
enabled = false
"""


def findings(
    server: str, paths: str, auth: dict[str, dict[str, str]]
) -> tuple[Counter[tuple[str, int]], set[str]]:
    """Everything schemathesis asks of the paths: answers by operation and status, and what it found wrong."""
    headers = {"Host": "rzeszow.localhost"}
    config = SchemathesisConfig.from_dict({**tomllib.loads(CONFIG), "auth": {"openapi": auth}})
    config.projects.default.update(headers=headers, base_url=server)
    schema = schemathesis.openapi.from_url(f"{server}/api/v1/openapi.json", config=config, headers=headers)
    asked: Counter[tuple[str, int]] = Counter()
    wrong: set[str] = set()
    for event in from_schema(schema.include(path_regex=paths)).execute():
        if isinstance(event, NonFatalError | FatalError):
            wrong.add(str(getattr(event, "value", None) or getattr(event, "exception", "")))
        if isinstance(event, ScenarioFinished):
            answers = (one.response for one in event.recorder.interactions.values())
            asked.update((event.recorder.label, answer.status_code) for answer in answers if answer)
            for case, checks in event.recorder.checks.items():
                for check in checks:
                    if check.failure_info:
                        request = event.recorder.interactions[case].request
                        sent = f"{request.uri} {(request.body or b'')[:300]!r}"
                        wrong.add(f"{event.recorder.label}: {check.failure_info.failure} {sent}")
    return asked, wrong


def test_schemathesis_as_a_machine_finds_nothing(server: str, rzeszow: Tenant) -> None:
    token = Machine(rzeszow).key.token
    asked, wrong = findings(server, "^(?!/api/v1/me/)", {"key": {"bearer": token}})
    assert not wrong, "\n".join(sorted(wrong))
    for name in ("GET /imports/", "POST /imports/", "GET /customers/{number}/invoices/"):
        method, path = name.split()
        answers = {status: n for (label, status), n in asked.items() if label == f"{method} /api/v1{path}"}
        assert answers.get(200, 0) + answers.get(202, 0) > 0, f"{name} never succeeded: {answers}"
        assert sum(answers.values()) >= EXAMPLES, answers


def test_schemathesis_as_a_person_finds_nothing(server: str, rzeszow: Tenant) -> None:
    anna = linked(Browser(rzeszow), rzeszow)
    session = anna.cookies[settings.SESSION_COOKIE_NAME].value
    asked, wrong = findings(server, "^/api/v1/me/", {"session": {"api_key": session}})
    assert not wrong, "\n".join(sorted(wrong))
    for path in ("invoices", "readings"):
        assert asked[f"GET /api/v1/me/{path}/", 200] > 0, asked


@pytest.fixture
def actors(rzeszow: Tenant, kostrzyn: Tenant) -> dict[str, Browser]:
    return gather(rzeszow, kostrzyn)


QUERIES = [
    "page=-1", "page=0", "page=999999999999999999999", "page=1e309", "page=%00", "page=%ff", "page[]=1", "page=1&page=2",
    "kod=%00", "szukaj=%00", "q=%00", "q=" + "a" * 20_000, "stan=%00", "tekst=%00", "klient=%00", "strona=-5", "dalej=//evil.example",
    "next=https://evil.example", "next=javascript:alert(1)", "next=%0d%0aSet-Cookie:x=1", "_connector=OR", "user__password__startswith=a",
    "format=xml", "cursor=%00", "cursor=" + "A" * 300, "page_size=-1", "page_size=1.0", "page_size=%D9%A3", "dry_run=1",
    "&".join(f"p{n}=1" for n in range(10_000)),
]  # fmt: skip


def test_no_rare_method_breaks_any_address(actors: dict[str, Browser]) -> None:
    ask(actors, ((method, address, {}) for address in ADDRESSES for method in RARE_METHODS))


def test_no_query_breaks_any_page(actors: dict[str, Browser]) -> None:
    ask(actors, (("GET", f"{address}?{query}", {}) for address in ADDRESSES for query in QUERIES))


BODIES = {
    "json bomb": (b"[" * 100_000, "application/json"),
    "broken utf-8": (b"email=\xff\xfe&full_name=\xc3\x28", "application/x-www-form-urlencoded"),
    "broken percent": (b"email=%ff%fe&full_name=%c3%28&code=%", "application/x-www-form-urlencoded"),
    "nul": (b"email=a%00%40b.pl&full_name=%00&customer_number=%00&password=%00&code=%00&login=%00&label=%00&scopes=import%3Awrite&customer=%00&reason=%00&note=%00&key=%00&nip=%00&number=%00", "application/x-www-form-urlencoded"),
    "crlf": (b"email=a%40b.pl%0d%0aBcc:x%40y.pl&full_name=x%0d%0ay&login=a%40b.pl%0d%0a", "application/x-www-form-urlencoded"),
    "many fields": ("&".join(f"f{n}=1" for n in range(10_000)).encode(), "application/x-www-form-urlencoded"),
    "not multipart": (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
    "no boundary": (b"--x", "multipart/form-data"),
    "bad charset": (b"email=a", "application/x-www-form-urlencoded; charset=no-such"),
    "utf-16": ("email=ą".encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16"),
    "strange type": (b"\x00\x01", "image/\x7f"),
    "xml": (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "application/xml"),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_no_body_breaks_any_address(actors: dict[str, Browser], name: str) -> None:
    content, content_type = BODIES[name]
    ask(actors, (("POST", address, {"data": content, "content_type": content_type}) for address in ADDRESSES))


@pytest.fixture
def granian(django_db_setup: None) -> Iterator[int]:
    """The server of production in front of the application, in a process of its own; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
    }
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface=wsgi",
        "--host=127.0.0.1",
        f"--port={port}",
        "ebok.wsgi:application",
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def say(port: int, request: bytes) -> bytes:
    """Send bytes as they are; returns the whole answer, empty when the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(request)
        answer = b""
        with contextlib.suppress(OSError):
            while chunk := line.recv(65536):
                answer += chunk
    return answer


END = b"Connection: close\r\n\r\n"
RAW = {
    "absolute form of nobody": b"GET http://evil.example/konto/login/ HTTP/1.1\r\nHost: evil.example\r\n" + END,
    "absolute form, host of ours": b"GET http://evil.example/konto/login/ HTTP/1.1\r\nHost: rzeszow.localhost\r\n" + END,
    "absolute form of ours, host of nobody": b"GET http://rzeszow.localhost/konto/login/ HTTP/1.1\r\nHost: evil.example\r\n" + END,
    "two hosts": b"GET / HTTP/1.1\r\nHost: rzeszow.localhost\r\nHost: kostrzyn.localhost\r\n" + END,
    "two hosts, ours last": b"GET / HTTP/1.1\r\nHost: evil.example\r\nHost: rzeszow.localhost\r\n" + END,
    "no host": b"GET / HTTP/1.1\r\n" + END,
    "HTTP/1.0 without a host": b"GET / HTTP/1.0\r\n\r\n",
    "host with underscore twin": b"GET / HTTP/1.1\r\nHost: evil.example\r\nHTTP_HOST: rzeszow.localhost\r\nX_Forwarded_Host: x\r\n" + END,
    "folded header": b"GET / HTTP/1.1\r\nHost: rzeszow.localhost\r\nX: a\r\n b\r\n" + END,
    "NUL in a header": b"GET / HTTP/1.1\r\nHost: rzeszow.localhost\r\nX: a\x00b\r\n" + END,
    "64 kB header": b"GET / HTTP/1.1\r\nHost: rzeszow.localhost\r\nX: " + b"a" * 65_536 + b"\r\n" + END,
    "1 MB header": b"GET / HTTP/1.1\r\nHost: rzeszow.localhost\r\nX: " + b"a" * 1_000_000 + b"\r\n" + END,
    "length and chunks": b"POST /konto/login/ HTTP/1.1\r\nHost: rzeszow.localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n"
    + END + b"0\r\n\r\nGET /biuro/ HTTP/1.1\r\nHost: kostrzyn.localhost\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: rzeszow.localhost\r\nContent-Length: 1\r\nContent-Length: 9\r\n" + END + b"x",
    "negative length": b"POST / HTTP/1.1\r\nHost: rzeszow.localhost\r\nContent-Length: -1\r\n" + END,
    "chunked package": b"POST /api/v1/imports/ HTTP/1.1\r\nHost: rzeszow.localhost\r\nTransfer-Encoding: chunked\r\n" + END + b"2\r\nPK\r\n0\r\n\r\n",
    "no method": b" / HTTP/1.1\r\nHost: rzeszow.localhost\r\n" + END,
    "asterisk": b"OPTIONS * HTTP/1.1\r\nHost: rzeszow.localhost\r\n" + END,
    "tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n" + END,
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}  # fmt: skip


def test_raw_bytes_break_nothing_behind_the_real_server(granian: int) -> None:
    wrong = []
    for name, request in RAW.items():
        answer = say(granian, request) if name != "no HTTP" else say(granian, request + b"\r\n\r\n")
        status = int(answer[9:12] or 0)
        ours = b"wodoci" in answer.lower()
        if status >= 500 or b"kostrzyn" in answer.lower():
            wrong.append(f"{name}: {answer[:300]!r}")
        if ours and b"Host: rzeszow.localhost" not in request:
            wrong.append(f"{name} shows a utility")
        if b"evil.example" in answer:
            wrong.append(f"{name} repeats a stranger's host")
        if answer.count(b"HTTP/1.") > 1:
            wrong.append(f"{name} was answered twice")
    fine = say(granian, b"GET /konto/login/ HTTP/1.1\r\nHost: rzeszow.localhost\r\n" + END)
    assert fine.startswith(b"HTTP/1.1 200"), "the server still stands"
    assert not wrong, "\n".join(wrong)
