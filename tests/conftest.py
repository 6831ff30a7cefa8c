"""Fixtures that all tests share."""

from __future__ import annotations

import os
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
# ``make fuzz``: new examples in every run, as many as the environment says.
settings.register_profile(
    "fuzz",
    deadline=None,
    suppress_health_check=list(HealthCheck),
    max_examples=int(os.environ.get("FUZZ", "2000")),
    print_blob=True,
)
settings.load_profile("fuzz" if "FUZZ" in os.environ else "shortsite")


@pytest.fixture
def make_archive(tmp_path: Path) -> MakeArchive:
    """Write an archive of these files below ``tmp_path``; without files, one of a paper and a summary."""

    def make(files: Mapping[str, str | bytes] | None = None, name: str = "archive") -> Path:
        return write_archive(tmp_path / name, TINY if files is None else files)

    return make
