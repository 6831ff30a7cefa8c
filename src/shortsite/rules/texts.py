"""What a summary should have: some length, a sentence that says it all, and an author who writes one for a paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shortsite.config import Config
from shortsite.model import ANONYMOUS, Archive, Summary
from shortsite.problems import Problem

#: Fewer words say little that the title does not.
_WORDS = 80


def _judged(archive: Archive) -> Iterator[Summary]:
    """Summaries that are to be read by themselves: no replies, none withdrawn."""
    for keys in archive.threads.values():
        yield from (summary for key in keys if not (summary := archive.summaries[key]).withdrawn)


def short_texts(archive: Archive, _config: Config, _today: date) -> Iterator[Problem]:
    """Summaries of a few words, which have no 'tldr' either."""
    for summary in _judged(archive):
        words = summary.body.words
        if words < _WORDS and not summary.tldr:
            message = f"{words or 'no'} word{'s' if words != 1 else ''} and no 'tldr'"
            hint = "a useful summary has 150 words or more; if one sentence says it, write it as 'tldr'"
            yield Problem(summary.places.get("body", summary.place), "SS054", message, hint)


def texts_without_tldr(archive: Archive, _config: Config, _today: date) -> Iterator[Problem]:
    """Longer summaries without the sentence that lists show."""
    for summary in _judged(archive):
        if summary.body.words >= _WORDS and not summary.tldr:
            hint = "write tldr: and one plain sentence, which lists and previews show"
            yield Problem(summary.place, "SS055", "the summary has no 'tldr'", hint)


def second_summaries(archive: Archive, _config: Config, _today: date) -> Iterator[Problem]:
    """Summaries of a paper that the same author has summarised before."""
    first_of: dict[tuple[str, str], Summary] = {}
    for summary in _judged(archive):
        first = first_of.setdefault((summary.paper, summary.author), summary)
        if first is not summary and summary.author != ANONYMOUS:
            message = f"{summary.author} has a summary of this paper already ({first.place.path})"
            hint = "if this is a second thought, add it to the first one and give that an 'updated'"
            yield Problem(summary.places.get("author", summary.place), "SS031", message, hint)
