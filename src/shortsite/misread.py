"""Values that YAML takes without a word, and for something else than they seem to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from shortsite.problems import Place, Problem
from shortsite.yaml_escapes import eaten_commands
from shortsite.yaml_syntax.scene import SHORT, in_quotes, parts, quoting
from shortsite.yaml_text import IN_CURLY_QUOTES

#: What begins a comment behind a value; comments of people have a blank behind the sign.
_COMMENT = re.compile(r"[ \t]+(?P<sign>#)(?=[^\s#])(?P<rest>[^\n]*)")
_BULLET = re.compile(r"\n[ ]*(?P<bullet>-)\s")


def misread_scalar(node: Any, text: str, path: str) -> Iterator[Problem]:
    """The problems of a value of the ``text`` of which YAML makes another; ``node`` is it as PyYAML's parser has it."""
    yield from eaten_commands(node, text, path)
    found = _COMMENT.match(text, node.end_mark.index) if node.style in (None, "") else None
    # a word alone is most likely an id or a date, and what stands behind it a remark
    if not found or not (" " in node.value or found["rest"][:1].isdigit()):
        return
    start, end = node.start_mark, node.end_mark
    whole = text[start.index : found.end()].strip()
    hint = "put the whole value in quotes"
    if start.line == end.line and whole.isprintable():
        hint = quoting(parts(text[text.rfind("\n", 0, start.index) + 1 : start.index])["key"], whole)
    hint += ", or put a blank behind the '#' of a comment"
    place = Place(path, end.line + 1, end.column + 1 + found.start("sign") - found.start())
    yield Problem(place, "SS035", "the '#' begins a comment, so the value ends before it", hint)


def misread_list(node: Any, text: str, path: str) -> Iterator[Problem]:
    """A problem for each item that goes on with what was meant to be the next one, which stands a little deeper."""
    for item in [] if node.flow_style else node.value:
        start, end = item.start_mark, item.end_mark
        if start.line == end.line or getattr(item, "style", "-") not in (None, ""):
            continue
        raw = text[start.index : end.index]
        if found := _BULLET.search(raw):
            at = found.start("bullet")
            place = Place(path, start.line + 1 + raw.count("\n", 0, at), at - raw.rfind("\n", 0, at))
            yield Problem(place, "SS002", "the items of a list must start in one column", "indent them alike")


def without_curly_quotes(value: str, place: Place) -> tuple[str, list[Problem]]:
    """A value without the curly quotes that were to be YAML's, and the problem that they are."""
    found = IN_CURLY_QUOTES.fullmatch(value)
    bare = (found["double"] or found["single"]).strip() if found else ""
    if not bare:
        return value, []
    hint = f"write {in_quotes(bare)}" if len(bare) <= SHORT and bare.isprintable() else "write straight ones"
    return bare, [Problem(place, "SS035", "curly quotes around a value mean nothing to YAML and were taken off", hint)]
