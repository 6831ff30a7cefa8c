"""What stage 1 made of each file, from build to build: a file that has not changed is not even opened.

A line of ``records.jsonl`` is a file: what the file system said of it, a hash of what it says, and the record that was
made of that. A file that changed so shortly before it was looked at that its times could not tell another change is
read the next time too, and one whose times are new but whose bytes are the same has the same record. The last line is a
hash of all above. Nothing is believed of what is damaged, foreign, of another version or of another program.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, get_type_hints

from shortsite.cache import Store
from shortsite.codec import TIME, Codec, Leaf, codec
from shortsite.gists import KeptText, check_of, kept_document, kept_text
from shortsite.installed import made_by
from shortsite.model import Document
from shortsite.problems import Place, Problem
from shortsite.readers import KINDS, Kind
from shortsite.seals import RACY_NS

#: The version of the file's form.
VERSION = 1
#: What the file system says of a file; () where that is no proof of what it holds.
Look = tuple[int, ...]
_TAB = "\t"
#: A place in the file itself is a line and a column.
_OWN = 2
_DECODER = json.JSONDecoder()
#: Width, height, and a hash of the bytes.
ImageFacts = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A file that holds a record: its path from the archive's folder, and what the file system says of it.

    ``images`` are those in its folder and below; ``stamp`` is a hash of them and of their bytes, empty for none.
    """

    path: str
    kind: Kind
    look: Look
    images: tuple[tuple[str, int, int], ...]
    stamp: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was made of a file: its record, None if it is broken; its problems; what is broken with it, (kind, id)."""

    record: Any
    problems: tuple[Problem, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """A file. ``digest`` is that of its source, and ``stamp`` stands for the images beside it."""

    path: str
    look: Look
    stamp: str
    digest: str
    text: KeptText | None
    problems: tuple[Problem, ...]
    broken: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Home:
    """What the values of a file are read within."""

    path: str
    document: Document | None = None


class _UnkeptError(ValueError):
    """A record that holds a text that the store does not have."""


def _place(place: Place, home: _Home) -> list[Any]:
    return [place.line, place.column] if place.path == home.path else [place.line, place.column, place.path]


class _Places(Mapping[str, Place]):
    """Where the keys of a record stand: made when somebody asks, which only those do who have something to report."""

    def __init__(self, told: dict[str, list[Any]], home: _Home) -> None:
        self._told = told
        self._home = home

    def __getitem__(self, key: str) -> Place:
        return _placed(self._told[key], self._home)

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)

    def __repr__(self) -> str:
        return repr(dict(self))


def _placed(told: list[Any], home: _Home) -> Place:
    return Place(told[2] if len(told) > _OWN else home.path, told[0], told[1])


def _text(document: Document, home: _Home) -> int:
    if document is not home.document:
        raise _UnkeptError
    return 1


_LEAVES = {
    datetime: TIME,
    Place: Leaf(_place, _placed),
    Mapping[str, Place]: Leaf(
        lambda places, home: {key: _place(place, home) for key, place in places.items()}, _Places
    ),
    Document: Leaf(_text, lambda _, home: home.document),
}


@cache
def _codec_of(kind: str) -> Codec:
    """The codec of the records of a kind; of the rest of a line if it is empty."""
    return codec(get_type_hints(KINDS[kind].read)["return"] if kind else _Known, _LEAVES)


class KnownFiles:
    """The files as they were the last time, and as they are now. Nothing is known where there is no ``file``."""

    def __init__(self, file: Path | None, asked: str, store: Store, *, reads_all: bool = False) -> None:
        self._settled = time.time_ns() - RACY_NS
        self._file = file
        self._store = store
        self._reads_all = reads_all
        self._key = f"{VERSION}\n{os.geteuid()}\n{asked}\n{made_by()}" if file else ""
        head, *lines = _read(file) if file else [""]
        self._images: dict[str, tuple[Look, ImageFacts]] = {}
        self._lines: dict[str, tuple[_Known, str, str]] = {}
        self._bytes: dict[str, bytes] = {}
        self._seen_images: dict[str, tuple[Look, ImageFacts]] = {}
        self._seen: list[str] = []
        self._old = head, lines
        with suppress(ValueError, TypeError, KeyError, IndexError, AttributeError):
            self._take(head, lines)

    def image(self, path: str, look: Look) -> ImageFacts | None:
        """What is known of an image that the file system says has not changed."""
        found = self._images.get(path)
        if found is None or not look or found[0] != look or self._reads_all:
            return None
        self._seen_images[path] = found
        return found[1]

    def note_image(self, path: str, look: Look, facts: ImageFacts) -> None:
        """Know this of an image from now on."""
        self._seen_images[path] = self._sure(look), facts

    def unchanged(self, file: ContentFile) -> Loaded | None:
        """What was made of a file that the file system says has not changed, nor have the images beside it."""
        line = self._lines.get(file.path)
        if line is None or self._reads_all or not file.look or (line[0].look, line[0].stamp) != (file.look, file.stamp):
            return None
        loaded = self._loaded(line[0], line[1], file.kind)
        if loaded:
            self._seen.append(line[2])
        return loaded

    def same(self, file: ContentFile, digest: str) -> Loaded | None:
        """What was made of a file that says the same as it did."""
        line = self._lines.get(file.path)
        loaded = self._loaded(line[0], line[1], file.kind) if line and line[0].digest == digest else None
        if line and loaded:
            self._note(replace(line[0], look=self._sure(file.look), stamp=file.stamp), line[1])
        return loaded

    def note(self, file: ContentFile, digest: str, loaded: Loaded, text: tuple[bytes, Document] | None) -> None:
        """Know this of a file from now on, if its text is in the store: its key there, and what was made of it."""
        if self._file is None:
            return
        kept, document = None, None
        if text:
            key, document = text
            packed = self._store.packed([key]).get(key)
            if packed is None:
                return
            kept = kept_text(key, packed, document)
        known = _Known(file.path, self._sure(file.look), file.stamp, digest, kept, loaded.problems, loaded.broken)
        with suppress(_UnkeptError):
            record = loaded.record
            told = None if record is None else _codec_of(file.kind.name).encode(record, _Home(file.path, document))
            self._note(known, _json(told))

    def keep(self) -> None:
        """Write down what is known now; where nothing can be written, nothing is kept."""
        head = _json([self._key, self._seen_images])
        if self._file is None or (head, self._seen) == self._old:
            return
        data = "\n".join((head, *self._seen)).encode("ascii")
        spare = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            spare.write_bytes(b"%b\n%b" % (data, _hash(data)))
            spare.replace(self._file)
        except OSError:
            with suppress(OSError):
                spare.unlink(missing_ok=True)

    def _take(self, head: str, lines: Sequence[str]) -> None:
        """Take what was written down, but for texts that the store has no more."""
        key, images = _DECODER.decode(head) if head else ("", {})
        if key != self._key:
            return
        self._images = {path: (tuple(look), tuple(facts)) for path, (look, facts) in images.items()}
        decode = _codec_of("").decode
        for line in lines:
            told, _, record = line.partition(_TAB)
            values = _DECODER.raw_decode(told)[0]
            known: _Known = decode(values, _Home(values[0]))
            self._lines[known.path] = known, record, line
        keys = [bytes.fromhex(known.text.key) for known, *_ in self._lines.values() if known.text]
        found = self._store.packed(keys)
        self._bytes = {key.hex(): packed for key, packed in found.items()}

    def _loaded(self, known: _Known, record: str, kind: Kind) -> Loaded | None:
        document = None
        if known.text:
            packed = self._bytes.get(known.text.key, b"")
            if check_of(packed) != known.text.check:
                return None
            document = kept_document(known.text, packed)
        try:
            told = _DECODER.raw_decode(record)[0]
            made = None if told is None else _codec_of(kind.name).decode(told, _Home(known.path, document))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            return None
        return Loaded(made, known.problems, known.broken)

    def _sure(self, look: Look) -> Look:
        """What the file system says, if a change that comes after it would show."""
        return look if look and max(look[1:3]) <= self._settled else ()

    def _note(self, known: _Known, record: str) -> None:
        self._seen.append(f"{_json(_codec_of('').encode(known, _Home(known.path)))}{_TAB}{record}")


def look_of(found: os.stat_result) -> Look:
    """What tells a file from itself once it has changed: size, times, number, mode."""
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_mode


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _hash(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).hexdigest().encode()


def _read(file: Path) -> list[str]:
    """The lines of a file whose last one is the hash of those above; an empty one where it is not."""
    try:
        data, _, told = file.read_bytes().rpartition(b"\n")
        return data.decode("ascii").split("\n") if told == _hash(data) else [""]
    except (OSError, UnicodeDecodeError):
        return [""]
