"""Whether anything has changed, told by what the file system says; and what must not fool it."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from archives import URL, add_paper
from conftest import MakeArchive

from shortsite import config, installed, manifest
from shortsite.commands.check import _found
from shortsite.manifest import Signature, inputs_signature, recall, remember
from shortsite.problems import CODES, Place, Problem
from shortsite.verdict import verdict

PAPER = "content/papers/byron-2020-a-paper.yml"
TEXT = "content/summaries/byron-2020-a-paper/ann.md"
FOUND = (
    Problem(Place(TEXT, 3, 4), "SS043", "the image 'x' is far", "copy it"),
    Problem(Place("a\udcff.yml"), "SS001", "x"),
)


class Work:
    """The work of a check, with how often it was done."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> tuple[Problem, ...]:
        self.times += 1
        return FOUND


def signature(root: Path, asked: str = "") -> Signature:
    made = inputs_signature(root, asked)
    assert made is not None
    return made


@pytest.fixture(autouse=True)
def _program_that_nobody_edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on shortsite itself, while its tests run, must not look like a change of the archive."""
    monkeypatch.setattr(manifest, "PACKAGE", tmp_path / "package")
    monkeypatch.setattr(manifest, "built_in_themes", lambda: tmp_path / "built-in")


@pytest.fixture
def root(make_archive: MakeArchive) -> Path:
    return make_archive()


def test_the_names_are_those_of_the_configuration() -> None:
    assert (config.CONFIG, config.CONTENT) == (manifest.CONFIG, manifest.CONTENT)


def test_what_was_found_is_remembered_while_nothing_changes(root: Path) -> None:
    work = Work()
    assert [FOUND] * 3 == [verdict(root, "", work) for _ in range(3)]
    assert 1 == work.times


def test_a_folder_that_is_no_archive_is_left_alone(tmp_path: Path) -> None:
    assert FOUND == verdict(tmp_path, "", Work())
    assert [] == list(tmp_path.iterdir())


def test_what_is_asked_counts(root: Path) -> None:
    work = Work()
    for asked in ("a", "a", "b", "b"):
        verdict(root, asked, work)
    assert 2 == work.times


# What counts as a change


def edit(path: str) -> Callable[[Path], object]:
    return lambda root: (root / path).write_text("title: Another\n")


def edit_keeping_size_and_time(root: Path) -> None:
    file, before = root / PAPER, (root / PAPER).stat()
    file.write_bytes(file.read_bytes().swapcase())
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (before.st_size, before.st_mtime_ns) == (file.stat().st_size, file.stat().st_mtime_ns)


def replace_keeping_size_and_time(root: Path) -> None:
    before = (root / PAPER).stat()
    (root / "new").write_bytes((root / PAPER).read_bytes().swapcase())
    os.utime(root / "new", ns=(before.st_atime_ns, before.st_mtime_ns))
    (root / "new").replace(root / PAPER)


def make_content_a_link(root: Path) -> None:
    (root / "content").rename(root / "c")
    (root / "content").symlink_to("c")


def replace_by_a_link(root: Path) -> None:
    (root / PAPER).rename(root / "moved.yml")
    (root / PAPER).symlink_to(root / "moved.yml")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a record": edit(PAPER),
    "a text": edit(TEXT),
    "the configuration": edit("config.yml"),
    "the same size and time": edit_keeping_size_and_time,
    "another file of the same size and time": replace_keeping_size_and_time,
    "a link in its place": replace_by_a_link,
    "touched": lambda root: os.utime(root / PAPER),
    "added": lambda root: add_paper(root, "new-2020-x"),
    "removed": lambda root: (root / PAPER).unlink(),
    "renamed": lambda root: (root / PAPER).rename(root / "content/papers/x.yml"),
    "the mode": lambda root: (root / PAPER).chmod(0o600),
    "a stray file": lambda root: (root / "content/notes.txt").write_text(""),
    "an image": lambda root: (root / TEXT).with_name("plot.png").write_bytes(b""),
    "a folder named like one of python's": lambda root: (root / "content/papers/__pycache__").mkdir(),
    "a theme": lambda root: (root / "themes/ours").mkdir(parents=True),
    "a link to a folder": lambda root: (root / "content/papers/more").symlink_to("/usr"),
    "a link to nothing": lambda root: (root / "content/papers/more.yml").symlink_to("nowhere"),
    "content is a link": make_content_a_link,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(change: str, root: Path) -> None:
    before = signature(root)
    remember(root, "x", before, 1)
    CHANGES[change](root)
    now = signature(root)
    assert not before.holds(now)
    assert None is recall(root, "x", now)


@pytest.mark.parametrize(
    "path", ["site/index.html", ".shortsite/x", "content/papers/.byron.swp", "README.md", "content/.x/y"]
)
def test_what_no_run_reads_is_no_change(path: str, root: Path) -> None:
    before = signature(root)
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text("x")
    assert before.holds(signature(root))


def test_a_change_in_a_folder_that_content_is_a_link_to_is_seen(root: Path) -> None:
    make_content_a_link(root)
    before = signature(root)
    edit("c/papers/x.yml")(root)
    assert not before.holds(signature(root))


def test_a_theme_that_lies_elsewhere_is_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "themes").mkdir()
    (root / "themes/ours").symlink_to(tmp_path / "elsewhere")
    before = signature(root)
    (tmp_path / "elsewhere/theme.yml").write_text("extends: default\n")
    assert not before.holds(signature(root))


def test_themes_that_link_to_themselves_come_to_an_end(root: Path) -> None:
    (root / "themes/ours").mkdir(parents=True)
    (root / "themes/ours/again").symlink_to(root / "themes")
    (root / "themes/ours/loop").symlink_to("loop")
    assert signature(root).holds(signature(root))


def test_content_that_links_to_a_folder_elsewhere_is_not_read_there(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "content/papers/more").symlink_to(tmp_path / "elsewhere")
    before = signature(root)
    (tmp_path / "elsewhere/deep").mkdir()
    (tmp_path / "elsewhere/deep/x.yml").write_text("x")
    after = signature(root)
    (tmp_path / "elsewhere/deep/y.yml").write_text("y")
    # the folder that is linked has another time; what lies below it does not count
    assert (False, True) == (before.holds(after), after.holds(signature(root)))


# Times that cannot tell


def test_a_file_that_was_just_written_is_known_by_its_bytes(root: Path) -> None:
    before = signature(root)
    assert str(root.resolve() / PAPER) in before.racy
    same_times = Signature(before.digest, {})
    assert before.holds(same_times)
    (root / PAPER).write_bytes((root / PAPER).read_bytes().swapcase())
    assert not before.holds(same_times)
    (root / PAPER).unlink()
    assert not before.holds(same_times)


def test_edits_one_after_another_within_one_tick_are_all_seen(root: Path) -> None:
    for number in range(100):
        before = signature(root)
        with (root / PAPER).open("r+b") as file:
            file.write(b"title: %03d" % number)
        assert not before.holds(signature(root))


def test_a_file_that_did_not_change_for_long_is_known_by_its_times(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = time.time_ns() + 3_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: soon)
    assert {} == signature(root).racy


@pytest.mark.parametrize("hours", [-30, 30])
def test_a_clock_that_jumps_costs_time_and_no_change(hours: int, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = signature(root)
    jumped = time.time_ns() + hours * 3_600_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: jumped)
    assert before.holds(signature(root))
    (root / PAPER).write_bytes((root / PAPER).read_bytes().swapcase())
    assert not before.holds(signature(root))


def test_a_file_from_the_future_is_known_by_its_bytes(root: Path) -> None:
    ahead = time.time_ns() + 10**14
    os.utime(root / PAPER, ns=(ahead, ahead))
    assert str(root.resolve() / PAPER) in signature(root).racy


# Other programs


def test_another_version_of_shortsite_finds_for_itself(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = signature(root)
    monkeypatch.setattr(installed, "__version__", "99.0")
    assert not before.holds(signature(root))


def test_a_library_of_another_version_is_seen(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "lib/markdown_it_py-4.0.dist-info"
    library.mkdir(parents=True)
    monkeypatch.syspath_prepend(str(library.parent))
    before = signature(root)
    (library.parent / "unrelated").mkdir()
    assert before.holds(signature(root))
    library.rename(library.with_name("markdown_it_py-4.1.dist-info"))
    assert not before.holds(signature(root))


def test_the_programs_own_files_are_looked_at() -> None:
    assert installed.PACKAGE / "manifest.py" == Path(manifest.__file__)
    assert (installed.built_in_themes() / "default/theme.yml").is_file()


def test_an_edit_of_shortsite_itself_is_seen(root: Path, tmp_path: Path) -> None:
    (tmp_path / "package/__pycache__").mkdir(parents=True)
    before = signature(root)
    (tmp_path / "package/__pycache__/x.pyc").write_text("")
    assert before.holds(signature(root))
    (tmp_path / "package/new.py").write_text("")
    assert not before.holds(signature(root))


def test_an_archive_that_was_copied_is_another(root: Path, tmp_path: Path) -> None:
    remember(root, "x", signature(root), 1)
    subprocess.run(["cp", "-a", str(root), str(tmp_path / "copy")], check=True)
    assert 1 == recall(root, "x", signature(root))
    assert None is recall(tmp_path / "copy", "x", signature(tmp_path / "copy"))


# The file itself


BAD = {
    "empty": b"",
    "not JSON": b"\x00\xff{",
    "a list": b"[1, 2]",
    "no object": b"null",
    "deep": b"[" * 100_000,
    "other keys": b'{"version": 2}',
    "another version": b'{"version": 0, "signature": "%s", "racy": {}, "value": []}',
    "racy of another type": b'{"version": 2, "signature": "%s", "racy": 5, "value": []}',
    "racy pairs": b'{"version": 2, "signature": "%s", "racy": [[1, [2]]], "value": []}',
    "a path of no file": b'{"version": 2, "signature": "%s", "racy": {"\\u0000": "x"}, "value": []}',
    "a value that is no list": b'{"version": 2, "signature": "%s", "racy": {}, "value": {"a": 1}}',
    "no problems": b'{"version": 2, "signature": "%s", "racy": {}, "value": [["a", 1]]}',
    "unknown code": b'{"version": 2, "signature": "%s", "racy": {}, "value": [["a", 1, 1, "SS999", "", ""]]}',
    "places of other types": b'{"version": 2, "signature": "%s", "racy": {}, "value": [["a", "1", 1, "SS001", "", ""]]}',
}


@pytest.mark.parametrize("name", BAD)
def test_a_manifest_that_is_damaged_or_foreign_is_none_and_is_made_anew(name: str, root: Path) -> None:
    file = root / ".shortsite/check.json"
    file.parent.mkdir()
    file.write_bytes(manifest._marked(BAD[name].replace(b"%s", signature(root).digest.encode())))
    work = Work()
    assert (FOUND, FOUND) == (verdict(root, "", work), verdict(root, "", work))
    assert 1 == work.times


def test_a_manifest_that_is_cut_anywhere_is_none(root: Path) -> None:
    now = signature(root)
    remember(root, "check", now, [["a", 1, 1, "SS001", "x", ""]])
    file = root / ".shortsite/check.json"
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert None is recall(root, "check", now)


def test_a_manifest_with_one_bit_that_fell_over_is_none(root: Path) -> None:
    now = signature(root)
    remember(root, "check", now, [["a", 1, 1, "SS001", "x", ""]])
    file = root / ".shortsite/check.json"
    whole = file.read_bytes()
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :])
        assert None is recall(root, "check", now)


def test_many_files_that_had_to_be_read_are_not_read_for_ever(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = len(signature(root).racy)
    monkeypatch.setattr(manifest, "MANY_RACY", count)
    remember(root, "x", signature(root), 1)
    soon = time.time_ns() + 3_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: soon)
    assert 1 == recall(root, "x", signature(root))
    assert b'"racy":{}' in (root / ".shortsite/x.json").read_bytes()
    assert 1 == recall(root, "x", signature(root))


def test_for_a_few_such_files_nothing_is_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "MANY_RACY", len(signature(root).racy) + 1)
    remember(root, "x", signature(root), 1)
    whole = (root / ".shortsite/x.json").read_bytes()
    soon = time.time_ns() + 3_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: soon)
    assert 1 == recall(root, "x", signature(root))
    assert whole == (root / ".shortsite/x.json").read_bytes()


def test_every_problem_comes_back_as_it_was(root: Path) -> None:
    made = tuple(Problem(Place(f"{code}\n.yml", 2, 3), code, "ü\udcff\x00", "hint") for code in CODES)
    assert made == verdict(root, "", lambda: made)
    assert made == verdict(root, "", lambda: ())


def test_where_nothing_can_be_written_nothing_is_remembered(root: Path) -> None:
    (root / ".shortsite").write_text("a file")
    work = Work()
    assert (FOUND, FOUND) == (verdict(root, "", work), verdict(root, "", work))
    assert (2, "a file") == (work.times, (root / ".shortsite").read_text())


def test_a_manifest_that_is_a_folder_is_no_fault(root: Path) -> None:
    (root / ".shortsite/check.json").mkdir(parents=True)
    assert FOUND == verdict(root, "", Work())
    assert ["check.json"] == os.listdir(root / ".shortsite")


def test_folders_that_cannot_be_listed_are_not_vouched_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_: str) -> list[os.DirEntry[str]]:
        raise PermissionError

    monkeypatch.setattr(manifest, "_listed", denied)
    work = Work()
    assert (FOUND, FOUND) == (verdict(root, "", work), verdict(root, "", work))
    assert 2 == work.times


def keep_and_read(root: Path, value: int) -> int:
    now = signature(root)
    wrong = 0
    for _ in range(100):
        remember(root, "x", now, [value] * 5000)
        found = recall(root, "x", now)
        wrong += found not in ([1] * 5000, [2] * 5000)
    return wrong


def test_two_runs_at_once_do_not_mix(root: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert [0, 0] == pool.starmap(keep_and_read, [(root, 1), (root, 2)])
    assert ["x.json"] == os.listdir(root / ".shortsite")


# The command


CHECK = """
import sys
from pathlib import Path
from shortsite import manifest
from shortsite.cli import shortsite
manifest.PACKAGE = Path(sys.argv[1], "none")
manifest.built_in_themes = lambda: manifest.PACKAGE
try:
    shortsite.main(["-C", sys.argv[1], "check", *sys.argv[2:]], standalone_mode=False)
finally:
    print("loaded", *sorted({name.split(".")[0] for name in sys.modules}), "shortsite.pipeline" in sys.modules)
"""


def checked(root: Path, *options: str) -> tuple[list[str], set[str]]:
    """What is printed, and which modules were loaded."""
    command = [sys.executable, "-c", CHECK, str(root), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    *lines, loaded = done.stdout.splitlines()
    return lines, set(loaded.split())


def test_a_check_of_an_unchanged_archive_loads_no_engine(root: Path) -> None:
    first, loaded = checked(root, "--jobs", "1")
    assert "True" in loaded
    again, loaded = checked(root)
    assert first == again
    assert "False" in loaded
    assert set() == {"yaml", "jinja2", "markdown_it", "sqlite3", "nh3", "lxml", "slugify", "multiprocessing"} & loaded


@pytest.mark.parametrize("options", [("--paranoid",), ("--no-cache",), ("--drafts",), ("--url", URL)])
def test_with_other_options_everything_is_read(options: tuple[str, ...], root: Path) -> None:
    checked(root, "--jobs", "1")
    assert "True" in checked(root, "--jobs", "1", *options)[1]


def test_without_the_cache_nothing_is_kept(root: Path) -> None:
    checked(root, "--no-cache")
    assert not (root / ".shortsite").exists()


def test_the_day_counts(root: Path) -> None:
    options = {"url": "", "drafts": False, "use_cache": True, "jobs": 1}
    file, kept = root / ".shortsite/check.json", list[int]()
    for day in (1, 1, 2, 2):
        _found(root, date(2026, 1, day), options, paranoid=False)
        kept.append(file.stat().st_ino)
    assert (kept[0] == kept[1], kept[1] != kept[2], kept[2] == kept[3]) == (True, True, True)
