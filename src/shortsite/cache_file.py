"""The SQLite file of the memo store: opened if it is sound and ours, else made anew, or in memory where none can be."""

from __future__ import annotations

import sqlite3
from pathlib import Path

#: "shst": marks the file as ours (https://www.sqlite.org/pragma.html#pragma_application_id).
APPLICATION_ID = 0x73687374
#: The version of the tables below.
SCHEMA = 2

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

#: What SQLite says when the file is no sound database of ours; other faults (locked, read-only, full) don't.
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_SCHEMA})

#: So many seconds another process may take to let go of the file.
PATIENCE = 5.0

MEMORY = ":memory:"

#: What a file may raise that is damaged; Python cannot read all that SQLite then says of it.
FAULTS = sqlite3.DatabaseError, UnicodeDecodeError


def connected(path: Path, patience: float) -> sqlite3.Connection:
    """The file's database if it is sound and ours, a new one in its place if not; in memory if neither can be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _opened(str(path), patience)
        except FAULTS as error:
            if not is_damage(error):
                raise
            delete(path)
            return _opened(str(path), patience)
    except (OSError, sqlite3.Error, UnicodeDecodeError):
        return _opened(MEMORY)


def in_memory() -> sqlite3.Connection:
    """A connection to a database with our tables that nobody will see."""
    return _opened(MEMORY)


def reading(path: Path, patience: float) -> sqlite3.Connection | None:
    """A connection that only reads, if one can be had."""
    try:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", timeout=patience, uri=True)
    except sqlite3.Error:
        return None


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


def is_damage(error: Exception) -> bool:
    """Whether the fault lies in the file itself: it is no sound database of ours."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_NOTADB)
    return code & 0xFF in DAMAGED


def delete(path: Path) -> None:
    """Remove a database with its journal, which must never be played back into the next one."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
