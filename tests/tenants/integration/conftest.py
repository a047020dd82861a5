"""A small package written by hand, and the demo's, for the tests of the import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tenants.integration.package.manifest import Mode
from tenants.integration.package.writing import PackageWriter
from tenants.integration.report import ImportReport
from tenants.integration.services import import_package

NIP = "8567346215"
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
Import = Callable[..., ImportReport]


@pytest.fixture
def bring(request: pytest.FixtureRequest) -> Import:
    """Import a package under a fresh idempotency key."""
    keys = iter(range(1000))

    def run(package: Any, *, dry_run: bool = False, key: str = "", seller_nip: str = NIP) -> ImportReport:
        return import_package(
            package=package,
            dry_run=dry_run,
            by="test",
            at=AT,
            seller_nip=seller_nip,
            idempotency_key=key or f"{request.node.name} {next(keys)}",
        )

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a package of the given rows (entity → rows) and return its folder."""
    folders = iter(range(1000))

    def package(
        mode: Mode = Mode.DELTA, columns: dict[str, list[str]] | None = None, **rows: list[dict[str, Any]]
    ) -> Path:
        folder = tmp_path / f"package{next(folders)}"
        with PackageWriter(folder, utility_nip=NIP, as_of=AT, mode=mode, columns=columns) as out:
            for entity, listed in rows.items():
                for row in listed:
                    out.add(entity, **row)
        return folder

    return package


@pytest.fixture
def today() -> date:
    return date(2026, 11, 20)


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences as they stand in the code, so that a test can tell them apart."""
    with translation.override("en"):
        yield
