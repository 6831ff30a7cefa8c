"""The manual's pages that shortsite itself reads."""

from __future__ import annotations

from pathlib import Path


def document(name: str) -> Path:
    """The file of a page of ``docs/``: in the package, or in a checkout beside it."""
    packaged = Path(__file__).with_name(name)
    return packaged if packaged.is_file() else Path(__file__).parents[2] / "docs" / name
