"""Following brackets and quotes up to a fault: in which item of which list it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shortsite.yaml_syntax.scene import CLOSING, QUOTES, Scene, parts

#: So many lines above a fault are looked at for the bracket in which it is.
_NEAR = 50
#: A value in quotes, whole.
IN_QUOTES = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^']|'')*'", re.DOTALL)
_TOKEN = re.compile(r"""[\[\]{},"']|(?<=\s)\#[^\n]*""")
_BLANKS = re.compile(r"\s*")
#: A quote begins a value; elsewhere it is a part of one. So many characters back are looked at.
_BEGINS = re.compile(r"[\[{,:]\s*[\"']$")
_BEFORE = 200
_KEYED = re.compile(r"(?P<key>[^:{}\[\]]+):[ ]+(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Opened:
    """A bracket that is open at a fault, as offsets in ``text``, whose first line is ``line`` of the file.

    ``item`` is where the item begins that the fault is in; ``quote`` where quotes within it began, if they are open.
    """

    text: str
    line: int
    bracket: int
    item: int
    fault: int
    quote: int = -1

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of the file."""
        return self.line + self.text.count("\n", 0, offset), offset - self.text.rfind("\n", 0, offset) - 1

    @property
    def kind(self) -> str:
        """The bracket."""
        return self.text[self.bracket]

    @property
    def whole(self) -> str:
        """The item, up to its comma, to the bracket that closes the list, or to the end of the line."""
        quotes = IN_QUOTES.match(self.text, self.item)
        depth = 0
        start = quotes.end() if quotes else self.item
        for found in re.finditer(r"[\[\]{},\n]|$", self.text[start:]):
            sign = found[0]
            if (not depth and sign not in CLOSING) or sign in {"\n", ""}:
                return self.text[self.item : start + found.start()].strip()
            depth += (sign in CLOSING) - (sign in CLOSING.values())
        return ""

    @property
    def subject(self) -> tuple[str, str, int]:
        """Key and value of an entry, or no key and the item; and where that value begins."""
        keyed = _KEYED.fullmatch(self.whole) if self.kind == "{" else None
        if keyed:
            return keyed["key"].strip(), keyed["value"], self.item + keyed.start("value")
        return "", self.whole, self.item


def innermost(scene: Scene) -> Opened | None:
    """The bracket that the fault is in."""
    first = max(0, scene.line - _NEAR)
    near = (line for line in range(scene.line, first - 1, -1))
    for line in (*([scene.began[0]] if scene.began else []), *near):
        start = parts(scene.text(line)).start("value")
        if scene.text(line)[start : start + 1] in CLOSING:
            text = "\n".join(scene.lines[line : scene.line + 1])
            fault = len("\n".join([*scene.lines[line : scene.line], ""])) + scene.column
            if found := followed(text, line, start, fault):
                return found
    return None


def followed(text: str, line: int, start: int, fault: int) -> Opened | None:
    """Follow the brackets and quotes from an opening one to the fault."""
    stack: list[tuple[int, int]] = []
    at = start
    while (found := _TOKEN.search(text, at)) and found.start() < fault:
        sign, at = found[0], found.end()
        if sign in CLOSING or sign == ",":
            bracket = found.start() if sign in CLOSING else stack.pop()[0]
            blanks = _BLANKS.match(text, at)
            stack.append((bracket, blanks.end() if blanks else at))
        elif sign in QUOTES and _BEGINS.search(text[max(0, at - _BEFORE) : at]):
            quotes = IN_QUOTES.match(text, found.start())
            if not quotes:
                return Opened(text, line, *stack[-1], fault, found.start())
            at = quotes.end()
        elif sign in CLOSING.values():
            stack.pop()
        if not stack:
            return None
    return Opened(text, line, *stack[-1], fault) if stack else None
