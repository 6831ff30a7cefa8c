"""A contributor under two handles, so that neither page has all texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from shortsite.config import Config
from shortsite.model import Archive, Summary
from shortsite.problems import Problem, quoted
from shortsite.rules.spellings import Spelling, folded, pairs


def handle_spellings(archive: Archive, _config: Config, _today: date) -> Iterator[Problem]:
    """Handles that are nearly another; who has a file is never the wrong one."""
    texts: dict[str, list[Summary]] = defaultdict(list)
    for _, summary in sorted(archive.summaries.items()):
        texts[summary.author].append(summary)
    folder = "content/contributors/"
    found = (
        Spelling(handle, handle, len(texts[handle]), folded(handle), is_kept=person.place.path.startswith(folder))
        for handle, person in archive.contributors.items()
    )
    for rare, common in pairs(found):
        message = f"{_shown(rare)} and {_shown(common)} may be one contributor"
        other = f"write {folder}{rare.term}.yml if that is somebody else"
        text = texts[rare.term][0]
        place = text.places.get("author", text.place)
        yield Problem(place, "SS037", message, f"write author: {common.term}, or {other}")


def _shown(handle: Spelling) -> str:
    return f"{quoted(handle.name)} ({handle.count:,} text{'s' if handle.count != 1 else ''})"
