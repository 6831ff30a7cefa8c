"""A text that stands in the archive twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shortsite.config import Config
from shortsite.gists import gist_of
from shortsite.model import Archive, Summary
from shortsite.problems import Problem

#: Shorter texts may well be equal.
_WORDS = 30
_HINT = "delete one of them, or write what is said of this paper alone"


def copied_texts(archive: Archive, _config: Config, _today: date) -> Iterator[Problem]:
    """Texts that are word for word another's."""
    first_of: dict[str, Summary] = {}
    for summary in archive.summaries.values():
        if summary.body.words >= _WORDS and not summary.withdrawn:
            first = first_of.setdefault(gist_of(summary.body).words, summary)
            if first is not summary:
                place = summary.places.get("body", summary.place)
                yield Problem(place, "SS032", f"the same text stands in {first.place.path}", _HINT)
