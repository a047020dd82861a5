"""What may be written only in named places, each with its reason: everything else of that kind fails the build.

Each of these is how one of the walls was broken somewhere before (docs/security.md).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from tests.architecture.source import OURS, ROOT, name_of, python_files, tree

Found = set[str]


def calls_of(*names: str) -> Found:
    """Files that call a method or function of one of these names."""
    return _files(lambda node: isinstance(node, ast.Call) and _last_name(node.func) in names)


def uses_of(*names: str) -> Found:
    """Files that use one of these names at all, imports aside."""
    return _files(lambda node: isinstance(node, ast.Name | ast.Attribute) and _last_name(node) in names)


def _files(wanted: Callable[[ast.AST], bool]) -> Found:
    return {name_of(path) for path in python_files() if any(wanted(node) for node in ast.walk(tree(path)))}


def _last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_work_is_ordered_by_the_outbox_alone() -> None:
    """E6: a raw `.delay` or `on_commit` runs with whatever tenant is current at the commit."""
    assert calls_of("delay", "delay_on_commit", "send_task", "s", "si") == set()
    assert calls_of("apply_async") == {
        "platform/ebok/celery.py"
    }  # the wake-up: it carries a uuid and no work
    assert calls_of("on_commit") == {
        "tenants/outbox/services.py"
    }  # asks for the wake-up, the place captured before


# Raw SQL goes through the walls like all SQL; it is kept where set-based work or a server's own verb needs it.
CURSORS = {
    "platform/ebok/health.py": "asks the server whether it is there",
    "tenants/identity/throttling.py": "an advisory lock, so that parallel guesses are counted one by one",
    "tenants/outbox/services.py": "claims a row with SKIP LOCKED and a lease in one statement",
    "tenants/billing/selectors.py": "the overview in one statement",
    "tenants/integration/services.py": "one import at a time: an advisory lock",
    "tenants/integration/loading/staging.py": "COPY into staging tables",
    "tenants/integration/loading/accounts.py": "beginnings of accounts asked of all staged rows at once",
    "tenants/integration/loading/checks.py": "rules asked of all staged rows at once",
    "tenants/integration/loading/merge.py": "set-based insert, update and delete from staging",
    "tenants/integration/loading/files.py": "the same for files",
    "tenants/integration/loading/first_invoice.py": "first invoices of all customers in one statement",
    "tenants/integration/loading/sent_readings.py": "settles all sent readings of an import in one statement",
}


def test_raw_sql_stays_where_it_is_needed() -> None:
    assert calls_of("cursor") == set(CURSORS)
    assert calls_of("raw", "extra", "RawSQL") == set()


# What a process remembers by itself. Wall 5: nothing of a tenant's, unless keyed by its uuid.
CACHES = {
    "tenants/profile/library/__init__.py": "files of ours, the same for every tenant",
    "platform/ebok/fleet/ddl.py": "the SQL of an empty schema: the same for all",
    "tenants/profile/sentences.py": "the catalogue of messages: the program's own words",
    "tenants/profile/colour.py": "arithmetic on colours: a pure function",
    "tenants/integration/package/spec.py": "the description of a billing package: the program's own",
    "api/schema.py": "the description of the API: the same for all",
}
# Module-level containers, each filled at start-up by importing or wiring, or keyed by host or uuid.
MEMORIES = {
    "platform/ebok/environment.py: VARIABLES": "declared variables",
    "platform/ebok/settings.py: STATICFILES_DIRS": "a setting",
    "tenants/files/storing.py: _roots": "a plug: where files are kept",
    "tenants/notifications/links.py: _builders": "a plug: who makes links",
    "tenants/notifications/mailing.py: _providers": "a plug: who carries mail",
    "tenants/notifications/texting.py: _providers": "a plug: who carries SMS",
    "tenants/outbox/services.py: _handlers": "who does which kind of work",
    "tenants/outbox/services.py: _wakers": "a plug: who wakes workers",
    "tenants/registry/hosts.py: _memory": "host to tenant, the platform's own public data, for five seconds",
    "tenants/profile/selectors.py: _parsed": "parsed profiles in a ProcessCache, keyed by the tenant's uuid and version",
}


def test_no_process_remembers_a_tenants_data() -> None:
    assert uses_of("cache", "lru_cache", "cached_property") - {"platform/ebok/page.py"} == set(CACHES)


def test_no_module_collects_what_passes_by() -> None:
    def memories() -> Iterator[str]:
        for path in python_files():
            for node in tree(path).body:
                value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
                empty = isinstance(value, ast.Dict | ast.List | ast.Set) and not ast.unparse(value).strip(
                    "[]{}"
                )
                made = isinstance(value, ast.Call) and _last_name(value.func) in {
                    "dict", "list", "set", "OrderedDict", "defaultdict", "Counter", "deque", "ProcessCache", "local",
                }  # fmt: skip
                if empty or (made and not (isinstance(value, ast.Call) and value.args)):
                    target = node.targets[0] if isinstance(node, ast.Assign) else node.target  # type: ignore[union-attr]
                    yield f"{name_of(path)}: {ast.unparse(target)}"

    assert set(memories()) == set(MEMORIES)


# Text that templates do not escape (T9).
SAFE = {
    "tenants/files/qr.py": "an SVG drawn by us; segno escapes its title",
    "tenants/content/markdown.py": "what nh3 let through its list of tags",
}


def test_nothing_unescaped_reaches_a_page() -> None:
    assert calls_of("mark_safe", "SafeString", "SafeText") == set(SAFE)
    templates = {
        name_of(path)
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
        and re.search(r"\|\s*safe\b|\|\s*safeseq\b|autoescape off", path.read_text(encoding="utf-8"))
    }
    plain_text = {name for name in templates if name.endswith(".txt")}  # nothing to escape for
    assert templates - plain_text == set()


def test_no_failure_is_swallowed() -> None:
    """`except …: pass` hides; `with suppress(…)` says that nothing needs to happen."""
    silent = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files(*OURS, "infra")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and all(isinstance(line, ast.Pass) for line in node.body)
    ]
    bare = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files(*OURS, "infra")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert silent == bare == []


def test_every_exemption_has_its_reason_on_the_line() -> None:
    reasonless = re.compile(
        r"#\s*noqa(?!: [A-Z]+\d+(?:, ?[A-Z]+\d+)* -- \w)|#\s*type: ignore(?!\[[\w, -]+\]  # \w)"
    )
    found = [
        f"{name_of(path)}:{number}"
        for path in python_files(*OURS, "infra")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if reasonless.search(line)
    ]
    assert found == []


def test_no_room_reads_the_clock() -> None:
    """`today` and `at` are arguments of the domain. Doors read the clock, and so does a job, once, for its verb."""
    clock = ("timezone.now", "datetime.now", "date.today", "localdate", "time.time", "now")
    reading = {
        name_of(path)
        for path in python_files("tenants")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in clock
        and (not node.args or "now" in ast.unparse(node.func))
    }
    assert {
        name for name in reading if not name.startswith("tenants/office/") and not name.endswith("/tasks.py")
    } == {"tenants/integration/arrivals.py"}
