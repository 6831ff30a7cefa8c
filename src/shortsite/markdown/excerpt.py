"""A text's first sentences, and all its words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from markdown_it.token import Token

from shortsite.markdown.draft import Draft
from shortsite.markdown.flow import SPACE, Piece, balanced, ends_sentence, pieces_of, plain
from shortsite.markdown.telling import is_aside, is_telling

_LIMIT = 60
#: A first paragraph shorter than this is followed by the next one.
_SHORT = 25
#: Blocks that may stand between two paragraphs of an excerpt, and between two of its items.
_PASSED = frozenset({"inline", "figure", "hr", "paragraph_open"})
_PASSED_BY_ITEMS = frozenset({"inline", "figure", "hr", "bullet_list_open", "ordered_list_open"})
_QUOTED = frozenset({"blockquote_open", "blockquote_close"})
_TAG = re.compile(r"<[^>]*>")
#: What stands before a summary in short; that it is one can be seen.
_SHORTLY = re.compile(r"tl;?dr[.:;,]*", re.IGNORECASE)
#: Such a label, what sets it apart, and a word.
_LABELLED = 3
_DASH = re.compile(r"[-\u2013\u2014:;,.]+")


def excerpt_of(tokens: Sequence[Token], draft: Draft) -> str:
    """Inline HTML of the first paragraphs or list items that say something, or else of any, cut between words."""
    found = _first(tokens, draft, are_all=False) or _first(tokens, draft, are_all=True)
    return _cut(_without_label(found))


def _words(pieces: Iterable[Piece]) -> int:
    return sum(piece.kind in {"word", "math"} for piece in pieces)


def _first(tokens: Sequence[Token], draft: Draft, *, are_all: bool) -> list[Piece]:
    """The first paragraphs or items; quotations, labels and the like too if ``are_all``."""
    found: list[Piece] = []
    passed = frozenset[str]()
    quotes, is_beside = 0, False
    for index, token in enumerate(tokens):
        quotes += token.nesting if token.type in _QUOTED else 0
        if passed is _PASSED and token.type in _PASSED_BY_ITEMS and _announces(found):
            passed = _PASSED_BY_ITEMS
        if token.type == "footnote_block_open" or (found and _ends(token, passed)):
            break
        if token.type == "heading_open":
            is_beside = is_aside(tokens[index + 1])
        if token.type != "paragraph_open" or ((quotes or is_beside) and not are_all):
            continue
        pieces = pieces_of(tokens[index + 1].children or (), draft)
        is_taken = are_all or is_telling(tokens, index)
        if is_taken and _words(pieces):
            passed = passed or (_PASSED_BY_ITEMS if token.level else _PASSED)
            found.extend([SPACE] * bool(found) + pieces)
        # the label of the next items is where those before it end
        if _words(found) >= (_LIMIT if token.level and is_taken else _SHORT):
            break
    return found


def _announces(found: Sequence[Piece]) -> bool:
    """Whether a list has to follow: few words, and a colon."""
    return bool(found) and _words(found) < _SHORT and found[-1].text.endswith(":")


def _ends(token: Token, passed: frozenset[str]) -> bool:
    """Whether an excerpt of paragraphs, or of items, ends before a block."""
    is_heading = token.type == "heading_open" and passed is _PASSED_BY_ITEMS
    return is_heading or (token.level == 0 and token.nesting >= 0 and token.type not in passed)


def _without_label(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces without a first word that says "in short", and what sets it apart."""
    words = [number for number, piece in enumerate(pieces) if piece.kind in {"word", "math"}]
    if len(words) < _LABELLED or not _SHORTLY.fullmatch(pieces[words[0]].text):
        return pieces
    first = words[1 + bool(_DASH.fullmatch(pieces[words[1]].text))]
    # of what stands before that, tags stay: some may be open
    return [*(piece for piece in pieces[:first] if piece.kind in {"open", "close"}), *pieces[first:]]


def _cut(pieces: Sequence[Piece]) -> str:
    words = 0
    sentence_end = 0
    for number, piece in enumerate(pieces):
        words += piece.kind in {"word", "math"}
        if words > _LIMIT:
            end = sentence_end or number
            return balanced(pieces, 0, end) + ("" if sentence_end else " …")
        if words > _LIMIT // 2 and _stands_alone(pieces, number) and ends_sentence(pieces, number):
            sentence_end = number + 1
    return balanced(pieces, 0, len(pieces))


def _stands_alone(pieces: Sequence[Piece], number: int) -> bool:
    """Whether a space or nothing follows."""
    return all(piece.kind == "close" for piece in pieces[number + 1 : number + 2]) or (
        pieces[number + 1].kind == "space"
    )


def words_of(tokens: Sequence[Token], draft: Draft) -> tuple[str, int]:
    """The plain text of everything, a line a block, with placeholders for titles of papers; the number of its words.

    Code counts nothing, a formula one, and so does the title of a paper.
    """
    blocks: list[str] = []
    count = 0
    for token in tokens:
        if token.type == "inline":
            blocks.append(plain(token.children or (), draft, titled=True))
            has_math = any(child.type == "math_inline" for child in token.children or ())
            count += len((plain(token.children or (), draft, "x") if has_math else blocks[-1]).split())
        elif token.type == "math_block":
            blocks.append(draft.text_of(token))
            count += 1
        elif token.type in {"fence", "code_block"}:
            blocks.append(token.content)
        elif token.type == "html_block":
            blocks.append(html.unescape(_TAG.sub("", token.content)))
            count += len(blocks[-1].split())
        elif token.type == "figure":
            blocks.append(token.meta["text"])
    return "\n".join(" ".join(block.split()) for block in blocks if block.strip()), count
