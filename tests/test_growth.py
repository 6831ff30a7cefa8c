"""Time grows with the size of a hostile text and not with its square: four times the size, about four times the time.

All shapes are measured by ``benchmarks/growth.py``; here are those that were slow once, and those that look it.
"""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "growth.py"
FAMILIES = [
    "a macro of its own for each formula",
    "addresses in brackets",
    "addresses without a protocol in brackets",
    "brackets",
    "brackets behind an address",
    "cells of no table",
    "code",
    "comments in a block",
    "ends of what was not opened",
    "footnotes in footnotes",
    "images in images",
    "images with quotes in their addresses",
    "images without an end",
    "keys",
    "links in links",
    "links to no heading",
    "links to papers in emphasis",
    "links to papers without blanks",
    "macros",
    "nested blocks",
    "open emphasis",
    "rules",
    "stars and underscores",
    "styles in a block",
    "wide rows",
]
SMALL = 12_000
#: 4 is linear, 16 the square; the clock is not exact.
MOST = 10.0


@cache
def growth() -> Any:
    spec = importlib.util.spec_from_file_location("growth", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["growth"] = module  # where its data classes look for their own names
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", FAMILIES)
def test_time_grows_with_the_size(name: str) -> None:
    module = growth()
    family = module.FAMILIES[name]
    module.seconds(family, 100)  # loads what is loaded once
    ratios = []
    for _ in range(5):
        ratios.append(module.seconds(family, 4 * SMALL, 2) / max(module.seconds(family, SMALL, 2), 0.002))
        if ratios[-1] < MOST:
            return
    pytest.fail(f"four times the size takes {min(ratios):.1f} times the time")


def test_there_are_families_for_all_that_strangers_write() -> None:
    assert len(growth().FAMILIES) >= 90
