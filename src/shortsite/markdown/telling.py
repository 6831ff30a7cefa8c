"""Which paragraphs say something of a text: not its links, captions, formulas and authors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

_TEXT = frozenset({"text", "text_special", "math_unclosed"})
_EMPHASIS = frozenset({"em_open", "strong_open", "em_close", "strong_close"})
#: An item with fewer words is the label of what stands below it.
_LABEL = 4
#: So many words before a link say what it leads to: "Published August 2013, link to the paper".
_BEFORE_LINK = 6
#: The opening of a paragraph, and what is in it.
_PARAGRAPH = 2
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?…]\s+\S")
_FINISHED = re.compile(r"[.!?…:]\s*$")
#: A link that leads nowhere is its words alone.
_LEADING = re.compile(
    r"\s*(?:links? to (?:the )?(?:paper|code|implementation|dataset)|(?:paper|code) link)\.?\s*", re.IGNORECASE
)
_ASIDE = re.compile(r"\W*(?:see also|(?:related )?links|references|resources|further reading)\W*", re.IGNORECASE)
_CAPTION = re.compile(r"(?:fig|figure|table)\.?\s*\d", re.IGNORECASE)
#: A word of a name; those between names, and of names, that are small.
_NAME = re.compile(r"[^\W\d_][\w'\u2019.-]*[,;]?")
_SMALL = frozenset("and & et al. de der den van von la di da du dos bin al".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The words of a paragraph outside of links, code and formulas: all, and those without emphasis."""

    free: str
    plain: str
    ends_in_link: bool


def is_telling(tokens: Sequence[Token], index: int) -> bool:
    """Whether an excerpt may hold the paragraph or item that begins with the token of that number."""
    children = tokens[index + 1].children or ()
    is_item = tokens[index].level > 0
    spoken = _spoken(children)
    words = len(_WORD.findall(spoken.free))
    if not words or (is_item and len(_WORD.findall(tokens[index + 1].content)) < _LABEL):
        return False
    is_label = words <= _BEFORE_LINK and not _SENTENCE_END.search(spoken.free)
    is_before_link = not _FINISHED.search(spoken.free) and _is_link(tokens[index + 3 : index + 5])
    if is_label and (spoken.ends_in_link or is_before_link or _LEADING.fullmatch(spoken.free)):
        return False
    is_behind_figure = any(token.type == "figure" for token in tokens[max(index - 1, 0) : index])
    is_behind_figure = is_behind_figure or any(child.type == "image" for child in children)
    if is_behind_figure and (_CAPTION.match(spoken.free.strip()) or not _WORD.search(spoken.plain)):
        return False
    return is_item or not _are_names(spoken.free.split())


def _are_names(words: Sequence[str]) -> bool:
    """Whether the words are names in a row, of authors or a title: no sentence."""
    if words[-1].endswith(".") and words[-1] not in _SMALL:
        return False
    return len(words) > 1 and all(
        word in _SMALL or (word[0].isupper() and _NAME.fullmatch(word) is not None) for word in words
    )


def is_aside(heading: Token) -> bool:
    """Whether what stands below a heading, of which this is the inline token, is about something else."""
    return _ASIDE.fullmatch(heading.content) is not None


def _is_link(following: Sequence[Token]) -> bool:
    """Whether a paragraph of nothing but a link follows."""
    if len(following) < _PARAGRAPH or following[0].type != "paragraph_open":
        return False
    spoken = _spoken(following[1].children or ())
    return spoken.ends_in_link and not _WORD.search(spoken.free)


def _spoken(children: Sequence[Token]) -> _Spoken:
    free, plain = "", ""
    links = emphasis = 0
    ends_in_link = False
    for child in children:
        if child.type in {"link_open", "link_close"}:
            links += child.nesting
            ends_in_link = child.nesting < 0
        elif child.type in _EMPHASIS:
            emphasis += child.nesting
        elif not links:
            said = child.content or child.meta.get("target", "") if child.type == "paper_link" else child.content
            said = said if child.type in _TEXT or child.type == "paper_link" else " "
            free += said
            plain += "" if emphasis else said
            ends_in_link = ends_in_link and not _WORD.search(said)
    return _Spoken(free, plain, ends_in_link)
