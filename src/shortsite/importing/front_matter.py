"""Front matter as other programs take it: YAML with values of any kind, some of it not even that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from shortsite.records import Listing, Record, Scalar, Value, parse_record
from shortsite.yaml_text import NOTHING

#: Longer front matter is none.
_BYTES = 64 * 1024
_BLOCK = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"([A-Za-z][\w-]{0,40})[ \t]*:[ \t]*(\S.*)")
_QUOTES = "\"'"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values of each key, by the key in lower case, and what was wrong with the writing."""

    values: Mapping[str, tuple[str, ...]]
    fault: str = ""

    def text(self, *keys: str) -> str:
        """The first value of the first of these keys that has one, on one line."""
        return next((" ".join(value.split()) for key in keys for value in self.values.get(key, ())), "")

    def texts(self, *keys: str) -> tuple[str, ...]:
        """All values of the first of these keys that has one."""
        return next((found for key in keys if (found := self.values.get(key, ()))), ())


def split(text: str) -> tuple[FrontMatter, str, int]:
    """The front matter of a text, the text below it, and by how many lines that starts later.

    Where it is no sound YAML, lines of the form ``key: value`` count and ``fault`` says why. A text between two
    rules is no front matter.
    """
    found = _BLOCK.match(text[:_BYTES])
    if found is None:
        return FrontMatter({}), text, 0
    below = text[found.end() :]
    lines = text.count("\n", 0, found.end())
    record, problems = parse_record(found[1], "")
    if record is not None and not any(problem.code in ("SS002", "SS004") for problem in problems):
        return FrontMatter(_values(record)), below, lines
    if not _is_mapping(found[1]):
        return FrontMatter({}), text, 0
    fault = f"the front matter is read line by line, for it is no YAML that a record may hold: {problems[0].message}"
    return FrontMatter(_by_lines(found[1]), fault), below, lines


def _values(record: Record) -> dict[str, tuple[str, ...]]:
    made = {key.lower(): _texts(value) for key, (_, value) in record.entries.items()}
    return {key: texts for key, texts in made.items() if texts}


def _texts(value: Value) -> tuple[str, ...]:
    items = value.items if isinstance(value, Listing) else (value,)
    found = (_named(item) for item in items)
    return tuple(text for text in found if text not in NOTHING)


def _named(value: Value) -> str:
    """A single value, or the name that a mapping holds (``authors: [{name: ...}]``)."""
    if isinstance(value, Record):
        named = {key: inner for key, (_, inner) in value.entries.items()}
        value = named.get("name") or named.get("title") or Scalar("", value.place)
    return value.text.strip() if isinstance(value, Scalar) else ""


def _is_mapping(text: str) -> bool:
    """Whether most lines are keys, and not a text between two rules."""
    lines = [line for line in text.split("\n") if line.strip() and line[0] not in " \t-#"]
    return sum(_LINE.match(line) is not None or line.rstrip().endswith(":") for line in lines) * 2 > len(lines)


def _by_lines(text: str) -> dict[str, tuple[str, ...]]:
    found = (_LINE.match(line) for line in text.split("\n"))
    return {match[1].lower(): (match[2].strip().strip(_QUOTES),) for match in found if match}
