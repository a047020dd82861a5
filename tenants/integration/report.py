"""What an import says afterwards: what it found wrong, what it changed or, in a dry run, would change."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from tenants.integration.loading.merge import EntityReport
from tenants.integration.models import ImportState
from tenants.integration.problems import Problem


@dataclass(slots=True)
class ImportReport:
    """`problems` holds the first 1000 of `problems_total`. `entities` is empty when the package was refused."""

    run_id: UUID
    state: ImportState
    dry_run: bool
    entities: dict[str, EntityReport] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    problems_total: int = 0
    warnings: list[Problem] = field(default_factory=list)
    warnings_total: int = 0

    @property
    def changes_something(self) -> bool:
        return any(one.added or one.changed or one.removed for one in self.entities.values())

    def as_json(self) -> dict[str, Any]:
        """For the run's row, the API and the command line; `from_json` gives it back."""
        return {**asdict(self), "run_id": str(self.run_id), "state": str(self.state)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ImportReport:
        return cls(
            run_id=UUID(data["run_id"]),
            state=ImportState(data["state"]),
            dry_run=data["dry_run"],
            entities={name: EntityReport(**one) for name, one in data["entities"].items()},
            problems=[Problem(**one) for one in data["problems"]],
            problems_total=data["problems_total"],
            warnings=[Problem(**one) for one in data["warnings"]],
            warnings_total=data["warnings_total"],
        )
