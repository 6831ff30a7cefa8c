"""What each key means, in the words of the manual: the tables of ``content.md``, the sections of ``configuration.md``.

So a key is described once, for the people who read the manual and for those whose editor shows it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from shortsite.documents import document

CONFIGURATION = "configuration.md"
CONTENT = "content.md"

#: Kind of record, as its reader calls it -> the page and the heading above its table of keys.
TABLES = {
    "paper": (CONTENT, "Papers"),
    "author's name": (CONTENT, "Names of authors"),
    "summary": (CONTENT, "Summaries"),
    "venue": (CONTENT, "Venues"),
    "contributor": (CONTENT, "Contributors"),
    "page": (CONTENT, "Content pages"),
    "author": (CONTENT, "Authors"),
    "section": (CONFIGURATION, "`sections`"),
    "keyword setting": (CONFIGURATION, "`keywords`"),
    "math setting": (CONFIGURATION, "`math`"),
    "discussion setting": (CONFIGURATION, "`discussion`"),
    "setting of exports": (CONFIGURATION, "`exports`"),
}
_HEADING = re.compile(r"^##+ (.*)\n", re.MULTILINE)
_ROW = re.compile(r"^\| `(\w+)` \| .* \| (.*) \|$", re.MULTILINE)
_LINK = re.compile(r"\[([^]]+)\]\([^)]+\)")


def descriptions(kind: str) -> Mapping[str, str]:
    """Key -> what it means, for a kind of record or of mapping in one; empty for a kind that no page tells of."""
    if kind == "configuration":
        found = {name.strip("`"): meaning(text) for name, text in sections(CONFIGURATION).items()}
    elif kind in TABLES:
        page, heading = TABLES[kind]
        found = dict(_ROW.findall(sections(page).get(heading, "")))
    else:
        found = {}
    return {key: plain(words) for key, words in found.items()}


@cache
def sections(page: str) -> Mapping[str, str]:
    """Heading -> the text below it, for a page of the manual."""
    _, *parts = _HEADING.split(document(page).read_text(encoding="utf-8"))
    return dict(zip(parts[::2], parts[1::2], strict=True))


def meaning(section: str) -> str:
    """The prose of a section about a key: all but its first line, which gives the facts, up to a table or example."""
    prose = section.strip().partition("\n")[2]
    return " ".join(re.split(r"^(?:```|\|)", prose, maxsplit=1, flags=re.MULTILINE)[0].split())


def plain(words: str) -> str:
    """Links as their words, since an editor shows a description as it is; the first letter is a capital."""
    bare = _LINK.sub(r"\1", words)
    return bare[:1].upper() + bare[1:]
