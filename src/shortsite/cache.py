"""A memo store for dear pure functions: their results under a hash of everything they are given.

One SQLite file. It may be deleted at any time, and nothing that is wrong with it stops a build: a file that is
damaged, older or not ours is made anew, and where no file can be used the store lives in memory.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from shortsite.cache_file import FAULTS, PATIENCE, connected, delete, in_memory, is_damage, reading
from shortsite.packing import packed, unpacked
from shortsite.parallel import AHEAD, iter_copied

T = TypeVar("T")
R = TypeVar("R")
_Mapper = Callable[[Callable[[T], R], Sequence[T]], list[R]]

#: A result that so many finished builds in a row did not use is dropped.
BUILDS_KEPT = 5

MARK_USED = "INSERT OR REPLACE INTO used SELECT ?, number FROM build"

#: So many results are looked up together: every SQLite takes a query with so many values.
_ASKED = 500


#: What copies of a process made and used: results as they are kept, and keys.
Taken = tuple[Mapping[bytes, bytes], set[bytes]]
#: Connections that belong to the process of which this is a copy: not even closing them is allowed here.
_ABANDONED: list[object] = []


class Store:
    """Results by key; a context manager. Results are JSON values: what is a tuple comes back as a list."""

    def __init__(self, path: Path | None, patience: float) -> None:
        self._path = path
        self._patience = patience
        self._connection = None if path is None else connected(path, patience)
        self._used: set[bytes] = set()
        #: What a copy of the process made: packed, for the process that it is a copy of.
        self._held: dict[bytes, bytes] | None = None

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
        for key, data in self._lying(list(keys)):
            with suppress(ValueError, TypeError, zlib.error):
                found[key] = unpacked(key, data)
        self._used.update(found)
        return found

    def packed(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """What lies under these keys as it lies there, for ``unpacked``; nothing is proved of it."""
        found = dict(self._lying(keys))
        self._used.update(found)
        return found

    def _lying(self, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        for start in range(0, len(keys), _ASKED):
            some = keys[start : start + _ASKED]
            rows = self._rows(f"SELECT key, data FROM value WHERE key IN ({','.join('?' * len(some))})", some)  # noqa: S608
            # in a damaged file anything may lie anywhere
            yield from ((key, data) for key, data in rows if isinstance(key, bytes) and isinstance(data, bytes))

    def put_many(self, items: Mapping[bytes, Any]) -> None:
        """Keep these results; in one transaction, so that a build that is killed leaves all of them or none."""
        if items and (self._connection is not None or self._held is not None):
            self.put_packed({key: packed(key, value) for key, value in items.items()})

    def put_packed(self, items: Mapping[bytes, bytes]) -> None:
        """The same of results that are ``packed`` already."""
        self._used.update(items)
        if self._held is not None:
            self._held.update(items)
        elif items:
            self._run_all(
                ("INSERT OR REPLACE INTO value VALUES (?, ?)", list(items.items())),
                (MARK_USED, [(key,) for key in items]),
            )

    def split_off(self) -> None:
        """In a copy of the process: leave the connection to that process, read by one of its own, and write nothing.

        What is to be kept is held until ``taken``. May be called again and again.
        """
        if self._held is None:
            _ABANDONED.append(self._connection)
            self._connection = reading(self._path, self._patience) if self._connection and self._path else None
            self._held, self._used = {}, set()

    def taken(self) -> Taken:
        """What has come to be kept and used since the last time, for ``take`` of the process that this is a copy of."""
        told = self._held or {}, self._used
        self._held, self._used = {}, set()
        return told

    def take(self, told: Taken) -> None:
        """Keep what was made in a copy of the process."""
        self.put_packed(told[0])
        self._used |= told[1]

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
        except FAULTS as error:
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
        except FAULTS as error:
            self._start_anew(error)

    def _start_anew(self, error: Exception) -> None:
        """Go on with an empty store: in the same place if the file was damaged, else in memory."""
        if isinstance(error, sqlite3.ProgrammingError):
            raise error
        if self._connection is not None:
            self._connection.close()
        if self._held is not None:
            self._connection = None
        elif self._path is not None and is_damage(error):
            delete(self._path)
            self._connection = connected(self._path, self._patience)
        else:
            self._connection = in_memory()


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


def by_copies(
    store: Store,
    function: Callable[[Sequence[T]], R],
    items: Sequence[T],
    together: int,
    jobs: int,
    spent: Callable[[float], None] | None = None,
    waiting: int = AHEAD,
) -> Iterator[R]:
    """What a function that uses the store makes of so many items at a time, by ``iter_copied``."""
    chunks = [items[start : start + together] for start in range(0, len(items), together)]

    def work(number: int) -> tuple[R, Taken]:
        store.split_off()
        return function(chunks[number]), store.taken()

    for made, told in iter_copied(work, len(chunks), jobs, spent, waiting):
        store.take(told)
        yield made
