"""Writing is all or nothing, touches only what changed, and deletes nothing that is not its own."""

from __future__ import annotations

import errno
import itertools
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shortsite import trees
from shortsite.model import File
from shortsite.problems import SiteError
from shortsite.write import Written, write_site

Site = Mapping[str, bytes]
FIRST = {"index.html": b"home", "paper/a/index.html": b"a", "paper/b/index.html": b"b", "feed.xml": b"feed"}


def files_of(site: Site) -> Iterator[File]:
    return (File(path, data) for path, data in site.items())


def write(site: Site, output: Path, force: bool = False) -> Written:
    return write_site(files_of(site), output, force)


def read(output: Path) -> dict[str, bytes]:
    return {path: Path(found.path).read_bytes() for path, found in trees.walk(output).files.items()}


def marks(output: Path) -> dict[str, tuple[int, int]]:
    """Inode and mtime of each file, and of the folder."""
    files = {path: found.stat() for path, found in trees.walk(output).files.items()}
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in {**files, "": output.stat()}.items()}


def problem_of(site: Site, output: Path, force: bool = False) -> str:
    with pytest.raises(SiteError) as caught:
        write(site, output, force)
    (problem,) = caught.value.problems
    assert ("SS080", str(output)) == (problem.code, problem.place.path)
    return str(problem)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "site"


# What is written


def test_a_first_build_writes_everything(output: Path) -> None:
    assert Written(files=4, changed=4, removed=0) == write(FIRST, output)
    assert FIRST == read(output)


def test_folders_above_the_output_are_made(output: Path) -> None:
    write(FIRST, output / "below" / "here")
    assert FIRST == read(output / "below" / "here")


def test_an_empty_folder_may_be_the_output(output: Path) -> None:
    output.mkdir()
    write(FIRST, output)
    assert FIRST == read(output)


def test_a_site_without_files_is_an_empty_folder(output: Path) -> None:
    assert Written(0, 0, 0) == write({}, output)
    assert [] == list(output.iterdir())


def test_a_second_identical_build_touches_nothing(output: Path) -> None:
    write(FIRST, output)
    before = marks(output)
    assert Written(files=4, changed=0, removed=0) == write(FIRST, output)
    assert before == marks(output)


def test_only_a_changed_file_gets_a_new_inode_and_mtime(output: Path) -> None:
    write(FIRST, output)
    for number in range(4):
        before = marks(output)
        assert Written(files=4, changed=1, removed=0) == write(FIRST | {"feed.xml": b"%d" % number}, output)
        after = marks(output)
        assert {"", "feed.xml"} == {path for path in after if before[path] != after[path]}
        assert FIRST | {"feed.xml": b"%d" % number} == read(output)


def test_a_file_that_gets_its_former_content_back_gets_a_new_mtime(output: Path) -> None:
    write(FIRST, output)
    old = marks(output)["feed.xml"][1]
    write(FIRST | {"feed.xml": b"new"}, output)
    time.sleep(0.02)
    write(FIRST, output)
    assert old < marks(output)["feed.xml"][1]


def test_a_stale_file_is_removed_with_its_folder(output: Path) -> None:
    write(FIRST, output)
    less = {path: data for path, data in FIRST.items() if path != "paper/b/index.html"}
    for site, expected in ((less, Written(3, 0, 1)), (FIRST, Written(4, 1, 0)), (less, Written(3, 0, 1))):
        assert expected == write(site, output)
        assert site == read(output)
    assert not (output / "paper" / "b").exists()


def test_a_file_becomes_a_folder_and_a_file_again(output: Path) -> None:
    file, folder = {"a": b"file", "z": b""}, {"a/b/c": b"1", "a/d": b"2", "z": b""}
    for site in (file, folder, file, file, folder, folder | {"a/d": b"3"}, file):
        write(site, output)
        assert site == read(output)


def test_an_edited_file_is_mended_and_a_touched_one_is_left(output: Path) -> None:
    write(FIRST, output)
    write(FIRST | {"feed.xml": b"new"}, output)
    (output / "index.html").write_bytes(b"edited")
    os.utime(output / "paper/a/index.html", ns=(1, 1))
    (output / "paper/b/index.html").unlink()
    assert Written(files=4, changed=3, removed=0) == write(FIRST, output)
    assert FIRST == read(output)
    assert 1 == marks(output)["paper/a/index.html"][1]


def test_a_copied_archive_knows_its_output(tmp_path: Path) -> None:
    write(FIRST, tmp_path / "here" / "site")
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    before = marks(tmp_path / "there" / "site")
    assert Written(files=4, changed=0, removed=0) == write(FIRST, tmp_path / "there" / "site")
    assert before == marks(tmp_path / "there" / "site")
    write(FIRST | {"feed.xml": b"new"}, tmp_path / "there" / "site")
    assert FIRST | {"feed.xml": b"new"} == read(tmp_path / "there" / "site")


def test_without_hard_links_what_did_not_change_keeps_its_mtime(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refused)
    write(FIRST, output)
    for content in (b"1", b"2", b"3"):
        before = {path: mtime for path, (_, mtime) in marks(output).items() if path not in ("", "feed.xml")}
        write(FIRST | {"feed.xml": content}, output)
        assert before.items() <= {path: mtime for path, (_, mtime) in marks(output).items()}.items()
        assert FIRST | {"feed.xml": content} == read(output)


def test_a_folder_of_which_the_system_will_not_tell_is_not_cleared_away(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(FIRST, output)
    second = {**FIRST, "paper/a/index.html": b"new", "paper/c/index.html": b"c"}
    look = os.lstat

    def refused(failing: int, count: Iterator[int], path: str, *args: Any, **options: Any) -> os.stat_result:
        if ".site.shortsite/spare/paper" in os.fspath(path) and next(count) == failing:
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        return look(path, *args, **options)

    for failing in range(6):
        monkeypatch.setattr(os, "lstat", partial(refused, failing, itertools.count()))
        with suppress(SiteError):
            write(second, output)
        assert read(output) in (FIRST, second)
    assert second == (write(second, output), read(output))[1]


def test_two_renames_do_where_folders_cannot_be_exchanged(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "_exchanged", lambda *_: False)
    for content in (b"1", b"2", b"3"):
        write(FIRST | {"feed.xml": content}, output)
        assert FIRST | {"feed.xml": content} == read(output)


@pytest.mark.parametrize("after_the_second", [False, True])
def test_a_build_that_was_killed_between_renames_is_mended(output: Path, after_the_second: bool) -> None:
    write(FIRST, output)
    write(FIRST | {"feed.xml": b"new"}, output)
    state = trees.State(output)
    (state.spare if after_the_second else output).rename(state.aside)
    write(FIRST | {"feed.xml": b"newer"}, output)
    assert FIRST | {"feed.xml": b"newer"} == read(output)
    assert not state.aside.exists()


# What is refused


def test_foreign_files_are_refused_and_named(output: Path) -> None:
    output.mkdir()
    for name in "abcd":
        (output / name).write_text("mine")
    assert (
        f"{output}:1:1: error SS080: holds files that shortsite did not make: 'a', 'b', 'c' and 1 more; "
        "choose another output folder, or pass --force to delete them"
    ) == problem_of(FIRST, output)
    assert dict.fromkeys("abcd", b"mine") == read(output)


def test_a_foreign_file_among_ours_is_refused_until_forced(output: Path) -> None:
    write(FIRST, output)
    (output / "paper" / "mine.txt").write_text("mine")
    assert "'paper/mine.txt'" in problem_of(FIRST, output)
    assert Written(files=4, changed=0, removed=1) == write(FIRST, output, force=True)
    assert FIRST == read(output)
    assert [] == list(output.parent.glob("**/mine.txt"))
    assert Written(files=4, changed=1, removed=0) == write(FIRST | {"feed.xml": b"new"}, output)


def test_a_foreign_link_is_deleted_and_not_what_it_leads_to(output: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "text").write_text("mine")
    write(FIRST, output)
    (output / "link").symlink_to(tmp_path / "mine")
    assert "'link'" in problem_of(FIRST, output)
    write(FIRST, output, force=True)
    assert FIRST == read(output)
    assert "mine" == (tmp_path / "mine" / "text").read_text()


def test_a_new_folder_in_place_of_a_copy_is_foreign(output: Path) -> None:
    write(FIRST, output)
    output.rename(output.parent / "kept")
    output.mkdir()
    (output / "index.html").write_bytes(b"somebody else's")
    assert "'index.html'" in problem_of(FIRST, output)


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("name", [".git", "config.yml"])
def test_a_folder_with_somebodys_work_is_never_used(output: Path, name: str, force: bool) -> None:
    (output / name).mkdir(parents=True)
    assert f"holds {name}" in problem_of(FIRST, output, force)
    assert (output / name).exists()


@pytest.mark.parametrize("path", ["/", "~", ".", "..", "below/.."])
def test_the_root_the_home_and_folders_above_are_never_used(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "here" / "below").mkdir(parents=True)
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert "folder, or holds it" in problem_of(FIRST, Path(path).expanduser(), force=True)
    assert ["below"] == [found.name for found in Path().iterdir()]


def test_a_file_and_a_link_are_no_output_folders(output: Path, tmp_path: Path) -> None:
    output.write_text("mine")
    assert "is not a folder" in problem_of(FIRST, output, force=True)
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    assert f"is a symbolic link to '{tmp_path}'" in problem_of(FIRST, link, force=True)


def test_what_the_system_refuses_is_a_problem(output: Path) -> None:
    output.write_text("in the way")
    assert "cannot be written: Not a directory" in problem_of(FIRST, output / "site")


def test_a_name_that_is_too_long_is_a_problem_and_leaves_the_site(output: Path) -> None:
    write(FIRST, output)
    assert "cannot be written: File name too long" in problem_of(FIRST | {"x" * 300: b""}, output)
    assert FIRST == read(output)


@pytest.mark.parametrize(
    "path", ["", "/", "/etc/x", "a//b", "a/", "..", "a/../b", "./a", "a\0b", "\udfff\ud800", "a/./b"]
)
def test_paths_outside_of_a_site_are_faults(path: str, output: Path) -> None:
    with pytest.raises(ValueError, match="not a path within a site|surrogates not allowed"):
        write({path: b""}, output)
    assert not output.exists()


@pytest.mark.parametrize("paths", [("a", "a"), ("a", "a/b"), ("a/b/c", "a/b"), ("a/b", "a/b/c/d")])
def test_two_files_in_one_place_are_a_fault(paths: tuple[str, str], output: Path) -> None:
    write(FIRST, output)
    with pytest.raises(ValueError, match="of the site"):
        write_site([File(path, b"") for path in paths], output)
    assert FIRST == read(output)


@pytest.mark.parametrize("error", [RuntimeError, OSError, BlockingIOError, KeyboardInterrupt])
def test_a_stream_that_raises_leaves_the_site_and_the_error(output: Path, error: type[BaseException]) -> None:
    def failing() -> Iterator[File]:
        yield File("index.html", b"new")
        yield File("feed.xml", b"feed")
        raise error

    write(FIRST, output)
    before = marks(output)
    for _ in range(2):
        with pytest.raises(error):
            write_site(failing(), output)
        assert before == marks(output)
        assert FIRST == read(output)
    assert Written(files=4, changed=1, removed=0) == write(FIRST | {"feed.xml": b"new"}, output)
    assert FIRST | {"feed.xml": b"new"} == read(output)


# Several processes


def _write_until(output: Path, started: Event, done: Event) -> None:
    def slow() -> Iterator[File]:
        yield File("index.html", b"other")
        started.set()
        done.wait(10)

    write_site(slow(), output)


def test_a_second_build_is_told_of_the_first(output: Path) -> None:
    context = get_context("fork")
    started, done = context.Event(), context.Event()
    child = context.Process(target=_write_until, args=(output, started, done))
    child.start()
    assert started.wait(10)
    assert "another build is writing here" in problem_of(FIRST, output)
    assert not output.exists()
    done.set()
    child.join()
    assert {"index.html": b"other"} == read(output)
    write(FIRST, output)
    assert FIRST == read(output)


def _version(name: str, others: range) -> dict[str, bytes]:
    changing = {f"paper/{number}/index.html": f"{name} {number}".encode() * 50 for number in range(150)}
    steady = {f"venue/{number}/index.html": b"steady" for number in range(100)}
    return changing | steady | {f"only/{number}/{name}": name.encode() for number in others}


VERSIONS = (_version("old", range(30)), _version("new", range(20, 50)))


def _write_for_ever(output: Path, started: Event) -> None:
    started.set()
    while True:
        for version in VERSIONS:
            write(version, output)


def test_whatever_kills_a_build_the_site_is_whole(output: Path) -> None:
    context = get_context("fork")
    chance = random.Random(1)
    published = set()
    for _ in range(30):
        started = context.Event()
        child = context.Process(target=_write_for_ever, args=(output, started))
        child.start()
        assert started.wait(10)
        time.sleep(chance.uniform(0, 0.06))
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        if output.exists():
            site = read(output)
            assert site in VERSIONS
            published.add(VERSIONS.index(site))
        if chance.random() < 0.3:
            expected = chance.choice(VERSIONS)
            write(expected, output)
            assert expected == read(output)
    assert {0, 1} == published


def _killed_at(step: int, site: Site, output: Path) -> None:
    """Write the site in a process that dies right before its n-th operation that Python reports to audit hooks."""
    steps = iter(range(step))

    def count(*_: object) -> None:
        if next(steps, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    write(site, output)
    os._exit(0)


def test_at_whichever_step_a_build_is_killed_the_site_is_whole(tmp_path: Path) -> None:
    second = {"index.html": b"second", "paper/a/index.html": b"a", "feed.xml/index.html": b"folder"}
    third = {"index.html": b"third", "paper/a/index.html": b"a", "paper/b": b"file", "feed.xml": b"feed"}
    found = []
    for step in range(1000):
        output = tmp_path / str(step) / "site"
        write(FIRST, output)
        write(second, output)
        child = get_context("fork").Process(target=_killed_at, args=(step, third, output))
        child.start()
        child.join()
        found.append(read(output))
        write(FIRST, output)
        assert FIRST == read(output)
        if child.exitcode == 0:
            break
    changed_at = found.index(third)
    assert changed_at > 20
    assert [second] * changed_at + [third] * (len(found) - changed_at) == found


# Any sequence of builds

PARTS = st.sampled_from(["a", "b", "c"])
PATHS = st.lists(PARTS, min_size=1, max_size=3).map("/".join)


def _is_possible(site: Site) -> bool:
    return not any(other.startswith(path + "/") for path in site for other in site)


SITES = st.dictionaries(PATHS, st.sampled_from([b"", b"1", b"2"]), max_size=6).filter(_is_possible)


@settings(max_examples=60, deadline=None)
@given(st.lists(SITES, min_size=1, max_size=6))
def test_any_sequence_of_sites_ends_as_a_cold_build_would(sites: list[Site]) -> None:
    with TemporaryDirectory() as folder:
        output = Path(folder) / "site"
        old: Site = {}
        for site in sites:
            before = marks(output) if output.exists() else {}
            written = write(site, output)
            same = {path for path in site if old.get(path) == site[path]}
            assert site == read(output)
            assert {before[path] for path in same} == {marks(output)[path] for path in same}
            assert Written(len(site), len(site) - len(same), len(old.keys() - site.keys())) == written
            assert {"/".join(path.split("/")[:n]) for path in site for n in (1, 2) if path.count("/") >= n} == set(
                trees.walk(output).folders
            )
            old = site
