"""Bytes that are put aside come back as they were, in whichever process."""

from __future__ import annotations

import errno
import gc
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortsite.ledger import Entries, Entry
from shortsite.shelf import Shelf, Shelved


@given(st.lists(st.lists(st.binary(max_size=40), max_size=5), max_size=5))
def test_what_is_put_aside_comes_back(batches: list[list[bytes]]) -> None:
    shelf = Shelf()
    found = [shelf.put(batch) for batch in batches]
    assert batches == [[bytes(item) for item in items] for items in found]
    assert [[len(item) for item in items] for items in found] == [[len(item) for item in items] for items in batches]
    assert all(isinstance(item, Shelved) for items in found for item in items)


def test_it_takes_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    data = b"x" * 50_000_000
    shelf = Shelf()
    (item,) = shelf.put([data])
    assert sys.getsizeof(item) < 100
    assert data == bytes(item)
    assert [] == list(tmp_path.iterdir())  # it has no name


COPIES = """
from shortsite.parallel import can_copy, iter_copied
from shortsite.shelf import Shelf

shelf = Shelf()
items = shelf.put([b"a" * number for number in range(50)])

def told(number):
    try:
        shelf.put([b"b"])
    except ValueError:
        return bytes(items[number])

if can_copy(2):
    assert [b"a" * number for number in range(50)] == list(iter_copied(told, 50, 2))
assert [b"c"] == [bytes(item) for item in shelf.put([b"c"])]
assert b"aaa" == bytes(items[3])
"""


def test_copies_read_it_and_may_not_write() -> None:
    # in a process that has no threads, as those of other tests may be
    subprocess.run([sys.executable, "-c", COPIES], check=True)


def test_where_no_file_can_be_made_it_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    assert [b"a", b"bc"] == Shelf().put([b"a", b"bc"])


def test_where_the_disk_is_full_it_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    (first,) = shelf.put([b"first"])
    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", refused)
        assert [b"a", b"bc"] == shelf.put([b"a", b"bc"])
    (last,) = shelf.put([b"last"])
    assert (b"first", b"last") == (bytes(first), bytes(last))


def test_the_file_is_closed_with_the_last_item(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, dup = list[int](), os.dup
    closed, close = list[int](), os.close

    def noted(descriptor: int) -> int:
        opened.append(dup(descriptor))
        return opened[-1]

    monkeypatch.setattr(os, "dup", noted)
    monkeypatch.setattr(os, "close", lambda descriptor: (closed.append(descriptor), close(descriptor)))
    shelf = Shelf()
    (item,) = shelf.put([b"a"])
    # others may have left some to be closed
    gc.collect()
    closed.clear()
    del shelf
    gc.collect()
    assert (1, False, b"a") == (len(opened), opened[0] in closed, bytes(item))
    del item
    gc.collect()
    assert opened[0] in closed


def refused(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@given(
    st.binary(min_size=16, max_size=16),
    st.integers(0, 2**64 - 1),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(0, 2**64 - 1),
)
def test_entries_of_a_ledger_come_back(digest: bytes, size: int, mtime: int, inode: int) -> None:
    entries, entry = Entries(), Entry(digest.hex(), size, mtime, inode)
    entries.note("a", entry)
    assert ({"a": entry}, 1, "a" in entries, "b" in entries) == (dict(entries), len(entries), True, False)
    with pytest.raises(KeyError):
        _ = entries["b"]
