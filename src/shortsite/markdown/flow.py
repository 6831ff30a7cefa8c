"""Inline text as a row of pieces that can be cut between words, but never inside a formula or a tag."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from shortsite.markdown.draft import Draft, escape
from shortsite.markdown.marks import TITLE, placeholder

_KEPT = {"em": "em", "strong": "strong", "s": "s"}
_KEPT_HTML = frozenset({"sub", "sup", "em", "strong", "code", "kbd", "mark"})
_WORDS = frozenset({"text", "text_special", "code_inline", "math_unclosed"})
_TAG = re.compile(r"<(/?)([a-zA-Z]+)[^>]*>")
_CHUNK = re.compile(r"\s+|\S+")
_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:e\.g|i\.e|et al|al|cf|vs|resp|etc|fig|figs|eq|eqs|sec|ref|refs|no|approx|w\.r\.t|ca|dr|prof|[A-Z])\.$",
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


def pieces_of(children: Iterable[Token], draft: Draft) -> list[Piece]:
    """The pieces of an inline token's children: links are flattened, images and footnote marks left out."""
    pieces: list[Piece] = []
    for child in children:
        pieces.extend(_MAKERS.get(child.type, _nothing)(child, draft))
    return pieces


def plain(children: Iterable[Token], draft: Draft, formula: str = "") -> str:
    """The words of an inline token's children; ``formula`` stands for each formula if it is given."""
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
            words.append(child.content or child.meta["target"])
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
    return [Piece("open", f"<{_KEPT[token.tag]}>")] if token.tag in _KEPT else []


def _close(token: Token, _draft: Draft) -> list[Piece]:
    return [Piece("close", f"</{_KEPT[token.tag]}>")] if token.tag in _KEPT else []


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


def balanced(pieces: Sequence[Piece], start: int, end: int) -> str:
    """The HTML of a part of the pieces, with the tags that are open at its ends added; no spaces at the ends."""
    while start < end and pieces[start].kind == "space":
        start += 1
    while end > start and pieces[end - 1].kind == "space":
        end -= 1
    active: list[str] = []
    for piece in pieces[:start]:
        _step(active, piece)
    made = list(active)
    for piece in pieces[start:end]:
        if _step(active, piece):
            made.append(piece.html)
    made.extend(f"</{tag[1:]}" for tag in reversed(active))
    return _without_empty("".join(made))


def _step(active: list[str], piece: Piece) -> bool:
    """Follow the open tags; whether the piece belongs into the result."""
    if piece.kind == "open":
        active.append(piece.html)
    elif piece.kind == "close":
        opening = piece.html.replace("/", "")
        if not active or active[-1] != opening:
            return False
        active.pop()
    return True


def _without_empty(html: str) -> str:
    return re.sub(r"<(em|strong|s|sub|sup|mark|kbd|code)></\1>", "", html)


def ends_sentence(pieces: Sequence[Piece], number: int) -> bool:
    """Whether a sentence ends with the piece of that number."""
    piece = pieces[number]
    if piece.kind != "word" or not _END.search(piece.text):
        return False
    before = pieces[number - 1].text if number and pieces[number - 1].kind == "word" else ""
    return not _ABBREVIATION.search(f"{before}{piece.text}")


def _bounds(pieces: Sequence[Piece], first: int, last: int) -> tuple[int, int]:
    """The sentence around the pieces from ``first`` to ``last``."""
    start = first
    while start > 0 and not (pieces[start].kind == "space" and _ended(pieces, start)):
        start -= 1
    end = last
    while end < len(pieces) and not (end > last and pieces[end].kind == "space" and _ended(pieces, end)):
        end += 1
    return start, end


def _ended(pieces: Sequence[Piece], space: int) -> bool:
    """Whether a sentence ends before the space of that number; closing tags may stand between."""
    number = space - 1
    while number >= 0 and pieces[number].kind == "close":
        number -= 1
    return number >= 0 and ends_sentence(pieces, number)


def sentence(pieces: Sequence[Piece], reference: int, words: int = 20) -> str:
    """The sentence around a paper link, cut to so many words before and behind it."""
    own = [number for number, piece in enumerate(pieces) if piece.reference == reference]
    if not own:
        return ""
    start, end = _bounds(pieces, own[0], own[-1] + 1)
    near_start = _spaces_away(pieces, own[0], -1, words, start)
    near_end = _spaces_away(pieces, own[-1], 1, words, end)
    made = balanced(pieces, near_start, near_end)
    return f"{'… ' if near_start > start else ''}{made}{' …' if near_end < end else ''}"


def _spaces_away(pieces: Sequence[Piece], number: int, step: int, words: int, limit: int) -> int:
    while number != limit and 0 <= number < len(pieces):
        words -= pieces[number].kind == "space"
        if words < 0:
            return number
        number += step
    return limit
