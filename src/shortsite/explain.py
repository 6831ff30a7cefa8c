"""Explanations of problems: the entries of ``docs/problems.md`` as plain text for a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from shortsite.documents import document
from shortsite.problems import CODES

_WIDTH = 80
#: Stands for a space at which no line may end.
_SPACE = "\0"
_ENTRY = re.compile(r"^## (SS\d{3}) [^\n]*\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
_FENCED = re.compile(r"^```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
#: A span of code, which stays as it is, strong words, or a link.
_INLINE = re.compile(r"(`[^`]+`)|\*\*(.+?)\*\*|\[([^]]+)\]\([^)]+\)")


def page() -> Path:
    """The file of all entries."""
    return document("problems.md")


def explained(code: str) -> str:
    """The title, severity, explanation, example and cure of a code. Raises KeyError for a code that is not known."""
    entry = dict(_ENTRY.findall(page().read_text(encoding="utf-8")))[code]
    # every second part is the inside of a fence
    parts = _FENCED.split(entry)
    blocks = [
        block
        for number, part in enumerate(parts)
        for block in ([textwrap.indent(part.rstrip("\n"), " " * 4)] if number % 2 else _paragraphs(part))
    ]
    return "\n\n".join([f"{code}: {CODES[code][1]}", *blocks])


def _paragraphs(prose: str) -> Iterator[str]:
    for paragraph in filter(None, map(str.strip, prose.split("\n\n"))):
        plain = _INLINE.sub(_plain, paragraph)
        lines = textwrap.fill(plain, _WIDTH, break_long_words=False, break_on_hyphens=False)
        yield lines.replace(_SPACE, " ")


def _plain(found: re.Match[str]) -> str:
    return found[1].replace(" ", _SPACE) if found[1] else found[2] or found[3]


def listed() -> Iterator[str]:
    """Every code with its severity and title, one a line."""
    return (f"{code}  {severity:7}  {title}" for code, (severity, title) in CODES.items())
