"""A fault as the parser sees it, the slip that it comes from, and values as a hint repeats them."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: The longest value that a hint repeats.
SHORT = 120
#: Opening bracket -> the one that closes it.
CLOSING = {"[": "]", "{": "}"}
QUOTES = ('"', "'")
_ALL_IN_QUOTES = "put the whole value in quotes"

_LINE = re.compile(r"(?P<lead>[ ]*(?:-[ ]+)*)(?:(?P<key>[A-Za-z_][\w .-]*):(?:[ ]+|$))?(?P<value>.*)")
_COMMENT = re.compile(r"(?:^|\s)#.*")


@dataclass(frozen=True, slots=True)
class Slip:
    """What was done wrong, where (line and column from 0)."""

    line: int
    column: int
    message: str
    hint: str = ""
    code: str = "SS002"


@dataclass(frozen=True, slots=True)
class Scene:
    """A fault as the parser sees it: what it says, where it is, where what it was reading began, and all lines."""

    said: str
    context: str
    line: int
    column: int
    began: tuple[int, int] | None
    lines: list[str]

    def text(self, line: int) -> str:
        """A line of the file; empty behind its end."""
        return self.lines[line] if 0 <= line < len(self.lines) else ""

    @property
    def above(self) -> int:
        """The last line before the fault's that holds anything."""
        return next((line for line in range(self.line - 1, -1, -1) if self.text(line).strip()), self.line)

    @property
    def is_at_end(self) -> bool:
        """Whether nothing is left to read where the fault is."""
        return not self.text(self.line)[self.column :].strip() and not any(map(str.strip, self.lines[self.line + 1 :]))

    def goes_on(self, line: int) -> list[str]:
        """The lines below that belong to the value which starts on this one, since they are indented deeper."""
        column = parts(self.text(line)).end("lead")
        below: list[str] = []
        for text in self.lines[line + 1 :]:
            bare = text.strip()
            if not bare or bare[0] == "#" or bare.startswith("- ") or len(text) - len(text.lstrip()) <= column:
                break
            below.append(bare)
        return below

    def goes_on_behind(self, line: int, column: int) -> bool:
        """Whether the first line from this one on that holds anything is indented deeper than the column."""
        text = next((text for text in self.lines[line:] if text.strip()), "")
        return len(text) - len(text.lstrip()) > column


def parts(line: str) -> re.Match[str]:
    """A line taken apart: ``lead`` (blanks and bullets), ``key`` if it has one, ``value``."""
    found = _LINE.fullmatch(line)
    assert found is not None
    return found


def indent_of(line: str) -> int:
    """How many blanks a line starts with."""
    return len(line) - len(line.lstrip(" "))


def without_comment(text: str) -> str:
    """The text up to a comment, without blanks at its ends."""
    return _COMMENT.sub("", text).strip()


def in_quotes(value: str) -> str:
    """The value in double quotes, or in single ones if it holds backslashes or double quotes."""
    return "'" + value.replace("'", "''") + "'" if '"' in value or "\\" in value else f'"{value}"'


def quoting(key: str | None, value: str) -> str:
    """The hint to put a whole value in quotes; without a key, an item of a list."""
    if len(value) > SHORT:
        return _ALL_IN_QUOTES
    return f"write {key}: {in_quotes(value)}" if key else f"write {in_quotes(value)}"


def whole_in_quotes(scene: Scene, line: int) -> str:
    """The hint to put the value that starts on a line in quotes, with the lines on which it goes on."""
    found = parts(scene.text(line))
    below = scene.goes_on(line)
    next_line = line + 1 + len(below)
    is_of_paragraphs = not scene.text(next_line).strip() and scene.goes_on_behind(next_line, found.end("lead"))
    value = " ".join([without_comment(found["value"]), *below])
    return _ALL_IN_QUOTES if is_of_paragraphs else quoting(found["key"], value)
