"""Spellings of names: which two are most likely one name.

Two are, if nothing is left of their difference once accents, hyphens, spaces, plurals, letters that look alike and the
British and American ways of writing a word are put aside; or if a letter is missing in one, or two have changed places.
No two names are compared with each other: each finds its likes in a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shortsite.urls import slug

#: A letter may be missing in a word of so many letters, and two may have changed places in one of so many.
_LONG, _MIDDLE = 8, 6
#: What looks alike in many fonts: NeurlPS is NeurIPS.
_LIKES = str.maketrans("l10", "iio")
#: British ways of writing, and American ones; what a rule does to a word that is none of them does no harm, since it
#: does it to every spelling of it.
_WAYS = (
    (re.compile(r"is(e|ed|es|er|ers|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"ys(e|ed|es|er|ers|ing)$"), r"yz\1"),
    (re.compile(r"(?<=[a-z]{3})our(?=$|s$|al$|ed$|hood|ing)"), "or"),
    (re.compile(r"tre(s?)$"), r"ter\1"),
    (re.compile(r"logue(s?)$"), r"log\1"),
    (re.compile(r"ll(ed|ing|er)$"), r"l\1"),
)
_PLURALS = ((re.compile(r"(?<=[a-z]{2})ies$"), "y"), (re.compile(r"(?<=ss|sh|ch)es$"), ""))
_SINGLE_S = re.compile(r"(?<=[a-z]{2})(?<!s|u|i)s$")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name of a term as it is written, how often, and its words in the form in which they are compared.

    ``is_kept`` marks a name that has a record, and so is never the wrong one.
    """

    term: str
    name: str
    count: int
    words: tuple[str, ...]
    is_kept: bool = False


def folded(text: str, *, plurals: bool = False) -> tuple[str, ...]:
    """The words of a name, each in one of its ways of writing, in the singular if plurals count as the same."""
    return tuple(_word(word, plurals=plurals) for word in re.split(r"[-.]", slug(text)))


def _word(word: str, *, plurals: bool) -> str:
    for pattern, way in _WAYS if len(word) >= _MIDDLE else ():
        word = pattern.sub(way, word)
    if not plurals or word.endswith("ics"):
        return word
    for pattern, singular in _PLURALS:
        if pattern.search(word):
            return pattern.sub(singular, word)
    return _SINGLE_S.sub("", word)


def pairs(spellings: Iterable[Spelling]) -> Iterator[tuple[Spelling, Spelling]]:
    """Each spelling that is most likely another's, with that one: it has a record, or else is the commoner."""
    order = sorted(spellings, key=lambda found: (not found.is_kept, -found.count, found.name))
    first_of: dict[str, Spelling] = {}
    like: dict[Spelling, Spelling] = {}
    for found in order:
        # with the look of its words put aside, "off-line" would be another name than "offline"
        keys = "".join(found.words), "".join(map(_look, found.words))
        first = first_of.get(keys[0]) or first_of.get(keys[1], found)
        first_of |= {key: first for key in keys if key not in first_of}
        if first is not found:
            like[found] = first
    rank = {found: number for number, found in enumerate(order)}
    for both in _slipped(first_of.values()):
        common, rare = sorted(both, key=rank.__getitem__)
        like.setdefault(rare, common)
    return ((rare, common) for rare, common in like.items() if not rare.is_kept and rare.term != common.term)


def _look(word: str) -> str:
    return word.translate(_LIKES) if len(word) >= _MIDDLE else word


def _slipped(spellings: Iterable[Spelling]) -> Iterator[tuple[Spelling, Spelling]]:
    """Those of which one is the other with a letter missing or two that have changed places."""
    written = {" ".join(found.words): found for found in spellings}
    for found in written.values():
        yield from ((found, written[slip]) for slip in _slips(found) if slip in written)


def _slips(name: Spelling) -> Iterator[str]:
    """The name with one letter missing, or two that have changed places."""
    # what has a record is no other word, so it may be a letter shorter
    long = _LONG - name.is_kept
    for number, word in enumerate(name.words):
        before, after = name.words[:number], name.words[number + 1 :]
        for slip in _slips_of(word, long):
            yield " ".join((*before, slip, *after))


def _slips_of(word: str, long: int) -> Iterator[str]:
    if not word.isalpha():
        return
    # asynchronous is not synchronous
    for at in range(int(word[0] == "a"), len(word)) if len(word) >= long else ():
        yield word[:at] + word[at + 1 :]
    for at in range(len(word) - 1) if len(word) >= _MIDDLE else ():
        if word[at] != word[at + 1]:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
