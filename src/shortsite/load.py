"""Stage 1: the files of ``content/`` become records, each sound by itself.

Those that have not changed since the last time are what they were then (``known_files``), the others are read
(``reading``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shortsite.cache import Store
from shortsite.config import Config
from shortsite.content_files import content_file, content_files
from shortsite.known_files import KnownFiles
from shortsite.model import Content, ContentPage, Paper, Summary
from shortsite.plain_records import Loaded
from shortsite.problems import Problem
from shortsite.reading import STAGE, read_files
from shortsite.timings import UNTIMED, Timings


def load_content(
    config: Config,
    jobs: int,
    store: Store,
    records: Path | None = None,
    *,
    reads_all: bool = False,
    timings: Timings = UNTIMED,
) -> tuple[Content, list[Problem]]:
    """Read everything below ``content/``; return the sound records and every problem of the files.

    What was made of each file is kept in the file ``records``. With ``reads_all`` every file is read, whatever the file
    system says of it.
    """
    problems: list[Problem] = []
    known = KnownFiles(records, repr(config.macros), store, reads_all=reads_all)
    files = list(content_files(config.root, known, problems))
    loaded = {file.path: known.unchanged(file) for file in files}
    new = [file for file in files if loaded[file.path] is None]
    timings.memo(STAGE, len(files) - len(new), len(new))
    loaded |= timings.over(STAGE, read_files(new, config, jobs, store, known, timings), len(new))
    known.keep()
    told = [(file.kind.name, found) for file in files if (found := loaded[file.path])]
    problems += [problem for _, found in told for problem in found.problems]
    return _content(told), problems


def _content(loaded: Iterable[tuple[str, Loaded]]) -> Content:
    """What was made of all files, by the kind of their records."""
    made: dict[str, list[Any]] = defaultdict(list)
    broken: set[tuple[str, str]] = set()
    for kind, found in loaded:
        broken.update(found.broken)
        if found.record is not None:
            made["unsound" if found.broken else kind].append(found.record)
    return Content(
        papers=tuple(made["paper"]),
        summaries=tuple(made["summary"]),
        venues=tuple(made["venue"]),
        contributors=tuple(made["contributor"]),
        people=tuple(person for people in made["people"] for person in people),
        pages=tuple(made["page"]),
        broken=frozenset(broken),
        unsound=tuple(record for record in made["unsound"] if isinstance(record, Paper | Summary | ContentPage)),
    )


def load_file(config: Config, path: str, store: Store) -> Loaded | None:
    """What one file of ``content/`` says, whatever is known of it; None where it is none that holds a record."""
    known = KnownFiles(None, "", store)
    file = content_file(config.root, path, known)
    return dict(read_files([file], config, 1, store, known))[path] if file else None
