"""Front matter: where it begins and where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontmatter.default_handlers import YAMLHandler

from shortsite.problems import Place, Problem
from shortsite.records import parse_record

_FENCE = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)
#: A key of a record, and a key that somebody made up.
_KEY, _ANY_KEY = re.compile(r"[a-z_]+:(?:\s|$)"), re.compile(r"[^\s:]+:(?:\s|$)")
#: What goes on with a value at the start of a line.
_GOES_ON = (" ", "\t", "-", "]", "}")
_HEADING = re.compile(r"#{2,6}[ \t]+\S")


def split_front_matter(
    text: str, path: str, keys: Sequence[str] = ("paper", "author", "date")
) -> tuple[str, str, int, list[Problem]]:
    """Split a text into (front matter, body, line of the body's first line).

    Splitting is python-frontmatter's, with a fence that does not swallow the blank lines after it, so that lines can
    be counted. ``keys`` are those that a hint names. A fence must be the first line, and a second one must close it.
    """
    if not _FENCE.match(text):
        lines = ", ".join(f"'{key}: ...'" for key in keys)
        hint = f"start the file with a line '---', then {lines}, then a line '---'"
        above = "remove what stands above the first '---'" if text.lstrip().startswith("---") else ""
        return "", "", 1, [Problem(Place(path), "SS003", "no front matter", above or hint)]
    try:
        yaml_text, body = YAMLHandler(fm_boundary=_FENCE).split(text)
    except ValueError:
        return "", "", 1, [Problem(Place(path), "SS003", "the front matter is not closed", "end it with a line '---'")]
    if line := _start_of_text(yaml_text.split("\n"), path):
        hint = f"write a line '---' above line {line}, where the text begins"
        return "", "", 1, [Problem(Place(path, line), "SS003", "the front matter is not closed", hint)]
    return yaml_text, body.removeprefix("\n"), text.count("\n", 0, len(text) - len(body)) + 2, []


def _start_of_text(lines: Sequence[str], path: str) -> int:
    """The line, from 1, on which a text begins within front matter, since what closes that is a rule of the text.

    0 if there is none. ``lines`` are those of the front matter, of which the first is the rest of the fence's.
    """
    last = max((number for number, line in enumerate(lines) if _KEY.match(line)), default=len(lines))
    for number in range(last + 1, len(lines)):
        line = lines[number]
        if lines[number - 1].strip() or not line.strip() or line.startswith(_GOES_ON):
            continue
        if line[0] != "#" or (_HEADING.match(line) and _is_of_text(lines, number)):
            is_text = not _ANY_KEY.match(line) and parse_record("\n".join(lines[:number]), path)[0] is not None
            return number + 1 if is_text else 0
    return 0


def _is_of_text(lines: Sequence[str], number: int) -> bool:
    """Whether what begins with ``##`` is a heading, behind which comes a blank line or a text, and no comment."""
    below = lines[number + 1 : number + 3]
    return len(below) > 1 and not below[0].startswith("#")
