"""What a published folder holds, file by file and part by part: written when it is published, read by the next build.

One SQLite file in the state folder beside the output, whose name holds the hash of its bytes. It is never changed: what
a build writes goes into a copy, which takes its place when all of it is true. So a ledger is whole or it is none,
whatever kills a build; one that is damaged, of another version or another program's is none.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import struct
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from types import TracebackType
from typing import Any, Self

from shortsite.hashes import hash_at

#: "shsl": marks the file as ours (https://www.sqlite.org/pragma.html#pragma_application_id).
APPLICATION_ID = 0x7368736C
#: The version of the tables below.
SCHEMA = 1
_NAME = "ledger"

_TABLES = f"""
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE part (name TEXT PRIMARY KEY, shows TEXT NOT NULL, pages TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE file (path TEXT PRIMARY KEY, part TEXT NOT NULL, digest TEXT NOT NULL,
    size INTEGER NOT NULL, mtime INTEGER NOT NULL, inode INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX files_of ON file (part);
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA};
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the published tree: the digest of its bytes, and what ``stat`` says of it."""

    digest: str
    size: int
    mtime_ns: int
    inode: int


class Entries(Mapping[str, Entry]):
    """Entries by path, each in a few bytes: a site has many files, and a build has all of them in mind."""

    _FORM = struct.Struct("<16sQqQ")

    def __init__(self) -> None:
        self._told: dict[str, bytes] = {}

    def note(self, path: str, entry: Entry) -> None:
        """Have this entry at the path."""
        self._told[path] = self._FORM.pack(bytes.fromhex(entry.digest), entry.size, entry.mtime_ns, entry.inode)

    def __getitem__(self, path: str) -> Entry:
        digest, *numbers = self._FORM.unpack(self._told[path])
        return Entry(digest.hex(), *numbers)

    def __contains__(self, path: object) -> bool:
        return path in self._told

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


@dataclass(frozen=True, slots=True)
class KnownPart:
    """A part as it was published: what it showed, and its pages as JSON."""

    shows: str
    pages: str


class Ledger:
    """The ledger of the tree whose root has the inode ``tree``, else the newest, else an empty one.

    All that is written becomes true at ``keep``.
    """

    def __init__(self, folder: Path, tree: int) -> None:
        self._folder = folder
        self._kept = _sound(folder, tree)
        #: Whether there is a ledger of that tree that cannot be read: then the tree is known to be shortsite's own.
        self.is_lost = self._kept is None and any(path.name.startswith(f"{_NAME}-{tree}-") for path in _ledgers(folder))
        self._draft: Path | None = None
        self._connection = sqlite3.connect(_read_only(self._kept), uri=True) if self._kept else _empty(":memory:")

    @property
    def is_known(self) -> bool:
        """Whether there was a sound ledger."""
        return self._kept is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        if self._draft is not None:
            self._draft.unlink(missing_ok=True)

    def begin(self) -> None:
        """Open a copy to write to, or a new ledger. Raises OSError where none can be."""
        self._connection.close()
        draft = self._folder / f"{_NAME}.draft"
        for old in (draft, draft.with_name(f"{draft.name}-journal")):
            old.unlink(missing_ok=True)
        self._draft = draft
        if self._kept is not None:
            shutil.copyfile(self._kept, draft)
            self._connection = sqlite3.connect(draft)
            self._connection.execute("PRAGMA synchronous = OFF")
        else:
            self._connection = _empty(str(draft))

    def keep(self, tree: int) -> None:
        """Keep the copy as the ledger of that tree, beside the older ones."""
        assert self._draft is not None
        self._connection.commit()
        self._connection.close()
        self._kept = self._draft.replace(self._folder / f"{_NAME}-{tree}-{hash_at(self._draft)}.sqlite")
        self._draft = None

    def forget_others(self) -> None:
        """Remove all ledgers but this one."""
        for old in _ledgers(self._folder):
            if old != self._kept:
                old.unlink(missing_ok=True)

    def facts(self) -> dict[str, Any]:
        """What is known of the trees; nothing where that is no JSON, which a build would not have written."""
        try:
            return {name: json.loads(value) for name, value in self._rows("SELECT name, value FROM fact")}
        except (ValueError, TypeError, RecursionError):
            return {}

    def parts(self) -> dict[str, KnownPart]:
        """All parts by name."""
        return {name: KnownPart(*told) for name, *told in self._rows("SELECT name, shows, pages FROM part")}

    def files(self, part: str | None = None) -> dict[str, Entry]:
        """The files of a part by path, or of all parts."""
        columns = "SELECT path, digest, size, mtime, inode FROM file"
        found = self._rows(columns) if part is None else self._rows(f"{columns} WHERE part = ?", (part,))
        return {path: Entry(*told) for path, *told in found}

    def by_part(self) -> dict[str, dict[str, Entry]]:
        """The files of all parts by the part's name and by path."""
        found: dict[str, dict[str, Entry]] = {}
        for part, path, *told in self._rows("SELECT part, path, digest, size, mtime, inode FROM file"):
            found.setdefault(part, {})[path] = Entry(*told)
        return found

    def owners(self) -> Iterator[tuple[str, str]]:
        """Every path with the part that it belongs to."""
        return self._rows("SELECT path, part FROM file")

    def file(self, path: str) -> tuple[str, Entry] | None:
        """The part that a file belongs to, and its entry."""
        query = "SELECT part, digest, size, mtime, inode FROM file WHERE path = ?"
        return next(((part, Entry(*told)) for part, *told in self._rows(query, (path,))), None)

    def count(self, parts: Collection[str]) -> int:
        """How many files the parts have."""
        counted = self._rows("SELECT part, count(*) FROM file GROUP BY part")
        return sum(count for part, count in counted if part in parts)

    def state(self, facts: Mapping[str, Any]) -> None:
        """Write facts of the trees."""
        rows = [(name, json.dumps(value, separators=(",", ":"))) for name, value in facts.items()]
        self._connection.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", rows)

    def put(self, part: str, known: KnownPart, files: Mapping[str, Entry]) -> None:
        """Write a part in place of the one of that name."""
        self.drop([part])
        self._connection.execute("INSERT INTO part VALUES (?, ?, ?)", (part, known.shows, known.pages))
        rows = [(path, part, file.digest, file.size, file.mtime_ns, file.inode) for path, file in files.items()]
        self._connection.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)", rows)

    def renew(self, files: Mapping[str, Entry]) -> None:
        """Write what the file system says of files that are there already."""
        rows = [(file.digest, file.size, file.mtime_ns, file.inode, path) for path, file in files.items()]
        self._connection.executemany("UPDATE file SET digest = ?, size = ?, mtime = ?, inode = ? WHERE path = ?", rows)

    def drop(self, parts: Iterable[str]) -> None:
        """Forget parts with their files."""
        names = [(name,) for name in parts]
        self._connection.executemany("DELETE FROM part WHERE name = ?", names)
        self._connection.executemany("DELETE FROM file WHERE part = ?", names)

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        yield from self._connection.execute(query, values)


def _ledgers(folder: Path) -> list[Path]:
    """All ledgers in the folder. Raises OSError where it cannot be looked into: that is not to have none."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    found = [folder / name for name in names if name.startswith(f"{_NAME}-") and name.endswith(".sqlite")]
    return [path for path in found if S_ISREG(path.lstat().st_mode)]


def _sound(folder: Path, tree: int) -> Path | None:
    """The ledger of that tree, else the newest; of those that are what their names say."""
    found = sorted(_ledgers(folder), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    sound = [path for path in found if path.stem.endswith(f"-{hash_at(path)}") and _is_ours(path)]
    return next((path for path in sound if path.stem.startswith(f"{_NAME}-{tree}-")), sound[0] if sound else None)


def _is_ours(path: Path) -> bool:
    """Whether a file has our marks and our tables: it may have come with somebody's pull request."""
    try:
        with closing(sqlite3.connect(_read_only(path), uri=True)) as found, closing(_empty(":memory:")) as ours:
            return _outline(found) == _outline(ours)
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def _outline(connection: sqlite3.Connection) -> list[Any]:
    marks = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    return marks + connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()


def _read_only(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def _empty(name: str) -> sqlite3.Connection:
    connection = sqlite3.connect(name)
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(_TABLES)
    return connection
