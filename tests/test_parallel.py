"""The ordered map gives what a loop gives, whatever the number of processes."""

from __future__ import annotations

import math
import operator
import os

import pytest

from shortsite.parallel import jobs_for, map_ordered

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
    with pytest.raises(RuntimeError, match="a worker process ended before its work was done"):
        map_ordered(os._exit, [1, 1], jobs=2, chunk=1, least=0)


def test_no_items_give_no_results() -> None:
    assert [] == map_ordered(math.sqrt, [], jobs=2, least=0)


def test_as_many_jobs_as_asked_for() -> None:
    assert 3 == jobs_for(3)


def test_without_a_wish_every_usable_cpu_has_a_job() -> None:
    assert 1 <= jobs_for(None) <= (os.cpu_count() or 1)
    assert jobs_for(None) == jobs_for(0)
