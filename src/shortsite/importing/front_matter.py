"""Front matter as other programs take it: YAML with values of any kind, some of it not even that; and TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shortsite.records import Listing, Record, Scalar, Value, parse_record
from shortsite.yaml_text import NOTHING

#: Longer front matter is none.
_BYTES = 64 * 1024
#: The library takes time by the square of a key's dots.
_TOML_BYTES = 8 * 1024
_BLOCK = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
#: As Hugo and Zola have it.
_TOML = re.compile(r"\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
#: Tables in which those keep what is the author's own.
_TABLES = ("params", "taxonomies", "extra")
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
    told = _TOML.match(text[:_TOML_BYTES])
    if told is not None and (values := _of_toml(told[1])) is not None:
        return FrontMatter(values), text[told.end() :], text.count("\n", 0, told.end())
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


def _of_toml(text: str) -> dict[str, tuple[str, ...]] | None:
    """The values of a TOML document; None where it is none."""
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    own = [found[table] for table in _TABLES if isinstance(found.get(table), dict)]
    made = {key.lower(): tuple(_plain(value)) for given in (*own, found) for key, value in given.items()}
    return {key: texts for key, texts in made.items() if texts}


def _plain(value: Any) -> Iterator[str]:
    """The texts of a value of TOML, or the names that its tables hold."""
    if isinstance(value, list):
        for item in value:
            if not isinstance(item, list):
                yield from _plain(item)
    elif isinstance(value, dict):
        yield from _plain(value.get("name", []))
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value).strip()
        yield from [text] if text else []


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
