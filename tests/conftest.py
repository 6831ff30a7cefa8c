"""Fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from archives import TINY, write_archive
from browsers import browser, complaints, context, page
from hypothesis import HealthCheck, settings

__all__ = ["browser", "complaints", "context", "make_archive", "page"]

MakeArchive = Callable[..., Path]

# The time of one example says more about the machine than about the code; examples are the same in every run.
settings.register_profile(
    "shortsite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
settings.load_profile("shortsite")


@pytest.fixture
def make_archive(tmp_path: Path) -> MakeArchive:
    """Write an archive of these files below ``tmp_path``; without files, one of a paper and a summary."""

    def make(files: Mapping[str, str | bytes] | None = None, name: str = "archive") -> Path:
        return write_archive(tmp_path / name, TINY if files is None else files)

    return make
