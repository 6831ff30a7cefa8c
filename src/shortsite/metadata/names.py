"""Names of authors as sources give them, in the form of a paper's record."""

from __future__ import annotations

import re

from shortsite.citations.names import author_value
from shortsite.identifiers import ORCID, orcid_is_sound
from shortsite.names import SUFFIX, family_and_given

#: Words of a name that no person bears.
_COLLECTIVE = re.compile(r"(?i)\b(collaboration|consortium|team|group|project|initiative|committee)\b")


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
        if SUFFIX.fullmatch(rest):
            family, given = split(first)
            return f"{family} {rest}", given
        return first, rest.replace(",", "")
    return family_and_given(name.replace(",", " "))
