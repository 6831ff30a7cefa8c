"""Where in its source a piece of inline text stands."""

from __future__ import annotations

from markdown_it.token import Token


class Places:
    """The lines of a text, to find the position of what an inline token holds."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def of(self, token: Token, offset: int = 0) -> tuple[int, int]:
        """(line, column), from 1, of the character at ``offset`` of a token's content.

        An inline token's content is the source without indentation and markers of quotes and lists; so each of its
        lines is looked up in its source line.
        """
        if not token.map:
            return 1, 1
        before = token.content[:offset]
        number = before.count("\n")
        column = offset - (before.rfind("\n") + 1)
        line = min(token.map[0] + number + token.meta.get("first", 0), len(self._lines) - 1)
        return line + 1, self._start(token, number, self._lines[line]) + column + 1

    def at(self, offset_in_text: int) -> tuple[int, int]:
        """(line, column) of a character of the whole text."""
        for number, line in enumerate(self._lines):
            if offset_in_text <= len(line):
                return number + 1, offset_in_text + 1
            offset_in_text -= len(line) + 1
        return len(self._lines), 1

    def _start(self, token: Token, number: int, source: str) -> int:
        """Where the content's line begins within its source line."""
        content = token.content.split("\n", number + 1)[number].strip("\n")
        if "cell" in token.meta:
            return max(source.find(content, _cell_start(source, token.meta["cell"])), 0)
        return max(source.rfind(content) if content else len(source), 0)


def _cell_start(source: str, number: int) -> int:
    """Where the cell of that number begins in a line of a table."""
    bars = [
        place for place, letter in enumerate(source) if letter == "|" and (place == 0 or source[place - 1] != "\\")
    ]
    if source.lstrip(" >").startswith("|"):
        return bars[number] + 1 if number < len(bars) else 0
    return bars[number - 1] + 1 if 0 < number <= len(bars) else 0
