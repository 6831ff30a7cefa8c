"""Where time goes: each stage has its own alone, and the table says all of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from archives import TINY, write_archive
from click.testing import CliRunner

from shortsite.cli import shortsite
from shortsite.timings import UNTIMED, Row, Timings, as_table


class Clock:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def wall() -> Clock:
    return Clock()


@pytest.fixture
def cpu() -> Clock:
    return Clock()


@pytest.fixture
def timings(wall: Clock, cpu: Clock) -> Timings:
    return Timings(clock=wall, cpu=cpu)


def test_a_stage_takes_what_passes_within_it(timings: Timings, wall: Clock, cpu: Clock) -> None:
    wall.passes(1)
    for _ in range(2):
        with timings.stage("load"):
            wall.passes(3)
            cpu.passes(2)
        wall.passes(1)
    assert (Row("load", 6, 4),) == timings.rows()
    assert Row("together", 9, 4) == timings.total()


def test_an_inner_stage_is_not_the_outer_ones(timings: Timings, wall: Clock) -> None:
    with timings.stage("outer"):
        wall.passes(1)
        with timings.stage("inner"):
            wall.passes(10)
        wall.passes(100)
    assert (Row("outer", 101, 0), Row("inner", 10, 0)) == timings.rows()


def test_a_stage_that_fails_has_its_time_too(timings: Timings, wall: Clock) -> None:
    def fail() -> None:
        with timings.stage("load"):
            wall.passes(2)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    wall.passes(5)
    assert (Row("load", 2, 0),) == timings.rows()


def stream(wall: Clock) -> Iterator[int]:
    for number in range(3):
        wall.passes(10)
        yield number
    wall.passes(1)


def test_a_stream_is_told_apart_from_who_draws_from_it(timings: Timings, wall: Clock) -> None:
    with timings.stage("write"):
        for _ in timings.over("render", stream(wall)):
            wall.passes(100)
    assert (Row("write", 300, 0), Row("render", 31, 0)) == timings.rows()


def test_a_stream_within_a_stream_is_told_apart_too(timings: Timings, wall: Clock) -> None:
    def outer() -> Iterator[int]:
        for number in timings.over("inner", stream(wall)):
            wall.passes(1000)
            yield number

    assert [0, 1, 2] == list(timings.over("outer", outer()))
    assert (Row("outer", 3000, 0), Row("inner", 31, 0)) == timings.rows()


def test_a_stream_that_is_left_early_ends_its_stage(timings: Timings, wall: Clock) -> None:
    for _ in timings.over("render", stream(wall)):
        break
    wall.passes(7)
    assert (Row("render", 10, 0),) == timings.rows()


def test_time_of_other_processes_and_counts_are_added(timings: Timings, cpu: Clock) -> None:
    with timings.stage("convert"):
        cpu.passes(1)
    timings.spent("convert", 5)
    timings.memo("convert", hits=3, misses=1)
    timings.memo("convert", hits=2, misses=0)
    timings.count("convert", formulas=7)
    assert (Row("convert", 0, 6, (("remembered", 5), ("made", 1), ("formulas", 7))),) == timings.rows()
    assert Row("together", 0, 6) == timings.total()


def test_who_listens_hears_of_each_item(wall: Clock) -> None:
    heard: list[tuple[str, int, int | None]] = []
    timings = Timings(lambda *told: heard.append(told), wall)
    with timings.stage("load"):
        list(timings.over("convert", "ab", 2))
    assert [("load", 0, None), ("convert", 1, 2), ("convert", 2, 2)] == heard


def test_who_listens_for_a_while_hears_nothing_before_or_after(timings: Timings) -> None:
    heard: list[str] = []
    list(timings.over("before", "a"))
    with timings.heard_by(lambda name, *_: heard.append(name)):
        list(timings.over("render", "a"))
    list(timings.over("after", "a"))
    assert ["render"] == heard


def test_untimed_runs_do_the_same_and_tell_nothing() -> None:
    with UNTIMED.stage("load"):
        assert [1, 2] == list(UNTIMED.over("render", [1, 2], 2))
    with UNTIMED.heard_by(lambda *_: pytest.fail("nobody should hear")), UNTIMED.stage("load"):
        list(UNTIMED.over("render", "a"))
    UNTIMED.count("load", formulas=1)
    UNTIMED.memo("load", 1, 1)
    UNTIMED.spent("load", 1.0)
    assert () == UNTIMED.rows()


def test_the_table_has_all_of_the_time() -> None:
    rows = [Row("read and convert", 2.5, 4, (("remembered", 1500), ("made", 83))), Row("write", 1, 1, (("made", 0),))]
    expected = """                   wall s    CPU s  share
read and convert     2.50     4.00   50 %  1,500 remembered, 83 made
write                1.00     1.00   20 %
all else             1.50     0.00   30 %
together             5.00     5.00  100 %"""
    assert expected == "\n".join(as_table(rows, Row("together", 5, 5)))


def test_the_table_of_nothing_is_no_fault() -> None:
    assert "together     0.00     0.00" == list(as_table([], Row("together", 0, 0)))[-1]


def test_a_build_tells_on_stderr_where_its_time_went(tmp_path: Path) -> None:
    root = write_archive(tmp_path, TINY)
    command = ["-C", str(root), "build", "--jobs", "1", "--profile"]
    first, again = (CliRunner().invoke(shortsite, command) for _ in range(2))
    lines = [line.split("  ")[0] for line in first.stderr.splitlines()]
    stages = ["look for changes", "start", "read and convert", "link", "write", "render"]
    assert stages == [line for line in lines if line in stages]
    assert "together" == lines[-1]
    assert 1 == len(first.stdout.splitlines())
    assert "render" not in again.stderr
    assert "look for changes" in again.stderr


def test_without_the_option_nothing_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(shortsite, ["-C", str(write_archive(tmp_path, TINY)), "build", "--jobs", "1"])
    assert "together" not in done.stderr
