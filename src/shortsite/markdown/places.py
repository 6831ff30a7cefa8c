"""Where in its source a piece of inline text stands."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from markdown_it.token import Token


class Places:
    """The lines of a text, to find the position of what an inline token holds."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._token: Token | None = None
        self._content: list[str] = []
        self._starts: list[int] = []
        self._columns: dict[int, int] = {}

    def of(self, token: Token, offset: int = 0) -> tuple[int, int]:
        """(line, column), from 1, of the character at ``offset`` of a token's content.

        An inline token's content is the source without indentation and markers of quotes and lists; so each of its
        lines is looked up in its source line.
        """
        if not token.map:
            return 1, 1
        if token is not self._token:
            self._token = token
            self._columns = {}
            self._content = token.content.split("\n")
            self._starts = list(accumulate((len(line) + 1 for line in self._content), initial=0))
        number = min(bisect_right(self._starts, offset) - 1, len(self._content) - 1)
        line = min(token.map[0] + number, len(self._lines) - 1)
        if number not in self._columns:
            self._columns[number] = _start(token, self._content[number], self._lines[line])
        return line + 1, self._columns[number] + offset - self._starts[number] + 1

    def line(self, number: int) -> str:
        """A line of the text, counted from 0."""
        return self._lines[number] if number < len(self._lines) else ""

    def at(self, offset_in_text: int) -> tuple[int, int]:
        """(line, column) of a character of the whole text."""
        number = 0
        while offset_in_text > len(self._lines[number]):
            offset_in_text -= len(self._lines[number]) + 1
            number += 1
        return number + 1, offset_in_text + 1


@lru_cache(maxsize=8)
def bars_of(source: str) -> list[int]:
    """Where in a line of a table its cells are divided."""
    return [place for place, letter in enumerate(source) if letter == "|" and (place == 0 or source[place - 1] != "\\")]


@lru_cache(maxsize=8)
def is_framed(source: str) -> bool:
    """Whether a line of a table begins with the border of a cell."""
    return source.lstrip(" >").startswith("|")


def _start(token: Token, content: str, source: str) -> int:
    """Where a line of a token's content begins within its source line."""
    if "cell" in token.meta:
        start = _cell_start(source, token.meta["cell"])
        found = source.find(content, start)
        # bars of a cell have a backslash in the source and none in its content
        return found if found >= 0 else start + len(source[start:]) - len(source[start:].lstrip())
    return max(source.rfind(content) if content else len(source), 0)


def _cell_start(source: str, number: int) -> int:
    """Where the cell of that number begins in a line of a table."""
    bars = bars_of(source)
    if is_framed(source):
        return bars[number] + 1 if number < len(bars) else 0
    return bars[number - 1] + 1 if 0 < number <= len(bars) else 0
