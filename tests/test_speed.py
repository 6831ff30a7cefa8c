"""What a build costs beside another one of the same archive, in one run; never how long it takes."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import pytest
from archive import files_of, write_archive
from archives import planned
from measuring import Cost, command_line, run, slope

from shortsite.installed import without_collector

SUMMARIES = 150
#: CPU of a build with nothing to do, and of one after an edit of one summary, at most, as parts of a build from nothing.
#: What is measured here is mostly how long Python and the libraries take to start, which a larger archive hides.
NOTHING_CHANGED, ONE_EDIT = 0.06, 0.40
#: So often each is measured; the least counts, since nothing makes a run take less than it needs.
ROUNDS = 3

SHORTSITE = command_line(pagefind=False)


def least(costs: list[Cost]) -> float:
    return min(cost.cpu for cost in costs)


@pytest.mark.timeout(600)
def test_a_build_does_little_where_little_has_changed(tmp_path: Path) -> None:
    write_archive(tmp_path / "archive", SUMMARIES)
    cold, nothing, edit = list[Cost](), list[Cost](), list[Cost]()
    for number in range(ROUNDS):
        root = tmp_path / str(number)
        shutil.copytree(tmp_path / "archive", root)
        build = [*SHORTSITE, "-C", str(root), "build", "--jobs", "1"]
        cold.append(run(build))
        nothing += [run(build), run(build)]
        text = sorted(root.glob("content/summaries/*/*.md"))[number * 40]
        text.write_text(text.read_text(encoding="utf-8") + f"\nOne sentence more, the {number}th.\n", encoding="utf-8")
        edit.append(run(build))
        pages = [page.read_text(encoding="utf-8") for page in (root / "site/paper").glob("*/index.html")]
        assert 1 == sum(f"One sentence more, the {number}th." in page for page in pages)
    assert least(nothing) <= NOTHING_CHANGED * least(cold), (least(nothing), least(cold))
    assert least(edit) <= ONE_EDIT * least(cold), (least(edit), least(cold))


# What benchmarks measure with


def test_archives_made_by_chance_are_sound(tmp_path: Path) -> None:
    write_archive(tmp_path, 60)
    assert [] == planned(tmp_path)[1]


def test_the_same_seed_makes_the_same_archive_and_another_one_another() -> None:
    assert list(files_of(60, 1)) == list(files_of(60, 1))
    assert list(files_of(60, 1)) != list(files_of(60, 2))


@pytest.mark.parametrize("number", [1, 60, 250])
def test_an_archive_has_as_many_summaries_as_were_asked_for(number: int) -> None:
    assert number == sum(path.endswith(".md") and "/summaries/" in path for path, _ in files_of(number, 1))


def test_a_small_archive_is_the_beginning_of_a_large_one() -> None:
    small, large = dict(files_of(60, 1)), dict(files_of(250, 1))
    assert small == {path: data for path, data in large.items() if path in small}


def test_archives_hold_all_that_texts_may_hold() -> None:
    texts = b"\n".join(data for path, data in files_of(250, 1) if path.endswith(".md"))
    for part in (b"$$\n", b"[[", b"[^1]: ", b"|---|", b"```python", b"\n> ", b"\n- ", b"\nreply_to: ", b".png)", b"`"):
        assert part in texts


def test_the_slope_is_the_power_by_which_one_grows_with_the_other() -> None:
    assert slope([(10, 3 * 10**1.5), (100, 3 * 100**1.5), (1000, 3 * 1000**1.5)]) == pytest.approx(1.5)


def test_what_a_build_made_is_not_looked_through_for_garbage_when_it_ends() -> None:
    gc.collect()
    with without_collector():
        made: list[list[int]] = [[] for _ in range(10_000)]
    before = [stats["collections"] for stats in gc.get_stats()]
    more: list[list[int]] = [[] for _ in range(100)]
    assert before == [stats["collections"] for stats in gc.get_stats()]
    assert gc.isenabled()
    assert 10_100 == len(made + more)
