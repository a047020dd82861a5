"""Every environment variable the platform reads, declared once: name, default, meaning.

settings.py asks here and nowhere else for its values, so that docs/configuration.md can be made from this
list and a test can hold the two together. A secret may be given as NAME or as NAME_FILE (a file that holds it).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


class SettingMissing(RuntimeError):
    """A required environment variable is absent."""


@dataclass(frozen=True)
class Variable:
    name: str
    default: str | None
    meaning: str
    secret: bool = False

    def read(self) -> str:
        """The value from the environment, from NAME_FILE for a secret, or the default; raises SettingMissing."""
        if self.name in os.environ:
            return os.environ[self.name]
        if self.secret and (path := os.environ.get(f"{self.name}_FILE")):
            return Path(path).read_text(encoding="utf-8").strip()
        if self.default is None:
            raise SettingMissing(f"Set the environment variable {self.name}: {self.meaning}")
        return self.default


VARIABLES: dict[str, Variable] = {}


def declare(name: str, default: str | None, meaning: str, *, secret: bool = False) -> Variable:
    """Make a variable known, to be read later."""
    VARIABLES[name] = Variable(name, default, meaning, secret)
    return VARIABLES[name]


def variable(name: str, default: str | None, meaning: str, *, secret: bool = False) -> str:
    """Declare a variable and read it at once."""
    return declare(name, default, meaning, secret=secret).read()


def flag(name: str, default: str, meaning: str) -> bool:
    """Declare and read a yes/no variable: 1, true, yes, on (any case) mean yes."""
    return variable(name, default, meaning).lower() in {"1", "true", "yes", "on"}


# Read by `ebok` before there are settings.
PORT = declare("EBOK_PORT", "", "Port of the web server of `ebok run`; 8000 when empty.")
PROGRAMS = declare("EBOK_PG_BIN", "", "Folder of PostgreSQL's programs, instead of the wheel's.")


def documentation() -> str:
    """docs/configuration.md, made from the declarations."""
    lines = [
        "# Configuration",
        "",
        "Every setting is an environment variable; `ebok run` sets those it needs for one machine by itself.",
        "A secret may also be given as `NAME_FILE`, the path of a file that holds it.",
        "This page is made from `platform/ebok/environment.py` by `ebok settings`; a test keeps it current.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for item in sorted(VARIABLES.values(), key=lambda item: item.name):
        default = "required" if item.default is None else f"`{item.default}`" if item.default else "empty"
        note = " Secret." if item.secret else ""
        lines.append(f"| `{item.name}` | {default} | {item.meaning}{note} |")
    return "\n".join(lines) + "\n"
