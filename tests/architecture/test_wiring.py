"""What is declared is wired: variables documented, work known to a worker, tasks that beat calls exist."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys

from ebok import celery, environment
from tests.architecture.source import ROOT, name_of, python_files, tree

# What other programs or the operating system define; read by nobody of ours for configuration.
NOT_OURS = {"DJANGO_SETTINGS_MODULE"}


def test_every_variable_is_in_the_documentation() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert page == environment.documentation(), "make it anew: ebok settings > docs/configuration.md"


def test_no_variable_is_read_behind_the_documentations_back() -> None:
    read = {
        node.value
        for path in python_files()
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call | ast.Subscript | ast.Compare) and "environ" in ast.unparse(call)
        for node in ast.walk(call)
        if isinstance(node, ast.Constant) and re.fullmatch("[A-Z][A-Z_]+", str(node.value))
    }
    assert read - NOT_OURS <= set(environment.VARIABLES)


def fresh(code: str) -> object:
    """What a new process says after Django's set-up and nothing else: so a worker starts."""
    begun = subprocess.run(
        [sys.executable, "-c", f"import json, django; django.setup(); {code}"],
        cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", "DJANGO_SETTINGS_MODULE": "ebok.settings"},
    )  # fmt: skip
    return json.loads(begun.stdout)


def kinds_enqueued() -> set[str]:
    """The kinds of work that some `enqueue(KIND, …)` writes down, by the constants that name them."""
    names, constants = set(), {}
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("enqueue"):
                names.add(ast.unparse(node.args[0]))
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                for target in node.targets:
                    constants.setdefault(ast.unparse(target), set()).add(str(node.value.value))
    assert len(names) >= 3, f"no constant names the kind in {names}"
    return {kind for name in names for kind in constants[name] if "." in kind}


def test_a_worker_knows_how_to_do_everything_that_is_ever_ordered() -> None:
    known = fresh("from tenants.outbox import services; print(json.dumps(sorted(services._handlers)))")
    assert isinstance(known, list)
    assert kinds_enqueued() == set(known)


def test_every_task_that_beat_calls_exists() -> None:
    called = {entry["task"] for entry in celery.app.conf.beat_schedule.values()}
    assert called <= set(celery.app.tasks)
    assert called == {"ebok.sweep", "ebok.housekeeping"}


def test_tasks_live_in_one_file() -> None:
    """A task elsewhere would run without a tenant (wall 6)."""
    decorated = {
        name_of(path)
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
        if any(
            ast.unparse(decorator).split("(")[0] in ("app.task", "shared_task", "task")
            for decorator in node.decorator_list
        )
    }
    assert decorated == {"platform/ebok/celery.py"}
