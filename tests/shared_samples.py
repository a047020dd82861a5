"""Where the Ministry's sample invoices lie: beside the repository, or where EBOK_SHARED says; tests skip without."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("EBOK_SHARED") or Path(__file__).parents[2] / "shared")
needs_samples = pytest.mark.skipif(
    not (SHARED / "ksef" / "samples").is_dir(), reason="the sample invoices are not beside the repository"
)


def sample_files(folder: str) -> list[Path]:
    """The XML files of `samples` or `synthetic`; empty where they are not at hand."""
    return sorted((SHARED / "ksef" / folder).glob("*.xml"))
