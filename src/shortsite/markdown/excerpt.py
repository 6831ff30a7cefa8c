"""A text's first sentences, and all its words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from markdown_it.token import Token

from shortsite.markdown.draft import Draft
from shortsite.markdown.flow import SPACE, Piece, balanced, ends_sentence, pieces_of, plain

_LIMIT = 60
#: A first paragraph shorter than this is followed by the next one.
_SHORT = 25
#: Blocks that may stand between two paragraphs of an excerpt.
_PASSED = frozenset({"inline", "figure", "hr"})
#: An item with fewer words is the label of what stands below it.
_LABEL = 4
_TAG = re.compile(r"<[^>]*>")


def excerpt_of(tokens: Sequence[Token], draft: Draft) -> str:
    """Inline HTML of the first paragraphs, or of the first list items where no paragraph is, cut between words."""
    return _cut(_first_paragraphs(tokens, draft) or _first_items(tokens, draft))


def _words(pieces: Iterable[Piece]) -> int:
    return sum(piece.kind in {"word", "math"} for piece in pieces)


def _first_paragraphs(tokens: Sequence[Token], draft: Draft) -> list[Piece]:
    found: list[Piece] = []
    for index, token in enumerate(tokens):
        if token.type == "paragraph_open" and token.level == 0:
            found.extend([SPACE] * bool(found))
            found.extend(pieces_of(tokens[index + 1].children or (), draft))
            if _words(found) >= _SHORT:
                break
        elif token.type == "footnote_block_open" or (found and _stops(token)):
            break
    return found if _words(found) else []


def _stops(token: Token) -> bool:
    return token.level == 0 and token.nesting >= 0 and token.type not in _PASSED


def _first_items(tokens: Sequence[Token], draft: Draft) -> list[Piece]:
    found: list[Piece] = []
    for index, token in enumerate(tokens):
        if token.type == "paragraph_open":
            item = pieces_of(tokens[index + 1].children or (), draft)
            if _words(item) >= _LABEL:
                found.extend([SPACE] * bool(found) + item)
        if _words(found) >= _LIMIT or (found and token.type in {"heading_open", "footnote_block_open"}):
            break
    return found


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
