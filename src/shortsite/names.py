"""Names of people taken apart, wherever one is written as ``Given Family``."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: What follows a family name and belongs to it.
SUFFIX = re.compile(r"(?:[Jj][Rr]|[Ss][Rr])\.?|I{2,3}|IV")
#: Between two halves of one family name, in Spanish, Portuguese and Catalan.
_AND = frozenset({"y", "e", "i"})
#: Part of the family name where a particle in lower case follows: ``De la Torre``.
_BEFORE_PARTICLE = frozenset({"De", "Van", "Von", "Del", "Di", "Da"})


def family_and_given(name: str) -> tuple[str, str]:
    """The family and the given names of ``Given Family``; a single word is a family name."""
    words = name.split()
    start = _family_start(words)
    return " ".join(words[start:]), " ".join(words[:start])


def _family_start(words: Sequence[str]) -> int:
    """Where the family name starts, by BibTeX's rule: at the first word in lower case, else it is the last word.

    Where the last word is in lower case too, this tells nothing: some write all words so, some scripts know no other.
    """
    end = len(words) - 1
    if end > 1 and SUFFIX.fullmatch(words[end]):
        end -= 1
    if end < 1 or words[end][0].islower():
        return max(end, 0)
    start = next((number for number in range(1, end) if words[number][0].islower()), end)
    joins = words[start] in _AND or words[start - 1] in _BEFORE_PARTICLE
    return start - 1 if joins and 1 < start < end else start
