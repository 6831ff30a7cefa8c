"""Bytes of the archive's and the theme's files that are published as they are."""

from __future__ import annotations

from pathlib import Path

from shortsite.problems import Place, Problem, SiteError


def source_bytes(file: Path) -> bytes:
    """The file's bytes. Raises SiteError (SS001) where it can't be read any more."""
    try:
        return file.read_bytes()
    except OSError as fault:
        problem = Problem(Place(str(file)), "SS001", f"cannot be read: {fault.strerror or fault}")
        raise SiteError([problem]) from fault
