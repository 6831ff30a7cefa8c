"""Files of an archive as plain values, a few keys of each: many times as quick as reading whole records."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from shortsite.config import CONTENT
from shortsite.fields import FLAGS
from shortsite.folders import walked
from shortsite.front_matter import split_front_matter
from shortsite.records import (
    FORBIDDEN,
    RECORD_BYTES,
    TEXT_BYTES,
    Listing,
    Scalar,
    Value,
    parse_record,
    read_text,
)
from shortsite.yaml_text import NOTHING

Values = Mapping[str, tuple[str, ...]]

#: A line ``key: value`` that YAML can only read as that very text.
_SIMPLE = re.compile(r"""(\w+)[ \t]*:[ \t]+(?:"([^"\\\n]*)"|([A-Za-z0-9](?:[^:#\n]|:(?=\S)|(?<=\S)#)*))[ \t]*\n*""")
#: Other ways to write a key.
_ODD_KEY = re.compile(r"""^["'?{&!]""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file: its path relative to the archive, its name without the ending, its folder's name, and the values."""

    path: str
    stem: str
    folder: str
    values: Values

    def text(self, key: str) -> str:
        """The value of a key that has one; else an empty text."""
        return next(iter(self.values.get(key, ())), "")

    def flag(self, key: str) -> bool:
        """Whether the key says yes."""
        return FLAGS.get(self.text(key).lower(), False)


def listed_files(root: Path, folder: str, keys: Collection[str]) -> Iterator[ListedFile]:
    """The files of ``content/<folder>`` in order of their paths, with their values of these keys.

    Hidden files and links are passed over, as they are by the loader. Those that can't be read have no values.
    """
    suffix, limit = (".md", TEXT_BYTES) if folder == "summaries" else (".yml", RECORD_BYTES)
    for path in _paths(str(root), f"{CONTENT}/{folder}", suffix):
        text = read_text(root / path, path, limit)[0] or ""
        front = split_front_matter(text, path)[0] if suffix == ".md" else text
        above, _, name = path.rpartition("/")
        yield ListedFile(path, name.removesuffix(suffix), above.rpartition("/")[2], _values(front, tuple(keys)))


def _paths(root: str, folder: str, suffix: str) -> Iterator[str]:
    """The paths of the files with that suffix, relative to the root."""
    top = os.path.join(root, folder)
    if os.path.islink(top):
        return
    for above, folders, names in walked(top):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        inner = above[len(top) :].replace(os.sep, "/")
        yield from (f"{folder}{inner}/{name}" for name in sorted(names) if name.endswith(suffix) and name[0] != ".")


@lru_cache
def _lines_of(keys: tuple[str, ...]) -> re.Pattern[str]:
    """A key at the start of a line, and all lines that belong to its value."""
    return re.compile(rf"^(?:{'|'.join(keys)})[ \t]*:.*\n*(?:(?:[ \t#].*|-(?: .*)?(?=\n|\Z))\n*)*", re.MULTILINE)


def _values(text: str, keys: tuple[str, ...]) -> Values:
    """The values of the keys. Only the lines that hold them are read, and by YAML only where that is needed."""
    lines = [] if _ODD_KEY.search(text) else [found[0] for found in _lines_of(keys).finditer(text)]
    simple = [_SIMPLE.fullmatch(line) for line in lines]
    if lines and all(simple) and not FORBIDDEN.search(text):
        found = [(line[1], _flat(line[2] or line[3] or "")) for line in reversed(simple) if line]
        return {key: (value,) for key, value in found if value not in NOTHING}
    record = parse_record("".join(lines), "")[0] if lines else None
    # what can't be told line by line is found by reading the whole
    whole = record if record and record.entries else parse_record(text, "")[0]
    return {key: _texts(value) for key, (_, value) in (whole.entries if whole else {}).items() if key in keys}


def _texts(value: Value) -> tuple[str, ...]:
    items = value.items if isinstance(value, Listing) else (value,)
    found = (_flat(item.text) for item in items if isinstance(item, Scalar))
    return tuple(text for text in found if text not in NOTHING)


def _flat(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))
