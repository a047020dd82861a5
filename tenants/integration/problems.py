"""What is wrong with a package, said so that somebody can repair it: file, line, field, what was expected."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

# A file in the wrong column order has an error in each row: nobody reads more than this, and the total says the rest.
SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `line` is the physical line, 0 where the whole file is meant; `field` may be empty."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = ":".join(part for part in (self.file, str(self.line or ""), self.field) if part)
        return f"{place}: {self.message}" if place else self.message


@dataclass(slots=True)
class Problems:
    """Collects findings: the first SHOWN in full, all of them in the count."""

    shown: list[Problem] = field(default_factory=list)
    total: int = 0

    def add(self, file: str, line: int, field_name: str, message: str) -> None:
        self.total += 1
        if len(self.shown) < SHOWN:
            self.shown.append(Problem(file, line, field_name, message))

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(problem) for problem in self.shown]
