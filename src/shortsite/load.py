"""Stage 1: the files of ``content/`` become records, each sound by itself.

Those that have not changed since the last time are what they were then (``known_files``), the others are read
(``reading``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shortsite.cache import Store
from shortsite.config import Config
from shortsite.content_files import content_file, content_files
from shortsite.known_files import KnownFiles
from shortsite.model import Content
from shortsite.plain_records import Loaded
from shortsite.problems import Problem
from shortsite.reading import read_files


def load_content(
    config: Config,
    jobs: int,
    store: Store,
    records: Path | None = None,
    *,
    reads_all: bool = False,
    spent: Callable[[float], None] | None = None,
) -> tuple[Content, list[Problem]]:
    """Read everything below ``content/``; return the sound records and every problem of the files.

    What was made of each file is kept in the file ``records``. With ``reads_all`` every file is read, whatever the file
    system says of it. ``spent`` hears what CPU time other processes took, in seconds.
    """
    problems: list[Problem] = []
    known = KnownFiles(records, repr(config.macros), store, reads_all=reads_all)
    files = list(content_files(config.root, known, problems))
    loaded = {file.path: known.unchanged(file) for file in files}
    loaded |= read_files([file for file in files if loaded[file.path] is None], config, jobs, store, known, spent)
    known.keep()
    made: dict[str, list[Any]] = defaultdict(list)
    broken: set[tuple[str, str]] = set()
    for file in files:
        found = loaded[file.path]
        assert found is not None
        problems += found.problems
        broken.update(found.broken)
        if found.record is not None:
            made[file.kind.name].append(found.record)
    content = Content(
        papers=tuple(made["paper"]),
        summaries=tuple(made["summary"]),
        venues=tuple(made["venue"]),
        contributors=tuple(made["contributor"]),
        people=tuple(person for people in made["people"] for person in people),
        pages=tuple(made["page"]),
        broken=frozenset(broken),
    )
    return content, problems


def load_file(config: Config, path: str, store: Store) -> Loaded | None:
    """What one file of ``content/`` says, whatever is known of it; None where it is none that holds a record."""
    known = KnownFiles(None, "", store)
    file = content_file(config.root, path, known)
    return dict(read_files([file], config, 1, store, known))[path] if file else None
