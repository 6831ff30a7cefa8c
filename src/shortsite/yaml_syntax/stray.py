"""Lines that are neither a key with its value nor part of a value."""

from __future__ import annotations

import re

from shortsite.problems import quoted
from shortsite.yaml_syntax.scene import CLOSING, QUOTES, SHORT, Scene, Slip, in_quotes, indent_of, parts

#: A key with another sign than a colon behind it: ``title = Counting``, or the wide colon of East Asian keyboards.
_OTHER_SIGN = re.compile(r"(?P<key>[A-Za-z_]\w*)[ ]*(?::=|[=-]>|[=;\uff1a\uff1b])[ ]*(?P<value>\S.*)", re.ASCII)
#: A key with nothing behind it. Of other words nobody can tell whether they are one.
_NO_SIGN = re.compile(r"(?P<key>title(?=[ ]+\S)|(?:paper|authors?|date|year|venue)(?=[ ]+\S+$))[ ]+(?P<value>.*)")


def stray(scene: Scene) -> Slip | None:
    """A line is neither a key nor part of a value."""
    line = _line(scene)
    if line is None:
        return None
    text = scene.text(line).strip()
    is_first = not any(above.strip() and not above.startswith("#") for above in scene.lines[:line])
    hint = _as_key(text) or (_with_a_key(text) if is_first else "if it goes on with the value above, indent it")
    return Slip(line, 0, _message(text), hint)


def without_colon(lines: list[str], line: int) -> Slip | None:
    """A key has another sign behind it than a colon, or none."""
    text = lines[line].strip()
    hint = _as_key(text)
    return Slip(line, 0, _message(text), hint) if hint else None


def _message(text: str) -> str:
    return f"{quoted(text)} is no 'key: value'"


def _line(scene: Scene) -> int | None:
    if "expected ':'" in scene.said:
        return scene.began[0] if scene.began else scene.line
    if "document start" in scene.said:
        first = next((line for line, text in enumerate(scene.lines) if text.strip() and text[0] != "#"), scene.line)
        found = parts(scene.text(first))
        is_text = not found["key"] and found["value"][:1] not in {"", "-", *CLOSING}
        return first if is_text and first < scene.line else None
    return _first_above(scene) if "mapping values are not allowed" in scene.said else None


def _first_above(scene: Scene) -> int | None:
    """The first of the lines without a key above a key, with which they are taken for one text."""
    first = None
    for line in range(scene.line - 1, -1, -1):
        text = scene.text(line)
        found = parts(text)
        if found["key"] or found["lead"].strip() or found["value"].startswith("#"):
            break
        if text.strip():
            if indent_of(text) != indent_of(scene.text(scene.line)):
                break
            first = line
    return first


def _as_key(text: str) -> str:
    """How the line would be written as a key with its value; empty where it does not look like one."""
    found = _OTHER_SIGN.fullmatch(text) or _NO_SIGN.fullmatch(text)
    if not found or len(text) > SHORT or not text.isprintable():
        return ""
    value = found["value"].strip()
    needs_quotes = re.search(r":(?: |$)| #", value) and value[0] not in {*QUOTES, *CLOSING}
    return f"write {found['key']}: {in_quotes(value) if needs_quotes else value}"


def _with_a_key(text: str) -> str:
    may_be_title = (
        len(text) <= SHORT and text[:1].isalnum() and text.isprintable() and not re.search(r" #|:$|^[a-z]+$", text)
    )
    return "write its key and a colon in front of it" + (f", such as title: {text}" if may_be_title else "")
