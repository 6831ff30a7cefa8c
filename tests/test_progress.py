"""How far long work is: what a line says, and that nothing is said where nobody looks."""

from __future__ import annotations

import io
import sys
import time

import pytest

from shortsite import progress
from shortsite.progress import Progress, reported


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    encoding = "utf-8"  # type: ignore[assignment]

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shown(clock: Clock) -> Progress:
    return Progress("building", is_shown=True, clock=clock)


def test_at_first_only_the_time_is_told(shown: Progress, clock: Clock) -> None:
    clock.now += 3
    assert "building … 3 s" == shown.line()


def test_work_of_unknown_length_is_named(shown: Progress, clock: Clock) -> None:
    shown.tell("link", 0, None)
    clock.now += 2
    assert "building: link … 2 s" == shown.line()


def test_a_bar_has_the_rate_and_the_time_that_is_left(shown: Progress, clock: Clock) -> None:
    clock.now += 50
    shown.tell("render", 1, 2000)
    clock.now += 4
    shown.tell("render", 1000, 2000)
    assert "building: render ━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌ 1,000 of 2,000, 250 a second, 4 s left" == shown.line()


def test_nothing_is_foretold_of_work_that_has_hardly_begun(shown: Progress, clock: Clock) -> None:
    shown.tell("render", 1, 2000)
    clock.now += 1
    assert "building: render ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ 1 of 2,000" == shown.line()


@pytest.mark.parametrize(
    ("seconds", "expected"), [(7, "7 s"), (99, "99 s"), (100, "2 min"), (3540, "59 min"), (7500, "2 h 5 min")]
)
def test_long_times_are_told_in_minutes_and_hours(seconds: int, expected: str, shown: Progress, clock: Clock) -> None:
    shown.tell("render", 0, 2)
    clock.now += seconds
    shown.tell("render", 1, 2)
    assert shown.line().endswith(f", {expected} left")


def test_more_items_than_were_expected_are_no_fault(shown: Progress) -> None:
    shown.tell("render", 3, 2)
    assert "building: render … 0 s" == shown.line()


def test_nothing_is_written_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with reported("building") as told:
        time.sleep(0.05)
    assert (False, ("", "")) == (told.is_shown, tuple(capsys.readouterr()))


def test_on_a_terminal_a_line_comes_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with reported("building") as told:
        told.tell("render", 1, 2)
        time.sleep(0.05)
    written = terminal.getvalue()
    assert "\r\x1b[Kbuilding" in written
    assert written.endswith("\r\x1b[K")
    assert "\n" not in written


def test_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "PATIENCE", 60.0)
    with reported("building"):
        pass
    assert "" == terminal.getvalue()


def test_a_line_is_never_longer_than_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setenv("COLUMNS", "12")
    with reported("building " * 9):
        time.sleep(0.05)
    assert {11} == {len(line) for line in terminal.getvalue().split("\r\x1b[K") if line}


def test_a_terminal_without_such_letters_gets_others(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(Terminal, "encoding", "ascii")
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with reported("building") as told:
        told.tell("render", 1, 2)
        time.sleep(0.05)
    assert terminal.getvalue().isascii()
