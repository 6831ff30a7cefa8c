"""Comments: where they are in a YAML text, and what each of them is about.

A comment on a line of its own is about what stands below it; one that is indented deeper than that, about what stands
above. A comment at the end of a line is about what stands before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from yaml.nodes import Node, ScalarNode

from shortsite.formatting.spots import Spot, block_comment, scalars_of

_COMMENT = re.compile("#[^\n\x85\u2028\u2029]*")
#: What may stand before a comment on a line of its own: what begins a document, an item or a key.
_NOTHING = re.compile(r"[ \t]*(?:(?:---|[-?])[ \t]+)*")


def hang_comments(text: str, node: Node | None, tops: list[Spot]) -> list[str]:
    """Give every comment, and every blank line above a key, to the spot that it is about; return those below all."""
    hanger = _Hanger(text, tops)
    for index, comment in _comments(text, scalars_of(node)):
        hanger.hang(index, comment.rstrip())
    for spot in hanger.spots:
        if isinstance(spot.node, ScalarNode) and (inner := block_comment(text, spot.node)):
            spot.beside.append(inner)
        if not spot.is_item and hanger.is_own_line(spot.start) and hanger.is_below_blank(spot.start):
            spot.before.append("")
    return hanger.foot


def words_of_comments(text: str, node: Node | None) -> list[str]:
    """All words of all comments, sorted: what formatting may move, and never loses."""
    scalars = list(scalars_of(node))
    inner = [block_comment(text, scalar) for scalar in scalars]
    found = [*inner, *(comment for _, comment in _comments(text, scalars))]
    return sorted(word for comment in found for word in comment.replace("#", " ").split())


def _comments(text: str, scalars: Iterable[ScalarNode]) -> Iterator[tuple[int, str]]:
    """Every comment with its index: a ``#`` between two scalars begins one, and nothing else does."""
    start = 0
    for scalar in scalars:
        yield from ((found.start(), found[0]) for found in _COMMENT.finditer(text, start, scalar.start_mark.index))
        start = scalar.end_mark.index
    yield from ((found.start(), found[0]) for found in _COMMENT.finditer(text, start))


class _Hanger:
    """Finds the spot that a comment is about."""

    def __init__(self, text: str, tops: list[Spot]) -> None:
        self.text = text
        self.spots = list(_all(tops))
        self.starts = [spot.start for spot in self.spots]
        self.foot: list[str] = []

    def hang(self, index: int, comment: str) -> None:
        """Give the comment at this index to its spot."""
        number = bisect_left(self.starts, index)
        last = self.spots[number - 1] if number else None
        below = self.spots[number] if number < len(self.spots) else None
        if last and not self.is_own_line(index):
            _ending_before(last, index).beside.append(comment)
            return
        lines = self._lines_for(index, last, below)
        is_above = lines is self.foot or (below is not None and lines is below.before)
        lines += ["", comment] if is_above and self.is_below_blank(index) else [comment]

    def _lines_for(self, index: int, last: Spot | None, below: Spot | None) -> list[str]:
        """Where a comment on a line of its own goes, between the spot that began last and the one that begins next."""
        if last is None:
            return below.before if below else self.foot
        within = next((spot for spot in last.lineage() if spot.end > index), None)
        if within and not within.is_block:
            return _within(within, below)
        column = index - self._line(index)
        if below and (column <= below.column or (within and below is within.children[0])):
            return below.before
        if not below and not column:
            return self.foot
        above = next((spot for spot in last.lineage() if spot.column <= column), None)
        return above.after if above else self.foot if below is None else below.before

    def is_own_line(self, index: int) -> bool:
        """Whether nothing but the start of an item or document stands before the index in its line."""
        return _NOTHING.fullmatch(self.text, self._line(index), index) is not None

    def is_below_blank(self, index: int) -> bool:
        """Whether the line above is blank."""
        start = self._line(index)
        return start > 0 and not self.text[self._line(start - 1) : start].strip()

    def _line(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1


def _within(spot: Spot, below: Spot | None) -> list[str]:
    """Where a comment goes that stands between a key and its value, or between brackets."""
    if below and below.start < spot.end:
        return below.before
    if spot.children:
        return spot.children[-1].after
    # the first key of an item stands behind the item's bullet: there is no line between them
    return next(outer for outer in reversed(list(spot.lineage())) if outer.start == spot.start).before


def _ending_before(last: Spot, index: int) -> Spot:
    """The spot before a comment at the end of a line: the outermost that ends there, or one whose value comes later."""
    about = last
    for spot in last.lineage():
        if spot.is_block or spot.end > index:
            break
        about = spot
    return about


def _all(spots: Iterable[Spot]) -> Iterator[Spot]:
    for spot in spots:
        yield spot
        yield from _all(spot.children)
