"""One entry of a file of citations, as the values of a paper's record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: The value of ``bibsource`` in files that we wrote.
OURS = "shortsite"


@dataclass(frozen=True, slots=True)
class Entry:
    """``key`` is the file's own name for the entry, ``line`` where it starts, counted from 1.

    ``values`` has the keys of a paper's record and only what such a record may hold. ``notes`` say in words what was
    guessed, changed or left out.
    """

    key: str
    values: dict[str, Any]
    line: int
    notes: tuple[str, ...] = ()
