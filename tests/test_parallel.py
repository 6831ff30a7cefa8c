"""The ordered map gives what a loop gives, whatever the number of processes."""

from __future__ import annotations

import math
import operator
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from shortsite.parallel import iter_ordered, jobs_for, map_ordered, shared

NUMBERS = list(range(400))
ROOTS = [math.sqrt(number) for number in NUMBERS]


@pytest.mark.parametrize("jobs", [0, 1, 2])
def test_results_come_in_the_order_of_the_items(jobs: int) -> None:
    assert ROOTS == map_ordered(math.sqrt, NUMBERS, jobs, chunk=7)


def test_few_items_stay_in_this_process() -> None:
    assert [os.getpid()] * 3 == map_ordered(lambda _: os.getpid(), [1, 2, 3], jobs=2, least=4)


def test_many_items_go_to_other_processes() -> None:
    assert os.getpid() not in map_ordered(operator.call, [os.getpid] * 4, jobs=2, chunk=2, least=4)


def test_what_the_function_raises_passes_through() -> None:
    with pytest.raises(ValueError, match="math domain error|nonnegative"):
        map_ordered(math.sqrt, [1, -1, 1], jobs=2, chunk=1, least=0)


def test_a_worker_that_dies_is_an_error_that_says_so() -> None:
    with pytest.raises(ChildProcessError, match="a worker process ended before its work was done"):
        map_ordered(os._exit, [1, 1], jobs=2, chunk=1, least=0)


def test_no_items_give_no_results() -> None:
    assert [] == map_ordered(math.sqrt, [], jobs=2, least=0)


def test_as_many_jobs_as_asked_for() -> None:
    assert 3 == jobs_for(3)


def test_without_a_wish_every_usable_cpu_has_a_job() -> None:
    assert 1 <= jobs_for(None) <= (os.cpu_count() or 1)
    assert jobs_for(None) == jobs_for(0)


def busy(seconds: float) -> None:
    start = time.process_time()
    while time.process_time() - start < seconds:
        pass


def test_what_other_processes_took_is_told() -> None:
    heard: list[float] = []
    list(iter_ordered(busy, [0.02] * 4, 2, chunk=2, least=0, spent=heard.append))
    assert 2 == len(heard)
    assert min(heard) >= 0.04


# Another executor


class Here(Executor):
    """An executor that works where it is, and remembers how many items it was given at a time."""

    def __init__(self) -> None:
        self.chunks: list[int] = []

    def submit(self, function: Callable[..., Any], /, *given: Any, **_: Any) -> Future[Any]:
        self.chunks.append(len(given[1]))
        future: Future[Any] = Future()
        future.set_result(function(*given))
        return future


@pytest.mark.parametrize("jobs", [1, 2])
def test_within_the_block_maps_work_with_the_executor_that_is_shared(jobs: int) -> None:
    executor = Here()
    with shared(executor, 3):
        assert ROOTS == map_ordered(math.sqrt, NUMBERS, jobs, chunk=100)
    assert [100] * 4 == executor.chunks
    map_ordered(math.sqrt, NUMBERS, 1, chunk=100)
    assert 4 == len(executor.chunks)


def test_few_items_stay_here_even_then() -> None:
    executor = Here()
    with shared(executor, 3):
        map_ordered(math.sqrt, NUMBERS, 1, least=len(NUMBERS) + 1)
    assert [] == executor.chunks


def test_only_so_much_is_handed_out_before_it_is_asked_for() -> None:
    executor = Here()
    with shared(executor, 2):
        results = iter_ordered(math.sqrt, NUMBERS, 1, chunk=1, least=0)
        assert [] == executor.chunks
        assert ROOTS[:3] == [next(results) for _ in range(3)]
    assert 8 + 2 == len(executor.chunks)


COPIES = """
import os, tempfile, threading, time
from shortsite.parallel import can_copy, iter_copied
from shortsite.problems import Place, Problem, SiteError

def work(number):
    if number == 7:
        raise SiteError([Problem(Place("a.md"), "SS001", "gone")])
    return number, os.getpid()

if __name__ == "__main__":
    assert can_copy(2) and not can_copy(1)
    at_hand = {"told": 3}
    found = list(iter_copied(lambda number: (number * at_hand["told"], os.getpid()), 40, 2))
    assert [3 * number for number in range(40)] == [told for told, _ in found]
    assert os.getpid() not in {process for _, process in found}
    try:
        list(iter_copied(work, 9, 2))
    except SiteError as error:
        print(error)
    try:
        list(iter_copied(lambda number: os._exit(1), 9, 2))
    except ChildProcessError as error:
        print(str(error)[:36])
    with tempfile.TemporaryDirectory() as folder:
        def slow(number):
            open(f"{folder}/{number}", "w").close()
            end = time.monotonic() + 20
            while number == 0 and not os.path.exists(f"{folder}/30") and time.monotonic() < end:
                time.sleep(0.01)
            return os.path.exists(f"{folder}/30")
        print(next(iter_copied(slow, 40, 2, waiting=100)))
    over = threading.Event()
    threading.Thread(target=over.wait).start()
    assert not can_copy(2)
    over.set()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no other system copies a process safely")
def test_copies_have_all_at_hand_tell_what_went_wrong_and_do_not_wait_for_the_slowest() -> None:
    done = subprocess.run([sys.executable, "-c", COPIES], capture_output=True, text=True, check=False)
    expected = "a.md:1:1: error SS001: gone\na worker process ended before its wo\nTrue\n"
    assert ("", expected) == (done.stderr, done.stdout)


ORPHANS = """
import os, signal, time
from shortsite.parallel import iter_copied

def work(number):
    # in one piece, since two processes tell at once
    os.write(1, b"%d\\n" % os.getpid())
    time.sleep(60)

for _ in iter_copied(work, 2, 2):
    pass
"""


def begun(number: str) -> str:
    """When the process of that number began, as others may have its number later; empty if it has ended."""
    try:
        state, *told = Path("/proc", number, "stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return ""
    return "" if state in "ZX" else told[18]


@pytest.mark.skipif(sys.platform != "linux", reason="no other system copies a process safely")
def test_copies_end_with_their_process_however_that_ends() -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        copies = {number: begun(number) for number in (process.stdout.readline().strip() for _ in range(2))}
        assert all(copies.values())
        process.kill()
        # until nobody has it open any more
        assert "" == process.stdout.read()
    end = time.monotonic() + 30
    while any(when and begun(number) == when for number, when in copies.items()):
        assert time.monotonic() < end
        time.sleep(0.01)
