"""Which of a note's links is the one to its own paper, and which lead to papers that it compares."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shortsite.catalogue import fold_title
from shortsite.importing.guesses import first_recognised
from shortsite.importing.opening import HEADING, LABELLED, LINK, LONG, first_lines, plain

#: Beside a link, a line about the paper has at most so many words.
_WORDS = 8
#: And stands among so many first ones.
_EARLY = 12
_ABOUT_IT = frozenset(
    {"paper", "link", "arxiv", "pdf", "doi", "openreview", "url", "abs", "source", "article", "preprint"}
)
#: Words of a sentence about another paper, or about what a paper does: ``More in this paper``, ``Compare the paper``.
_OTHER = frozenset(
    {"more", "this", "that", "these", "those", "another", "other", "others", "also", "similar", "related", "previous"}
    | {"earlier", "former", "later", "unlike", "like", "compare", "compared", "following", "follows", "based", "which"}
    | {"extends", "builds", "uses", "used", "shows", "proposed", "proposes", "introduced", "introduces", "improves"}
    | {"was", "were", "has", "have", "they", "their", "who", "since", "but", "further"}
)
#: Of whatever these words are, the note is.
_SUMMARY = frozenset({"summary", "summarizes", "summarises", "notes", "review"})
#: What heads links to other papers.
_ELSEWHERE = _OTHER | {"references", "literature", "reading", "bibliography", "background", "resources"}
#: The parts of a note: links to other papers, a part of the text, and the beginning, which is about the paper itself.
_OTHERS, _PART, _OWN = range(3)
_BOLD = re.compile(r"\s{0,3}(?:\*\*|__)([^*_]{1,100})(?:\*\*|__):?\s*")
_ADDRESS = re.compile(r"(?:https?://|\b(?:arxiv|doi):\s?)[^\s<>\"'|\]]+", re.IGNORECASE)
#: What people write before the paper's own address.
_ABOUT = frozenset(
    {"paper", "link", "links", "url", "arxiv", "doi", "pdf", "paper link", "link to paper", "link to the paper"}
    | {"openreview", "source", "original paper", "reference", "paper url", "dblp", "title", "paper title"}
)


def identifier_in(lines: Sequence[str], title: str) -> tuple[dict[str, str], str]:
    """The identifier that the first lines give to the paper, and else a note where they link papers.

    It is that of a line that says so (``Paper: https://...``), of a short one that speaks of the paper (``[Link to the
    paper](...)``) or is nothing but the address, or of a link whose words are the title. Any other link is as likely
    one to a paper that is compared.
    """
    is_linked = False
    above = _OWN
    for number, line in enumerate(first_lines(lines)):
        above = _part(line, title, above, is_first=number == 0)
        addresses = _addresses(line)
        found = first_recognised(address for _, address in addresses)
        if found and _is_about(line, addresses, title, above if number < _EARLY else min(above, _PART)):
            return found, ""
        is_linked = is_linked or bool(found)
    return {}, "papers are linked, but none as the one that the note is about" if is_linked else ""


def _part(line: str, title: str, before: int, *, is_first: bool) -> int:
    """In which part of the note a line is, where the line above was in the part ``before``."""
    heading = HEADING.fullmatch(line.rstrip()) or _BOLD.fullmatch(line)
    if not heading:
        return before
    words = set(re.findall(r"[^\W_]+", plain(heading[1]).casefold()))
    if fold_title(plain(heading[1])) == fold_title(title[:LONG]):
        return _OWN
    if words & _ELSEWHERE and not is_first:
        return _OTHERS
    return _OWN if is_first or words & _ABOUT_IT or words <= {"info", "information", "metadata", "links"} else _PART


def _addresses(line: str) -> list[tuple[str, str]]:
    """The links of a line: words and address."""
    links = [(found[1], found[2]) for found in LINK.finditer(line)]
    bare = LINK.sub(" ", line)
    return links + [("", found[0].rstrip(".,;)*_")) for found in _ADDRESS.finditer(bare)]


def _is_about(line: str, addresses: Sequence[tuple[str, str]], title: str, part: int) -> bool:
    """Whether a line with a link to a paper says that this is the paper the note is about."""
    wanted = fold_title(title[:LONG])
    if wanted and any(fold_title(words[:LONG]) == wanted for words, _ in addresses):
        return True
    labelled_as = LABELLED.fullmatch(line)
    if labelled_as and " ".join(labelled_as["label"].lower().split()) in _ABOUT:
        return part != _OTHERS
    rest = _ADDRESS.sub(" ", LINK.sub(lambda found: f" {found[1]} ", line))
    words = re.findall(r"[^\W_]+", rest.casefold())
    speaks = not words or not _ABOUT_IT.isdisjoint(words)
    is_other = not _OTHER.isdisjoint(words) and _SUMMARY.isdisjoint(words)
    return part == _OWN and len(words) <= _WORDS and speaks and not is_other
