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
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from shortsite.cache import Store
from shortsite.gists import KeptText, kept_document
from shortsite.hashes import hash_of
from shortsite.installed import made_by
from shortsite.model import Document
from shortsite.packing import check_of
from shortsite.plain_records import ContentFile, Home, ImageFacts, Known, Loaded, Look, UnkeptError, codec_of
from shortsite.readers import Kind
from shortsite.seals import RACY_NS
from shortsite.shelf import Shelf, Shelved

#: The version of the file's form.
VERSION = 2
_TAB = "\t"
_DECODER = json.JSONDecoder()
_NOTHING = -1, b""
#: So many texts are asked for together.
_ASKED = 1_000


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
        self._lines: dict[str, tuple[Known, str, str]] = {}
        self._shelf = Shelf()
        #: The texts by their keys: a sum of their bytes, and these.
        self._texts: dict[str, tuple[int, bytes | Shelved]] = {}
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

    def renewed(self, file: ContentFile, digest: str) -> str:
        """The line of a file that says the same as it did, as the file is now; empty where it says something else."""
        line = self._lines.get(file.path)
        if not line or line[0].digest != digest or not self._loaded(line[0], line[1], file.kind):
            return ""
        return _line(replace(line[0], look=self._sure(file.look), stamp=file.stamp), line[1])

    def line(
        self, file: ContentFile, digest: str, loaded: Loaded, text: KeptText | None, document: Document | None
    ) -> str:
        """The line of what was made of a file and of its text; empty where no line can say it."""
        known = Known(file.path, self._sure(file.look), file.stamp, digest, text, loaded.problems, loaded.broken)
        record = loaded.record
        try:
            told = None if record is None else codec_of(file.kind.name).encode(record, Home(file.path, document))
        except UnkeptError:
            return ""
        return _line(known, _json(told))

    def note(self, line: str) -> None:
        """Know this from now on."""
        self._seen.append(line)

    def told(self, file: ContentFile, line: str, packed: bytes) -> Loaded | None:
        """What a line says was made of the file, whose text is packed; if it is empty, the one that is known."""
        known, record = _parts(line)
        if known.text and packed:
            self._shelve({known.text.key: packed})
        return self._loaded(known, record, file.kind)

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
        for line in lines:
            known, record = _parts(line)
            self._lines[known.path] = known, record, line
        keys = [bytes.fromhex(known.text.key) for known, *_ in self._lines.values() if known.text]
        for start in range(0, len(keys), _ASKED):
            found = self._store.packed(keys[start : start + _ASKED])
            self._shelve({key.hex(): packed for key, packed in found.items()})

    def _loaded(self, known: Known, record: str, kind: Kind) -> Loaded | None:
        document = None
        if known.text:
            check, packed = self._texts.get(known.text.key, _NOTHING)
            if check != known.text.check:
                return None
            document = kept_document(known.text, packed)
        try:
            told = _DECODER.raw_decode(record)[0]
            made = None if told is None else codec_of(kind.name).decode(told, Home(known.path, document))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            return None
        return Loaded(made, known.problems, known.broken)

    def _shelve(self, texts: Mapping[str, bytes]) -> None:
        checks, shelved = map(check_of, texts.values()), self._shelf.put([*texts.values()])
        self._texts |= zip(texts, zip(checks, shelved, strict=True), strict=True)

    def _sure(self, look: Look) -> Look:
        """What the file system says, if a change that comes after it would show."""
        return look if look and max(look[1:3]) <= self._settled else ()


def _line(known: Known, record: str) -> str:
    return f"{_json(codec_of('').encode(known, Home(known.path)))}{_TAB}{record}"


def _parts(line: str) -> tuple[Known, str]:
    told, _, record = line.partition(_TAB)
    values = _DECODER.raw_decode(told)[0]
    known: Known = codec_of("").decode(values, Home(values[0]))
    return known, record


def look_of(found: os.stat_result) -> Look:
    """What tells a file from itself once it has changed: size, times, number, mode."""
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_mode


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _hash(data: bytes) -> bytes:
    return hash_of(data).encode()


def _read(file: Path) -> list[str]:
    """The lines of a file whose last one is the hash of those above; an empty one where it is not."""
    try:
        data, _, told = file.read_bytes().rpartition(b"\n")
        return data.decode("ascii").split("\n") if told == _hash(data) else [""]
    except (OSError, UnicodeDecodeError):
        return [""]
