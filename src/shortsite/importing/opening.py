"""How a note begins: its heading, and what its first lines say of the paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shortsite.catalogue import fold_title
from shortsite.metadata.names import author

#: So many lines with words may tell something about the paper.
_LINES = 25
#: Longer lines are prose, and longer values nothing that a record would hold.
LONG = 2_000
_AUTHORS = 500

_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
#: A heading with its signs, and its words in a group.
HEADING = re.compile(r"\s{0,3}#{1,6}[ \t]+(\S.*)")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-{3,})[ \t]*")
#: ``Label: value``, with markup around it.
LABELLED = re.compile(
    r"[\s>*_+#-]*(?P<label>[A-Za-z][A-Za-z ./()]{0,30}?)[\s*_]*:(?!//)[\s*_]*(?P<value>\S.*)", re.IGNORECASE
)
#: A link: its words, its address.
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\]){0,500})\]\(\s*<?([^\s<>]{1,1000}?)>?(?:\s+[\"'(][^\n]{0,300})?\s*\)")
_MARKUP = re.compile(r"(\*{1,3}|`+|(?<!\w)_{1,3})(\S|\S.{0,300}?\S)\1")
_ET_AL = re.compile(r",?\s+(?:et\.?\s+al\b\.?|and\s+others\b).*", re.IGNORECASE)
_FOOTNOTE = re.compile(r"<sup>.{0,20}?</sup>|\^\{?[\d,*†‡]{1,8}\}?|[*†‡§¹²³]+|\([^()]{0,100}\)")
_INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?){1,4}")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_VENUE_YEAR = re.compile(r"\s*[,(']*\s*(?<!\d)(?:19|20)\d\d(?!\d)\)?\s*")

#: What people call what a record holds.
LABELS = {
    "author": "authors", "authors": "authors", "author(s)": "authors", "by": "authors", "paper authors": "authors",
    "year": "year", "published": "year", "publication year": "year", "publication date": "year",
    "venue": "venue", "conference": "venue", "journal": "venue", "published in": "venue", "published at": "venue",
    "publication": "venue", "appeared in": "venue", "conf": "venue", "where": "venue",
    "tags": "keywords", "keywords": "keywords", "topics": "keywords",
    "title": "title", "paper title": "title",
    "code": "code", "github": "code", "implementation": "code", "source code": "code",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """A note's first heading: its words without markup, the address that it links, and the lines it takes."""

    words: str = ""
    address: str = ""
    start: int = 0
    end: int = 0


def heading_of(lines: Sequence[str]) -> Heading:
    """The first heading, if nothing but a few lines stands above it."""
    fence = ""
    seen = 0
    for number, line in enumerate(lines[: _LINES * 4]):
        opened = _FENCE.match(line)
        if fence or opened:
            fence = "" if fence and line.strip().startswith(fence) else fence or (opened[1] if opened else "")
            continue
        found = HEADING.fullmatch(line[:LONG].rstrip())
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if found:
            return _heading(_unclosed(found[1]), number, number + 1)
        if line.strip() and seen == 0 and _UNDERLINE.fullmatch(below[:LONG]):
            return _heading(line, number, number + 2)
        seen += bool(line.strip())
        if seen > 3:  # noqa: PLR2004  # what comes so late heads a part of the text
            break
    return Heading()


def _unclosed(text: str) -> str:
    """A heading's text without the signs that may end it."""
    bare = text.rstrip("#")
    return bare.rstrip() if bare[-1:].isspace() else text


def _heading(text: str, start: int, end: int) -> Heading:
    link = LINK.search(text[:LONG])
    return Heading(plain(text), link[2] if link else "", start, end)


def plain(text: str) -> str:
    """A line's words: links by their words, no emphasis. Formulas keep their signs."""
    bare = LINK.sub(lambda found: found[1], text[:LONG])
    parts = re.split(r"(\$[^$]+\$)", bare)
    parts[::2] = [re.sub(r"\\([#*_\[\]()!.-])", r"\1", _MARKUP.sub(r"\2", part)) for part in parts[::2]]
    return " ".join("".join(parts).split())


def without_heading(lines: Sequence[str], heading: Heading, title: str) -> str:
    """The text without the heading, if that is the title."""
    kept = list(lines)
    if heading.end and fold_title(heading.words[:LONG]) == fold_title(title):
        kept = [*lines[: heading.start], *lines[heading.end :]]
    return "\n".join(kept).strip("\n")


def labelled(lines: Sequence[str]) -> dict[str, str]:
    """What the first lines say under the names of ``LABELS``: key of a record -> words."""
    found: dict[str, str] = {}
    for line in first_lines(lines):
        if match := LABELLED.fullmatch(line):
            key = LABELS.get(" ".join(match["label"].lower().split()), "")
            if key:
                found.setdefault(key, match["value"].strip())
    return found


def first_lines(lines: Sequence[str]) -> Iterator[str]:
    """The first lines with words, cut where they are too long."""
    filled = (line[:LONG] for line in lines if line.strip())
    yield from (line for line, _ in zip(filled, range(_LINES), strict=False))


# Words as values


def person_in(text: str) -> Any:
    """One author, written alone, as ``A. One`` or ``One, A.``."""
    return author(_ET_AL.sub("", _FOOTNOTE.sub("", plain(text))).strip())


def authors_in(text: str) -> tuple[list[Any], tuple[str, ...]]:
    """The people of ``A. One, B. Two and C. Three``, and a note where more of them are meant."""
    bare = _FOOTNOTE.sub("", plain(text))
    shortened = _ET_AL.sub("", bare)
    names = _people(shortened)
    notes = ("the note names only the first authors",) if shortened != bare else ()
    return [made for name in names[:_AUTHORS] if (made := author(name))], notes


def _people(text: str) -> list[str]:
    if ";" in text:
        return [name for part in text.split(";") if (name := part.strip(" ,."))]
    parts = [part.strip() for part in re.split(r",\s*(?:and\s+|&\s*)?|\s+and\s+|\s*&\s*", text)]
    parts = [part for part in parts if part and re.search(r"\w", part)]
    are_turned = len(parts) > 1 and len(parts) % 2 == 0 and all(_INITIALS.fullmatch(part) for part in parts[1::2])
    if are_turned:
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    return [part.rstrip(".") if part.count(" ") == 0 else part for part in parts]


def year_in(text: str) -> int:
    """The first year in a text, or 0."""
    found = _YEAR.search(text[:LONG])
    return int(found[1]) if found else 0


def venue_in(text: str) -> str:
    """A venue without its year: ``NIPS`` of ``NIPS 2017``."""
    words = plain(text)[:300]
    return _VENUE_YEAR.sub(" ", words).strip(" ,.;-") or words


def keywords_in(texts: Sequence[str], *, by_blanks: bool) -> list[str]:
    """Tags as keywords: of a list, or of a text with commas, or with blanks where those part tags."""
    if len(texts) == 1:
        has_commas = "," in texts[0] or ";" in texts[0]
        texts = re.split(r"[,;]", texts[0]) if has_commas else texts[0].split() if by_blanks else texts
    found = (" ".join(plain(text).lstrip("#").split()).strip("'\"[]") for text in texts)
    return list(dict.fromkeys(text for text in found if text and not _YEAR.fullmatch(text)))


def guess_of_tags(values: Mapping[str, Any], tags: Sequence[str]) -> dict[str, Any]:
    """Venue and year where a tag such as ``ICLR 2019`` names them and nothing else does."""
    for tag in tags:
        if found := re.fullmatch(r"([A-Z][A-Za-z&.+ -]{1,40}) ((?:19|20)\d\d)", tag.strip()):
            made = {"venue": found[1], "year": int(found[2])}
            return {key: value for key, value in made.items() if not values.get(key)}
    years = {int(tag) for tag in tags if _YEAR.fullmatch(tag.strip())}
    return {"year": years.pop()} if len(years) == 1 and not values.get("year") else {}
