"""Whatever happens to the machine, the published site is the old one or the new one, and the next build is sound.

``FAULTS=all pytest tests/test_publishing.py`` lets each call of the system fail in each way, kills 400 builds, damages
each file that is kept a hundred times and presses Ctrl-C at seventy moments; without it a part of all that is tried.
"""

from __future__ import annotations

import errno
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from damaging import KEPT, damage, mutated
from killing import kill_builds
from versions import Disturbance, disturbed, expected, options, published, write_version

from shortsite.pipeline import build
from shortsite.problems import SiteError

Sites = tuple[dict[str, bytes], dict[str, bytes]]

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE)
ALL = os.environ.get("FAULTS") == "all"
COMMAND = (sys.executable, "-m", "shortsite")
MOMENTS = [number / 30 for number in range(70)] if ALL else [0.1, 0.4, 0.8, 1.2]

pytestmark = pytest.mark.timeout(7200 if ALL else 300)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """What the two versions publish."""
    root = tmp_path_factory.mktemp("expected")
    return expected(root, 0), expected(root, 1)


@pytest.fixture(scope="module")
def full_sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """The same by the command, which indexes the texts as well."""
    root = tmp_path_factory.mktemp("expected")
    return expected(root, 0, full_text=True), expected(root, 1, full_text=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An archive that has published version 0 and is about to publish version 1."""
    root = write_version(tmp_path / "archive", 0)
    build(options(root))
    return write_version(root, 1)


@pytest.fixture
def full_root(tmp_path: Path) -> Path:
    """The same with its texts indexed."""
    root = write_version(tmp_path / "archive", 0)
    build(options(root, full_text=True))
    return write_version(root, 1)


def command(root: Path, *more: str) -> subprocess.CompletedProcess[str]:
    arguments = [*COMMAND, "-C", str(root), *more]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=110)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def chosen(count: int) -> Iterator[tuple[int, int]]:
    """Which calls fail, and how."""
    step = 1 if ALL else max(count // 12, 1)
    for place, number in enumerate(range(0, count, step)):
        yield from ((number, error) for error in (ERRORS if ALL else (ERRORS[place % len(ERRORS)],)))


# Calls that fail


def test_whatever_call_fails_while_the_site_is_written_it_stays_whole(tmp_path: Path, sites: Sites) -> None:
    root, kept = write_version(tmp_path / "archive", 0), tmp_path / "kept"
    build(options(root))
    shutil.copytree(root, kept, symlinks=True)
    write_version(root, 1)
    folders = (root / "site", root / ".site.shortsite")
    with disturbed(Disturbance(folders)) as counted:
        build(options(root))
    assert counted.count > 100
    outcomes, sources = set(), published(root / "content")
    for number, error in chosen(counted.count):
        shutil.rmtree(root)
        shutil.copytree(kept, root, symlinks=True)
        write_version(root, 1)
        try:
            with disturbed(Disturbance(folders, number, error)) as disturbance:
                build(options(root))
            outcomes.add("survived")
        except SiteError as stopped:
            outcomes |= {re.sub(r"(?s).*(cannot be written).*", r"\1", str(fault)) for fault in stopped.problems}
        assert published(root / "site") in sites, disturbance.hit
        assert sources == published(root / "content"), disturbance.hit
        build(options(root))
        assert sites[1] == published(root / "site"), disturbance.hit
    assert {"cannot be written", "survived"} >= outcomes >= {"cannot be written"}


def test_whatever_call_fails_on_the_cache_the_site_is_built(tmp_path: Path, sites: Sites) -> None:
    root = write_version(tmp_path / "archive", 1)
    with disturbed(Disturbance((root / ".shortsite",))) as counted:
        build(options(root))
    for number, error in chosen(counted.count):
        shutil.rmtree(root / ".shortsite", ignore_errors=True)
        with disturbed(Disturbance((root / ".shortsite",), number, error)):
            build(options(root))
        assert sites[1] == published(root / "site")


@pytest.mark.parametrize("error", ERRORS)
def test_content_that_cannot_be_read_is_told_and_the_site_stays(root: Path, sites: Sites, error: int) -> None:
    for number in range(0, 40, 1 if ALL else 5):
        with disturbed(Disturbance((root / "content",), number, error)) as disturbance, suppress(SiteError, OSError):
            build(options(root))
        assert published(root / "site") in sites, disturbance.hit
    build(options(root))
    assert sites[1] == published(root / "site")


def test_a_folder_that_cannot_be_read_is_told_with_its_path(root: Path) -> None:
    folder = root / "content/summaries/byron-2020-0"
    with disturbed(Disturbance((folder,), 0, errno.EACCES)), pytest.raises(SiteError) as caught:
        build(options(root))
    assert "content/summaries/byron-2020-0:1:1: error SS001: cannot be read: Permission denied" in map(
        str, caught.value.problems
    )


# Full and read-only disks


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of that size."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("file systems can't be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, room: int = 0) -> Path:
    """A file that leaves so many bytes."""
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    ballast.write_bytes(b"x" * (free - room))
    return ballast


@as_root
@pytest.mark.parametrize("room", [0, 8_192, 102_400])
def test_a_full_disk_is_told_and_leaves_the_old_site(tmp_path: Path, full_sites: Sites, room: int) -> None:
    root = write_version(tmp_path / "archive", 0)
    with small_disk(tmp_path / "disk", "8m") as disk:
        output = disk / "site"
        assert 0 == command(root, "build", "--output", str(output)).returncode
        write_version(root, 1)
        ballast = fill(disk, room)
        done = command(root, "build", "--output", str(output))
        assert (1, True) == (done.returncode, "No space left" in done.stderr), done.stderr
        assert full_sites[0] == published(output)
        ballast.unlink()
        assert 0 == command(root, "build", "--output", str(output)).returncode
        assert full_sites[1] == published(output)


@as_root
def test_an_archive_on_a_full_disk_is_built_elsewhere(tmp_path: Path, full_sites: Sites) -> None:
    with small_disk(tmp_path / "disk", "2m") as disk:
        root = write_version(disk / "archive", 1)
        fill(disk)
        for _ in range(2):  # no cache can be kept
            done = command(root, "build", "--output", str(tmp_path / "site"))
            assert 0 == done.returncode, done.stderr
            assert full_sites[1] == published(tmp_path / "site")
        assert 0 == command(root, "check").returncode


@as_root
def test_a_read_only_archive_is_checked_and_built_elsewhere(tmp_path: Path, full_sites: Sites) -> None:
    with small_disk(tmp_path / "disk", "2m") as disk:
        root = write_version(disk / "archive", 1)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        assert 0 == command(root, "check").returncode
        assert 0 == command(root, "build", "--output", str(tmp_path / "site")).returncode
        assert full_sites[1] == published(tmp_path / "site")
        done = command(root, "build")
        assert (1, True) == (done.returncode, "Read-only file system" in done.stderr), done.stderr


def test_clocks_that_jump_change_nothing(root: Path, sites: Sites) -> None:
    for moment in (0, 4_102_444_800, 1_000_000_000, time.time()):
        for path in [*root.rglob("*"), root]:
            os.utime(path, (moment, moment))
        build(options(root))
        assert sites[1] == published(root / "site")
        assert 0 == command(root, "check").returncode


# Several processes


@pytest.mark.parametrize("anywhere", [False, True], ids=["while they write", "anywhere"])
def test_builds_that_are_killed_leave_whole_sites(tmp_path: Path, anywhere: bool) -> None:
    assert [] == kill_builds(tmp_path, kills=200 if ALL else 8, seed=1, anywhere=anywhere)


def test_two_builds_at_once_do_no_harm(full_root: Path, full_sites: Sites) -> None:
    arguments = [*COMMAND, "-C", str(full_root), "build"]
    running = [subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    told = [process.communicate(timeout=110)[1] for process in running]
    ends = [(process.returncode, errors) for process, errors in zip(running, told, strict=True)]
    assert 0 in {status for status, _ in ends}
    for status, errors in ends:
        assert status == 0 or (status == 1 and "another build is writing here; wait until it has ended" in errors)
        assert "Traceback" not in errors
    assert full_sites[1] == published(full_root / "site")


@pytest.mark.parametrize("moment", MOMENTS)
def test_ctrl_c_says_so_and_leaves_the_old_site_or_the_new(full_root: Path, full_sites: Sites, moment: float) -> None:
    script = "import sys; from shortsite.cli import main; print('begun', flush=True); main()"
    arguments = [sys.executable, "-c", script, "-C", str(full_root), "build"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moment)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=110)
    assert "Traceback" not in errors, errors
    # a process that has done its work and is about to end is ended by the signal itself
    expected = {(0, False), (130, True), (-signal.SIGINT, False)}
    assert (process.returncode, errors.endswith("stopped\n")) in expected, errors
    assert published(full_root / "site") in full_sites
    build(options(full_root, full_text=True))
    assert full_sites[1] == published(full_root / "site")


# What is kept between builds


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept_between_builds_may_be_damaged_in_any_way(tmp_path: Path, name: str) -> None:
    assert [] == damage(tmp_path, name, times=100 if ALL else 5, seed=7)


def test_after_a_site_was_looked_through_file_by_file_the_next_changes_are_published(
    tmp_path: Path, sites: Sites
) -> None:
    root = write_version(tmp_path / "archive", 0)
    build(options(root))
    for number in range(1, 6):
        if number == 2:
            for ledger in root.glob(".site.shortsite/*.sqlite"):
                ledger.write_bytes(b"damaged")
        build(options(write_version(root, number % 2)))
        assert sites[number % 2] == published(root / "site"), number


def test_a_damaged_index_of_texts_is_made_anew(full_root: Path, full_sites: Sites) -> None:
    chance = random.Random(3)
    for number in range(60 if ALL else 6):
        build(options(full_root, full_text=True))
        for file in (full_root / ".shortsite/search").iterdir():
            file.write_bytes(mutated(file.read_bytes(), chance))
        shutil.rmtree(full_root / "site")
        build(options(full_root, full_text=True, force=True))
        assert full_sites[1] == published(full_root / "site"), number


def test_results_that_change_places_are_not_taken_for_each_other(root: Path, sites: Sites) -> None:
    build(options(root))
    database = sqlite3.connect(root / ".shortsite/cache.sqlite")
    with database:
        rows = database.execute("SELECT key, data FROM value ORDER BY key").fetchall()
        for (key, _), (_, data) in zip(rows, rows[1:] + rows[:1], strict=True):
            database.execute("UPDATE value SET data = ? WHERE key = ?", (data, key))
    database.close()
    shutil.rmtree(root / "site")
    build(options(root))
    assert sites[1] == published(root / "site")


def test_what_the_store_does_not_give_back_as_it_was_put_is_made_anew(root: Path, sites: Sites) -> None:
    build(options(root))
    (root / ".shortsite/records.jsonl").unlink()
    database = sqlite3.connect(root / ".shortsite/cache.sqlite")
    database.executescript(
        "DELETE FROM value; CREATE TRIGGER damage AFTER INSERT ON value"
        " BEGIN UPDATE value SET data = x'00' WHERE key = new.key; END"
    )
    database.close()
    for _ in range(2):
        shutil.rmtree(root / "site")
        build(options(root))
        assert sites[1] == published(root / "site")
