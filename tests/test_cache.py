"""The memo store gives back what was put in, and nothing that happens to its file is fatal."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortsite import cache_file
from shortsite.cache import BUILDS_KEPT, Memo, Store, key_for, memoise
from shortsite.parallel import map_ordered

KEY, OTHER = key_for("test 1", b"one"), key_for("test 1", b"other")
VALUE = {"html": "<p>Gödel \ud800 ∀x</p>", "formulas": [["x^2", True]], "words": 3}


def put(path: Path | None, items: dict[bytes, Any]) -> None:
    with Store.open(path) as store:
        store.put_many(items)
        store.finish()


def kept(path: Path | None) -> dict[bytes, Any]:
    with Store.open(path) as store:
        return store.get_many([KEY, OTHER])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "cache.sqlite"


def test_what_is_put_in_is_there_in_the_next_build(path: Path) -> None:
    put(path, {KEY: VALUE})
    assert {KEY: VALUE} == kept(path)


def test_a_result_may_be_put_twice(path: Path) -> None:
    put(path, {KEY: 1})
    put(path, {KEY: 2})
    assert {KEY: 2} == kept(path)


def test_a_store_without_a_path_keeps_nothing() -> None:
    with Store.open(None) as store:
        store.put_many({KEY: VALUE})
        store.finish()
        assert {} == store.get_many([KEY])


def garbage(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE value (colour TEXT)")
    database.close()


def older(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 0")
    database.close()


def without_its_tables(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE value")
    database.close()


def overwritten_within(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)


@pytest.mark.parametrize(
    "damage", [garbage, truncated, emptied, foreign, older, without_its_tables, overwritten_within]
)
def test_a_damaged_or_foreign_file_is_made_anew(path: Path, damage: Callable[[Path], None]) -> None:
    put(path, {KEY: VALUE})
    damage(path)
    assert {} == kept(path)
    put(path, {OTHER: VALUE})
    assert {OTHER: VALUE} == kept(path)


def test_a_journal_left_by_another_file_is_removed_with_it(path: Path) -> None:
    put(path, {KEY: VALUE})
    garbage(path)
    journal = Path(f"{path}-journal")
    journal.write_bytes(b"old")
    put(path, {OTHER: VALUE})
    assert not journal.exists()


def test_a_value_that_cannot_be_read_is_as_good_as_none(path: Path) -> None:
    put(path, {KEY: VALUE, OTHER: VALUE})
    with sqlite3.connect(path) as database:
        database.execute("UPDATE value SET data = x'00' WHERE key = ?", (KEY,))
    database.close()
    assert {OTHER: VALUE} == kept(path)


@pytest.mark.parametrize("blocked", ["a file instead of a folder", "a folder instead of a file"])
def test_where_no_file_can_be_used_the_store_is_in_memory(path: Path, blocked: str) -> None:
    if blocked == "a file instead of a folder":
        path.parent.write_text("in the way")
    else:
        path.mkdir(parents=True)
    with Store.open(path) as store:
        store.put_many({KEY: VALUE})
        store.finish()
        assert {KEY: VALUE} == store.get_many([KEY])


def test_a_file_that_another_build_holds_is_left_alone(path: Path) -> None:
    put(path, {KEY: VALUE})
    with sqlite3.connect(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        with Store.open(path, patience=0.01) as store:
            store.put_many({OTHER: VALUE})
            assert {OTHER: VALUE} == store.get_many([KEY, OTHER])
    other.close()
    assert {KEY: VALUE} == kept(path)


def test_what_the_last_builds_did_not_use_is_dropped(path: Path) -> None:
    put(path, {KEY: 1, OTHER: 2})
    for _ in range(BUILDS_KEPT - 1):
        with Store.open(path) as store:
            store.get_many([KEY])
            store.finish()
    assert {KEY: 1, OTHER: 2} == kept(path)
    with Store.open(path) as store:
        store.get_many([KEY])
        store.finish()
    assert {KEY: 1} == kept(path)


def test_a_build_that_fails_drops_nothing(path: Path) -> None:
    put(path, {KEY: 1})
    for _ in range(2 * BUILDS_KEPT):
        with Store.open(path) as store:
            store.put_many({OTHER: 2})
    assert {KEY: 1, OTHER: 2} == kept(path)


def _put_for_ever(path: Path) -> None:
    store = Store.open(path)
    for number in range(10**9):
        store.put_many({key_for("test 1", b"%d %d" % (number, i)): "x" * 500 for i in range(50)})


def test_a_killed_build_leaves_a_sound_file(path: Path) -> None:
    put(path, {KEY: VALUE})
    for _ in range(5):
        child = get_context("fork").Process(target=_put_for_ever, args=(path,))
        child.start()
        child.join(0.03)
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        assert {KEY: VALUE} == kept(path)
    with sqlite3.connect(path) as database:
        assert [("ok",)] == database.execute("PRAGMA integrity_check").fetchall()
        assert (0,) == database.execute("SELECT count(*) % 50 FROM value WHERE key != ?", (KEY,)).fetchone()
    database.close()


def upper(fingerprint: str) -> Memo[str, str]:
    return Memo(fingerprint, str.upper, str.encode, list, "".join)


def converted(texts: Sequence[str], path: Path | None, fingerprint: str = "upper 1", jobs: int = 1) -> list[str]:
    with Store.open(path) as store:
        mapper = partial(map_ordered, jobs=jobs, chunk=2, least=0)
        made = memoise(store, upper(fingerprint), texts, mapper)
        store.finish()
    return made


@given(st.lists(st.lists(st.text("abß", max_size=2), max_size=5), max_size=4))
def test_results_do_not_depend_on_what_is_stored(builds: list[list[str]]) -> None:
    with Store.open(Path("/dev/null/in-memory")) as store:
        for texts in builds:
            mapper = partial(map_ordered, jobs=1)
            made = memoise(store, upper("upper 1"), texts, mapper)
            assert [text.upper() for text in texts] == made


def test_one_job_and_two_give_the_same_results(path: Path) -> None:
    texts = list("abcdefgh")
    assert converted(texts, None, jobs=1) == converted(texts, path, jobs=2) == converted(texts, path, jobs=2)


def test_only_what_is_missing_is_computed_and_each_thing_once(path: Path) -> None:
    asked: list[Sequence[str]] = []

    def mapper(function: Callable[[str], str], texts: Sequence[str]) -> list[str]:
        asked.append(texts)
        return [function(text) for text in texts]

    for texts in (["a", "b", "a"], ["b", "c"], ["c", "a"]):
        with Store.open(path) as store:
            memoise(store, upper("upper 1"), texts, mapper)
    assert [["a", "b"], ["c"]] == asked


def test_another_fingerprint_knows_nothing_of_the_first_ones_results() -> None:
    assert key_for("a", b"bc") != key_for("ab", b"c") != key_for("abc", b"")


def test_a_damaged_store_of_which_sqlite_says_what_is_no_text_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cache.sqlite"
    with Store.open(path) as store:
        store.put_many({b"a": 1})
    opened = cache_file._opened

    def damaged(name: str, patience: float) -> sqlite3.Connection:
        monkeypatch.setattr(cache_file, "_opened", opened)
        b"\xd6".decode()
        return opened(name, patience)

    monkeypatch.setattr(cache_file, "_opened", damaged)
    with Store.open(path) as store:
        assert {} == store.get_many([b"a"])
        store.put_many({b"b": 2})
    with Store.open(path) as store:
        assert {b"b": 2} == store.get_many([b"a", b"b"])


def test_a_copy_of_the_process_holds_what_it_made_until_it_is_taken(path: Path) -> None:
    with Store.open(path) as store:
        store.put_many({KEY: VALUE})
        receiving, sending = get_context("fork").Pipe(duplex=False)

        def copied() -> None:
            store.split_off()
            assert {KEY: VALUE} == store.get_many([KEY])
            store.put_many({OTHER: 1})
            sending.send(store.taken())
            sending.send(store.taken())

        child = get_context("fork").Process(target=copied)
        child.start()
        told, rest = receiving.recv(), receiving.recv()
        child.join()
        assert 0 == child.exitcode
        assert ({}, set()) == rest
        assert {KEY: VALUE} == store.get_many([KEY, OTHER])
        store.take(told)
        assert {KEY: VALUE, OTHER: 1} == store.get_many([KEY, OTHER])


@pytest.mark.parametrize("value", [None, 7, 1.5, "words"])
def test_a_value_that_is_no_bytes_is_none(path: Path, value: object) -> None:
    put(path, {KEY: VALUE, OTHER: 1})
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("CREATE TABLE loose (key, data)")
        connection.execute("INSERT INTO loose VALUES (?, ?)", (KEY, value))
        connection.execute("DROP TABLE value")
        connection.execute("ALTER TABLE loose RENAME TO value")
    connection.close()
    with Store.open(path) as store:
        assert {} == store.get_many([KEY])
        assert {} == store.packed([KEY])
