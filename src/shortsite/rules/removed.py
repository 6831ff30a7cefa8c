"""Entries of ``removed`` that name what is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shortsite.config import CONFIG, Config
from shortsite.model import Archive
from shortsite.problems import Place, Problem, quoted


def still_there(archive: Archive, config: Config, _today: date) -> Iterator[Problem]:
    """What is said to be removed and is not: once it goes by mistake, nobody would be told."""
    pages = {page.slug for page in archive.pages}
    for entry in config.removed:
        if _is_there(archive, pages, entry):
            place = config.places.get("removed", Place(CONFIG))
            message = f"'removed' names {quoted(entry, 300)}, which is still there"
            yield Problem(place, "SS094", message, "take it out of 'removed', or delete what it names")


def _is_there(archive: Archive, pages: set[str], entry: str) -> bool:
    paper, mark, stem = entry.partition("#")
    if mark:
        return (archive.names.get(paper, ""), stem) in archive.summaries
    if not entry.endswith("/"):
        return entry in archive.names
    kind, _, name = entry[:-1].rpartition("/")
    return name in archive.terms.get(kind, ()) if kind else name in pages
