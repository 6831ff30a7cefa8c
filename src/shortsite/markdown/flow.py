"""Inline text as a row of pieces that can be cut between words, but never inside a formula or a tag."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from shortsite.markdown.draft import Draft, escape
from shortsite.markdown.marks import TITLE, placeholder

_KEPT = frozenset({"em", "strong", "s"})
_KEPT_HTML = frozenset({"sub", "sup", "em", "strong", "code", "kbd", "mark"})
_WORDS = frozenset({"text", "text_special", "code_inline", "math_unclosed"})
_TAG = re.compile(r"<(/?)([a-zA-Z]+)[^>]*>")
_CHUNK = re.compile(r"\s+|\S+")
_END = re.compile(r"[.!?…][\"'\u201d\u2019)\]]*$")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])"
    r"(?:e\.g|i\.e|et al|al|cf|vs|resp|etc|figs?|eqs?|sec|refs?|no|approx|w\.r\.t|ca|dr|prof|[A-Z])\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a space, a formula or a tag; ``reference`` is the number of the paper link that it belongs to."""

    kind: str
    html: str
    text: str = ""
    reference: int = -1


SPACE = Piece("space", " ", " ")
#: Characters that a word may have on average; what a link may show beyond its id; how deep tags lie in each other.
_ROOM, _LINK, _DEPTH = 25, 80, 20


def pieces_of(children: Iterable[Token], draft: Draft) -> list[Piece]:
    """The pieces of an inline token's children: links are flattened, images and footnote marks left out."""
    pieces: list[Piece] = []
    for child in children:
        pieces.extend(_MAKERS.get(child.type, _nothing)(child, draft))
    return pieces


def plain(children: Iterable[Token], draft: Draft, formula: str = "", *, titled: bool = False) -> str:
    """The words of an inline token's children; ``formula`` stands for each formula if it is given.

    A link to a paper without words of its own is what it names, or the placeholder of the title if ``titled``.
    """
    words: list[str] = []
    for child in children:
        kind = child.type
        if kind in _WORDS:
            words.append(child.content)
        elif kind == "math_inline":
            words.append(formula or draft.text_of(child))
        elif kind in {"softbreak", "hardbreak"}:
            words.append(" ")
        elif kind == "paper_link":
            meta = child.meta
            words.append(child.content or (placeholder(TITLE, meta["number"]) if titled else meta["target"]))
    return "".join(words)


def _words(text: str, reference: int = -1) -> list[Piece]:
    return [
        SPACE if chunk.isspace() else Piece("word", escape(chunk), chunk, reference) for chunk in _CHUNK.findall(text)
    ]


def _text(token: Token, _draft: Draft) -> list[Piece]:
    return _words(token.content)


def _space(_token: Token, _draft: Draft) -> list[Piece]:
    return [SPACE]


def _nothing(_token: Token, _draft: Draft) -> list[Piece]:
    return []


def _code(token: Token, _draft: Draft) -> list[Piece]:
    return [Piece("word", f"<code>{escape(token.content)}</code>", token.content)]


def _math(token: Token, draft: Draft) -> list[Piece]:
    made = token.meta["placeholder"]
    return [Piece("math", made, draft.text_of(token))] if made else []


def _paper_link(token: Token, _draft: Draft) -> list[Piece]:
    number = token.meta["number"]
    if token.content:
        return _words(token.content, number)
    return [Piece("word", placeholder(TITLE, number), token.meta["target"], number)]


def _open(token: Token, _draft: Draft) -> list[Piece]:
    return [Piece("open", f"<{token.tag}>")] if token.tag in _KEPT else []


def _close(token: Token, _draft: Draft) -> list[Piece]:
    return [Piece("close", f"</{token.tag}>")] if token.tag in _KEPT else []


def _html(token: Token, _draft: Draft) -> list[Piece]:
    found = _TAG.fullmatch(token.content)
    if not found:
        return []
    name = found[2].lower()
    if name == "br":
        return [SPACE]
    return [Piece("close" if found[1] else "open", f"<{found[1]}{name}>")] if name in _KEPT_HTML else []


_MAKERS: dict[str, Callable[[Token, Draft], list[Piece]]] = {
    "text": _text,
    "text_special": _text,
    "math_unclosed": _text,
    "softbreak": _space,
    "hardbreak": _space,
    "code_inline": _code,
    "math_inline": _math,
    "paper_link": _paper_link,
    "em_open": _open,
    "strong_open": _open,
    "s_open": _open,
    "em_close": _close,
    "strong_close": _close,
    "s_close": _close,
    "html_inline": _html,
}


def balanced(pieces: Sequence[Piece], start: int, end: int, active: tuple[str, ...] = ()) -> str:
    """The HTML of a part of the pieces, no spaces at its ends; ``active`` are the tags open where it starts."""
    while start < end and pieces[start].kind == "space":
        start += 1
    while end > start and pieces[end - 1].kind == "space":
        end -= 1
    made = list(active)
    for piece in pieces[start:end]:
        before, active = active, _after(active, piece)
        if piece.kind not in {"open", "close"} or before != active:
            made.append(piece.html)
    made.extend(f"</{tag[1:]}" for tag in reversed(active))
    return _without_empty("".join(made))


def _after(active: tuple[str, ...], piece: Piece) -> tuple[str, ...]:
    """The tags that are open behind a piece; one that is too deep, and a closing one that fits none, is left out."""
    if piece.kind == "open" and len(active) < _DEPTH:
        return (*active, piece.html)
    if piece.kind == "close" and active and active[-1] == piece.html.replace("/", ""):
        return active[:-1]
    return active


def _without_empty(html: str) -> str:
    return re.sub(r"<(em|strong|s|sub|sup|mark|kbd|code)></\1>", "", html)


def ends_sentence(pieces: Sequence[Piece], number: int) -> bool:
    """Whether a sentence ends with the piece of that number."""
    piece = pieces[number]
    if piece.kind != "word" or not _END.search(piece.text):
        return False
    before = pieces[number - 1].text if number and pieces[number - 1].kind == "word" else ""
    return not _ABBREVIATION.search(f"{before}{piece.text}")


def _ended(pieces: Sequence[Piece], space: int) -> bool:
    """Whether a sentence ends before the space of that number; closing tags may stand between."""
    number = space - 1
    while number >= 0 and pieces[number].kind == "close":
        number -= 1
    return number >= 0 and ends_sentence(pieces, number)


def sentences(pieces: Sequence[Piece], words: int = 20) -> dict[int, str]:
    """The sentence around each paper link, cut to so many words before and behind it."""
    spans: dict[int, tuple[int, int]] = {}
    active: list[tuple[str, ...]] = [()]
    for number, piece in enumerate(pieces):
        if piece.reference >= 0:
            spans[piece.reference] = spans.get(piece.reference, (number, 0))[0], number
        active.append(_after(active[-1], piece))
    return {reference: _around(pieces, active, *span, words) for reference, span in spans.items()}


def _around(pieces: Sequence[Piece], active: Sequence[tuple[str, ...]], first: int, last: int, words: int) -> str:
    start, cut_before = _walk(pieces, first, -1, words)
    end, cut_behind = _walk(pieces, last, 1, words)
    made = balanced(pieces, start, end, active[start])
    return f"{'… ' if cut_before else ''}{made}{' …' if cut_behind else ''}"


def _walk(pieces: Sequence[Piece], number: int, step: int, words: int) -> tuple[int, bool]:
    """Go to the end of the sentence or past so many words: where that is, and whether the sentence goes on.

    Words that no blank parts, and long ones, count as more.
    """
    room = words * _ROOM
    first = number
    while 0 <= number < len(pieces):
        room -= len(pieces[number].text) + (_LINK if pieces[number].reference >= 0 else 1)
        if room < 0 and number != first:
            return (number if step > 0 else number + 1), True
        if pieces[number].kind == "space":
            words -= 1
            if _ended(pieces, number):
                return number, False
            if words < 0:
                return number, True
        number += step
    return max(number, 0), False
