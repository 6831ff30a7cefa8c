"""Names of authors as sources give them, in the form of a paper's record."""

from __future__ import annotations

import re

from shortsite.citations.names import author_value
from shortsite.identifiers import ORCID, orcid_is_sound

#: What follows a family name and belongs to it.
_SUFFIX = re.compile(r"(?i)(jr|sr)\.?|I{2,3}|IV")
#: Words of a name that no person bears.
_COLLECTIVE = re.compile(r"(?i)\b(collaboration|consortium|team|group|project|initiative|committee)\b")
#: Between two halves of one family name, in Spanish, Portuguese and Catalan.
_AND = frozenset({"y", "e", "i"})
#: Part of the family name where a particle in lower case follows: ``De la Torre``.
_BEFORE_PARTICLE = frozenset({"De", "Van", "Von", "Del", "Di", "Da"})


def author(name: str, orcid: str = "") -> str | dict[str, str]:
    """The name as a record writes it: ``Given Family``, else ``Family, Given`` where the family has several words.

    With a sound ORCID it is a mapping, and so is the name of a group of several words.
    """
    is_sound = ORCID.pattern.fullmatch(orcid) and orcid_is_sound(orcid)
    return author_value(*split(name), orcid if is_sound else "")


def split(name: str) -> tuple[str, str]:
    """Family and given names of ``Given Family`` or ``Family, Given``; particles and suffixes go with the family."""
    if _COLLECTIVE.search(name):
        return name.replace(",", ""), ""
    first, comma, rest = (part.strip() for part in name.partition(","))
    if comma and first and rest:
        if _SUFFIX.fullmatch(rest):
            family, given = split(first)
            return f"{family} {rest}", given
        return first, rest.replace(",", "")
    words = name.replace(",", " ").split()
    start = _family_start(words)
    return " ".join(words[start:]), " ".join(words[:start])


def _family_start(words: list[str]) -> int:
    """Where the family name starts, by BibTeX's rule: at the first word in lower case, else it is the last word."""
    end = len(words) - 1
    if end > 1 and _SUFFIX.fullmatch(words[end]):
        end -= 1
    start = next((number for number in range(1, end) if words[number][0].islower()), max(end, 0))
    joins = words[start : start + 1] and (words[start] in _AND or words[start - 1] in _BEFORE_PARTICLE)
    return start - 1 if joins and start < end and start > 1 else start
