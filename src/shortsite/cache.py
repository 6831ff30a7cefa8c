"""A memo store for dear pure functions: their results under a hash of everything they are given.

One SQLite file. It may be deleted at any time, and nothing that is wrong with it stops a build: a file that is
damaged, older or not ours is made anew, and where no file can be used the store lives in memory.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from shortsite.packing import check_of, packed, unpacked

T = TypeVar("T")
R = TypeVar("R")
_Mapper = Callable[[Callable[[T], R], Sequence[T]], list[R]]

#: "shst": marks the file as ours (https://www.sqlite.org/pragma.html#pragma_application_id).
APPLICATION_ID = 0x73687374
#: The version of the tables below.
SCHEMA = 2
#: A result that so many finished builds in a row did not use is dropped.
BUILDS_KEPT = 5

# ``used`` is a table of its own since every build rewrites it: that must not move the values.
TABLES = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS value (key BLOB PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS used (key BLOB PRIMARY KEY, build INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS build (number INTEGER NOT NULL);
INSERT INTO build SELECT 1 WHERE NOT EXISTS (SELECT * FROM build);
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA};
COMMIT;
"""  # noqa: S608  # two constants of ours

MARK_USED = "INSERT OR REPLACE INTO used SELECT ?, number FROM build"

#: What SQLite says when the file is no sound database of ours; other faults (locked, read-only, full) don't.
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_SCHEMA})

#: So many seconds another process may take to let go of the file.
PATIENCE = 5.0

MEMORY = ":memory:"
#: So many results are looked up together: every SQLite takes a query with so many values.
_ASKED = 500


class Store:
    """Results by key; a context manager. Results are JSON values: what is a tuple comes back as a list."""

    def __init__(self, path: Path | None, patience: float) -> None:
        self._path = path
        self._patience = patience
        self._connection = None if path is None else _connected(path, patience)
        self._used: set[bytes] = set()
        self._checks: dict[bytes, int] = {}

    @classmethod
    def open(cls, path: Path | None, patience: float = PATIENCE) -> Self:
        """The store in the file at ``path``, which is made if need be; None is a store that keeps nothing."""
        return cls(path, patience)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()

    def get_many(self, keys: Iterable[bytes]) -> dict[bytes, Any]:
        """The results that are known of these keys."""
        found: dict[bytes, Any] = {}
        for key in keys:
            for (data,) in self._rows("SELECT data FROM value WHERE key = ?", (key,)):
                try:
                    found[key] = unpacked(key, data)
                except (ValueError, TypeError, zlib.error):
                    continue
                self._checks[key] = check_of(data)
        self._used.update(found)
        return found

    def packed(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """What lies under these keys as it lies there, for ``unpacked``; nothing is proved of it."""
        found: dict[bytes, bytes] = {}
        for start in range(0, len(keys), _ASKED):
            some = keys[start : start + _ASKED]
            found |= self._rows(f"SELECT key, data FROM value WHERE key IN ({','.join('?' * len(some))})", some)  # noqa: S608
        self._used.update(found)
        return found

    def check(self, key: bytes) -> int | None:
        """The sum of what ought to lie under a key that was looked up or kept; None if it was neither.

        It is not taken from the file: in a damaged one, what is read may not be what was written a moment ago.
        """
        return self._checks.get(key)

    def put_many(self, items: Mapping[bytes, Any]) -> None:
        """Keep these results; in one transaction, so that a build that is killed leaves all of them or none."""
        if self._connection is None or not items:
            return
        self._used.update(items)
        rows = [(key, packed(key, value)) for key, value in items.items()]
        self._checks.update((key, check_of(data)) for key, data in rows)
        self._run_all(
            ("INSERT OR REPLACE INTO value VALUES (?, ?)", rows),
            (MARK_USED, [(key,) for key in items]),
        )

    def finish(self) -> None:
        """End a build that went well: note what it used, drop what the last builds did not use."""
        self._run_all(
            (MARK_USED, [(key,) for key in self._used]),
            ("DELETE FROM used WHERE build <= (SELECT number FROM build) - ?", [(BUILDS_KEPT,)]),
            ("DELETE FROM value WHERE key NOT IN (SELECT key FROM used)", [()]),
            ("UPDATE build SET number = number + 1", [()]),
        )

    def _rows(self, query: str, given: Sequence[bytes]) -> list[tuple[Any, ...]]:
        try:
            found = self._connection and self._connection.execute(query, given)
            return found.fetchall() if found else []
        except sqlite3.DatabaseError as error:
            self._start_anew(error)
            return []

    def _run_all(self, *statements: tuple[str, Sequence[tuple[Any, ...]]]) -> None:
        """Run the statements for each of their rows, in one transaction."""
        if self._connection is None:
            return
        try:
            with self._connection as transaction:
                for statement, rows in statements:
                    transaction.executemany(statement, rows)
        except sqlite3.DatabaseError as error:
            self._start_anew(error)

    def _start_anew(self, error: sqlite3.DatabaseError) -> None:
        """Go on with an empty store: in the same place if the file was damaged, else in memory."""
        if isinstance(error, sqlite3.ProgrammingError):
            raise error
        if self._connection is not None:
            self._connection.close()
        if self._path is not None and _is_damage(error):
            _delete(self._path)
            self._connection = _connected(self._path, self._patience)
        else:
            self._connection = _opened(MEMORY)


def key_for(fingerprint: str, given: bytes) -> bytes:
    """The key of a function's result: 16 bytes of BLAKE2b over what names the function and what it is given."""
    name = fingerprint.encode()
    return blake2b(b"%d:%b%b" % (len(name), name, given), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Memo(Generic[T, R]):
    """A pure function whose results are worth keeping, and how to keep them.

    ``fingerprint`` names the function with all that it depends on (its version, options, packages), ``key_of`` gives
    all of one input. ``encode`` makes a JSON value of a result; ``decode(encode(result))`` must equal the result.
    """

    fingerprint: str
    function: Callable[[T], R]
    key_of: Callable[[T], bytes]
    encode: Callable[[R], Any]
    decode: Callable[[Any], R]


def memoise(
    store: Store, memo: Memo[T, R], inputs: Sequence[T], mapper: _Mapper[T, R], keys: Sequence[bytes] = ()
) -> list[R]:
    """The function's results in the order of the inputs, whose ``keys`` may be given.

    Only those that the store lacks are computed, by ``mapper(function, missing)``, which keeps their order.
    """
    keys = keys or [key_for(memo.fingerprint, memo.key_of(given)) for given in inputs]
    results = {key: memo.decode(value) for key, value in store.get_many(dict.fromkeys(keys)).items()}
    missing = {key: given for key, given in zip(keys, inputs, strict=True) if key not in results}
    computed = mapper(memo.function, list(missing.values())) if missing else []
    made = dict(zip(missing, computed, strict=True))
    store.put_many({key: memo.encode(result) for key, result in made.items()})
    results |= made
    return [results[key] for key in keys]


def _connected(path: Path, patience: float) -> sqlite3.Connection:
    """The file's database if it is sound and ours, a new one in its place if not; in memory if neither can be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _opened(str(path), patience)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            _delete(path)
            return _opened(str(path), patience)
    except (OSError, sqlite3.Error):
        return _opened(MEMORY)


def _opened(name: str, patience: float = PATIENCE) -> sqlite3.Connection:
    """A connection to a database with our tables; raises sqlite3.DatabaseError for any other.

    The journal stays SQLite's plain one: writing ahead was no faster, and this leaves a single file to carry about.
    """
    connection = sqlite3.connect(name, timeout=patience)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            connection.executescript(TABLES)
        marks = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
        if marks != [APPLICATION_ID, SCHEMA]:
            message = "not a memo store of this version"
            raise _NotOurs(message)  # noqa: TRY301
    except BaseException:
        connection.close()
        raise
    return connection


class _NotOurs(sqlite3.DatabaseError):
    """A sound database that is another program's, or of another version."""


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_NOTADB)
    return code & 0xFF in DAMAGED


def _delete(path: Path) -> None:
    """Remove a database with its journal, which must never be played back into the next one."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
