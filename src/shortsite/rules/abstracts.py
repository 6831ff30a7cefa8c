"""A paper's abstract that stands in for a summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from shortsite.config import Config
from shortsite.markdown import whole_text
from shortsite.model import Archive
from shortsite.problems import Problem

#: Shorter texts are not judged, and runs of so many words are what is compared.
_WORDS, _RUN = 30, 5
#: What share of the runs makes a copy; and how many runs are looked at first. A text of so many times the abstract's
#: words, and some more, has that share only if it says the same again and again.
_SHARE, _SAMPLES = 0.5, 16
_LONGER, _MORE = 3, 50
_HINT = "say it in your own words; the page shows the abstract beside the summary"


def repeated_abstracts(archive: Archive, _config: Config, _today: date) -> Iterator[Problem]:
    """Summaries half of whose runs of words are in the abstract of their paper."""
    for summary in archive.summaries.values():
        abstract = archive.papers[summary.paper].abstract
        if abstract is None or summary.withdrawn or summary.body.words > _LONGER * abstract.words + _MORE:
            continue
        share = _share(whole_text(summary.body), whole_text(abstract))
        if share >= _SHARE:
            message = f"{share:.0%} of this text is in the paper's abstract"
            yield Problem(summary.places.get("body", summary.place), "SS053", message, _HINT)


def _share(text: str, abstract: str) -> float:
    """The share of the text's runs of words that are in the abstract; 0 if a sample shows that it is small."""
    words = text.casefold().split()
    if len(words) < _WORDS:
        return 0
    whole = f" {' '.join(abstract.casefold().split())} "
    starts = range(len(words) - _RUN + 1)
    sample = starts[:: max(len(starts) // _SAMPLES, 1)]
    if _found(words, whole, sample) < len(sample) * _SHARE / 2:
        return 0
    return _found(words, whole, starts) / len(starts)


def _found(words: Sequence[str], whole: str, starts: Iterable[int]) -> int:
    """How many of the runs that begin at these words are in the whole."""
    return sum(f" {' '.join(words[start : start + _RUN])} " in whole for start in starts)
