r"""TeX within double quotes, of which YAML makes something else: ``"\theta"`` is a tab and ``heta``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from shortsite.problems import Place, Problem

#: Within double quotes ``\\alpha`` begins with the bell, which its author did not mean.
IN_SINGLE_QUOTES = "put a value with backslashes in single quotes"
#: What YAML makes of these (https://yaml.org/spec/1.2.2/#57-escaped-characters); of the others it makes control
#: characters, which are reported where they are removed.
_MADE = {
    "t": "a tab",
    "n": "a line end",
    "r": "a line end",
    "L": "a line end",
    "P": "a line end",
    "_": "a blank",
}
_COMMANDS = {
    "t": "heta|au|anh?|ext[a-z]*|imes|ilde|o|op|riangle[a-z]*|frac|herefore",
    "n": "abla|u|eq|e|i|otin|ot|leq|geq|mid|eg|exists|subseteq|supseteq|warrow|earrow|orm|onumber|ewcommand",
    "r": "ho|ight[a-z]*|m|angle|[vV]ert|floor|ceil|brace|elax",
    "L": "ambda|eftarrow|eftrightarrow|ongrightarrow",
    "P": "hi|si|i|r",
}
_NAMED = "|".join(f"{letter}(?:{rest})(?![A-Za-z])" for letter, rest in _COMMANDS.items())
#: A command of TeX, behind a dollar, which begins with an escape: a tab or a line end may well stand before a word.
_EATEN = re.compile(rf"(?<!\\)(?:\\\\)*(?P<eaten>\\(?:{_NAMED}|_[A-Za-z]*))")


def eaten_commands(node: Any, text: str, path: str) -> Iterator[Problem]:
    """A problem for the first command of TeX in a value of the ``text`` of which YAML makes a character.

    ``node`` is the value as PyYAML's parser has it.
    """
    raw = text[node.start_mark.index : node.end_mark.index] if node.style == '"' else ""
    found = _EATEN.search(raw, raw.index("$")) if "$" in raw and "\\" in raw else None
    if found is None:
        return
    start = found.start("eaten")
    line, column = raw.count("\n", 0, start), start - raw.rfind("\n", 0, start)
    place = Place(path, node.start_mark.line + 1 + line, column if line else node.start_mark.column + column)
    command, letter = found["eaten"], found["eaten"][1]
    message = f"within double quotes '\\{letter}' is {_MADE[letter]}, so '{command}' is no TeX"
    yield Problem(place, "SS016", message, IN_SINGLE_QUOTES)
