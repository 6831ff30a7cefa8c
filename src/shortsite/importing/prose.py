"""Markdown's prose told from its code, in which nothing is a link, an image or a tag."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_FENCE = re.compile(r"[ \t>]*(?:[*+-][ \t]+|\d{1,9}[.)][ \t]+)?(`{3,}|~{3,})(.*)")
_BLANK = re.compile(r"(\n[ \t]*\n)")
_TICKS = re.compile(r"`+")


def in_prose(text: str, change: Callable[[str], str]) -> str:
    """The text with every stretch of prose changed; fenced code and code in sentences stay as they are."""
    return "".join(change(part) if is_prose else part for is_prose, part in stretches(text))


def stretches(text: str) -> Iterator[tuple[bool, str]]:
    """The text in pieces, each with whether it is prose."""
    prose: list[str] = []
    code: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line)
        if fence:
            code.append(line)
            if found and found[1].startswith(fence) and not found[2].strip():
                yield False, "".join(code)
                fence, code = "", []
        elif found and not ("`" in found[2] and found[1][0] == "`"):
            yield from _sentences("".join(prose))
            fence, code, prose = found[1], [line], []
        else:
            prose.append(line)
    yield from _sentences("".join(prose))
    yield False, "".join(code)


def _sentences(text: str) -> Iterator[tuple[bool, str]]:
    for part in _BLANK.split(text):
        yield from _spans(part)


def _spans(text: str) -> Iterator[tuple[bool, str]]:
    """A paragraph in pieces: code stands between two runs of as many backticks."""
    runs = list(_TICKS.finditer(text))
    start = 0
    for number, closing in enumerate(_closings([len(run[0]) for run in runs])):
        if closing is None or runs[number].start() < start:
            continue
        yield True, text[start : runs[number].start()]
        yield False, text[runs[number].start() : runs[closing].end()]
        start = runs[closing].end()
    yield True, text[start:]


def _closings(lengths: list[int]) -> list[int | None]:
    """For each run of backticks the next one of its length, by number."""
    made: list[int | None] = [None] * len(lengths)
    following: dict[int, int] = {}
    for number in range(len(lengths) - 1, -1, -1):
        made[number] = following.get(lengths[number])
        following[lengths[number]] = number
    return made
