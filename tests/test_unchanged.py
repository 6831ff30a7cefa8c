"""Builds with nothing to do: what shows that there is something, and what must not fool them."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from array import array
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from archives import TINY, add_paper, paper, summary, write_archive
from conftest import MakeArchive

from shortsite import installed, manifest, pipeline, seals, unchanged
from shortsite.beside import beside
from shortsite.cli import shortsite
from shortsite.manifest import VERSION
from shortsite.seals import Seal, identity, is_whole, sealed, times_of
from shortsite.unchanged import NAME, Outcome, build_signature, keep, last_outcome

PAPER = "content/papers/byron-2020-a-paper.yml"
TEXT = "content/summaries/byron-2020-a-paper/ann.md"
PAGE = "site/paper/byron-2020-a-paper/index.html"
#: A theme of the archive's own, and a summary of which a build tells a warning.
FILES = {
    **TINY,
    TEXT: summary("byron-2020-a-paper", "$\\nonsense$ and ![x](https://images.example.org/far.png)"),
    "config.yml": 'title: Toy archive\nurl: "https://toy.example.org/"\nfeed_id: "toy.example.org,2026"\ntheme: ours\n',
    "themes/ours/theme.yml": "extends: default\n",
    "themes/ours/static/ours.txt": "ours\n",
}


@pytest.fixture(autouse=True)
def _program_that_nobody_edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on shortsite itself, while its tests run, must not look like a change of the archive. Nothing is indexed."""
    monkeypatch.setattr(manifest, "PACKAGE", tmp_path / "package")
    monkeypatch.setattr(installed, "pagefind", lambda: None)
    monkeypatch.setattr(unchanged, "pagefind", lambda: None)


@pytest.fixture
def root(make_archive: MakeArchive) -> Path:
    return make_archive(FILES)


class Runs:
    """Runs of ``shortsite build`` in this process: what they print, and which of them did the work."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.works = 0
        self._capsys = capsys
        work = pipeline.build

        def counted(*asked: object) -> pipeline.Built:
            self.works += 1
            return work(*asked)  # type: ignore[arg-type]

        monkeypatch.setattr(pipeline, "build", counted)

    def __call__(self, root: Path, *options: str) -> tuple[int, str, str]:
        """Exit status, output, errors."""
        self._capsys.readouterr()
        status = 0
        try:
            shortsite.main(["-C", str(root), "build", "--jobs", "1", *options], standalone_mode=False)
        except SystemExit as end:
            status = int(end.code or 0)
        told = self._capsys.readouterr()
        return status, told.out, told.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Runs:
    return Runs(capsys, monkeypatch)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def marks(folder: Path) -> dict[Path, tuple[int, int, int]]:
    found = {path: path.lstat() for path in folder.rglob("*")}
    return {path: (stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns) for path, stat in found.items()}


# Nothing to do


def test_a_build_of_an_unchanged_archive_does_no_work_and_tells_the_same(root: Path, run: Runs) -> None:
    status, first, errors = run(root)
    assert "2 warnings" in errors
    assert [(status, first.rpartition(", ")[0].rpartition(", ")[0] + ", nothing changed\n", errors)] * 3 == [
        run(root) for _ in range(3)
    ]
    assert 1 == run.works


def test_it_loads_no_engine(root: Path, run: Runs, tmp_path: Path) -> None:
    run(root)
    code = f"""
import sys
from pathlib import Path
from shortsite import manifest, unchanged
from shortsite.cli import shortsite
unchanged.pagefind = lambda: None
manifest.PACKAGE = Path({str(tmp_path / "package")!r})
shortsite.main(["-C", {str(root)!r}, "build"], standalone_mode=False)
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    summary_line, loaded = done.stdout.splitlines()
    assert summary_line.endswith("nothing changed")
    engines = {"yaml", "jinja2", "markdown_it", "nh3", "lxml", "feedgen", "slugify", "math_core", "sqlite3"}
    slow = {"importlib.metadata", "multiprocessing", "concurrent.futures", "ctypes", "shortsite.pipeline"}
    assert set() == (engines | slow) & set(loaded.split())


def test_it_touches_nothing(root: Path, run: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    run(root)
    soon = time.time_ns() + 3_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: soon)
    run(root)
    before = marks(root)
    run(root)
    assert before == marks(root)
    assert 1 == run.works


def test_other_processes_do_not_count(root: Path, run: Runs) -> None:
    run(root)
    run(root, "--jobs", "2")
    assert 1 == run.works


def test_a_build_that_keeps_going_fails_again(root: Path, run: Runs) -> None:
    add_paper(root, "bad-2020-x", colour="red")
    first = run(root, "--keep-going")
    again = run(root, "--keep-going")
    assert (1, 1, first[2]) == (first[0], again[0], again[2])
    assert again[1].endswith("nothing changed\n")
    assert 1 == run.works


def test_a_build_that_failed_is_tried_again(root: Path, run: Runs) -> None:
    run(root)
    assert [1, 1] == [run(root, "--strict")[0] for _ in range(2)]
    assert 3 == run.works


def test_that_texts_cannot_be_searched_is_told_again(root: Path, run: Runs) -> None:
    assert 2 == sum("'shortsite[search]'" in run(root)[2] for _ in range(2))
    assert 1 == run.works


def test_what_was_mended_again_is_as_it_was(root: Path, run: Runs) -> None:
    run(root)
    (root / "content/papers/bad.yml").write_text("colour: red\n")
    assert 1 == run(root)[0]
    (root / "content/papers/bad.yml").unlink()
    assert run(root)[1].endswith("nothing changed\n")
    assert 2 == run.works


# Something to do


def replace(path: str) -> Callable[[Path], object]:
    def change(root: Path) -> None:
        (root / "new").write_bytes((root / path).read_bytes().swapcase())
        (root / "new").replace(root / path)

    return change


def copy_of_the_site(root: Path) -> None:
    subprocess.run(["cp", "-a", str(root / "site"), str(root / "copy")], check=True)
    shutil.rmtree(root / "site")
    (root / "copy").rename(root / "site")


def away_and_back(root: Path) -> None:
    (root / "site").rename(root / "away")
    (root / "away").rename(root / "site")


def link_to_a_copy(root: Path) -> None:
    (root / "site").rename(root / "other")
    (root / "site").symlink_to("other")


def folder_replaced(root: Path) -> None:
    folder = (root / PAGE).parent
    shutil.copytree(folder, root / "copy")
    shutil.rmtree(folder)
    (root / "copy").rename(folder)


READ: dict[str, Callable[[Path], object]] = {
    "a record": lambda root: (root / PAPER).write_text(paper("Another")),
    "a text": lambda root: (root / TEXT).write_text(summary("byron-2020-a-paper", "Other words.")),
    "a text that is touched": lambda root: os.utime(root / TEXT),
    "a new paper": lambda root: add_paper(root, "new-2020-x"),
    "a paper that is gone": lambda root: ((root / PAPER).unlink(), (root / TEXT).unlink()),
    "an image": lambda root: (root / TEXT).with_name("plot.png").write_bytes(b""),
    "the configuration": lambda root: (root / "config.yml").write_text(FILES["config.yml"] + "language: de\n"),
    "a file of the theme": lambda root: (root / "themes/ours/static/ours.txt").write_text("theirs\n"),
    "a new file of the theme": lambda root: (root / "themes/ours/static/more.txt").write_text("more\n"),
    "a file of the theme that is gone": lambda root: (root / "themes/ours/static/ours.txt").unlink(),
}
PUBLISHED: dict[str, Callable[[Path], object]] = {
    "a page that is gone": lambda root: (root / PAGE).unlink(),
    "a page that another took the place of": replace(PAGE),
    "a folder that is gone": lambda root: shutil.rmtree(root / "site/paper"),
    "a folder that another took the place of": folder_replaced,
    "all of it gone": lambda root: shutil.rmtree(root / "site"),
    "a copy in its place": copy_of_the_site,
    "moved away and back": away_and_back,
}
STRANGE: dict[str, Callable[[Path], object]] = {
    "a page that has another name": lambda root: (root / PAGE).rename((root / PAGE).with_name("x.html")),
    "a file that is strange": lambda root: (root / "site/strange.txt").write_text("?"),
    "one deep in it": lambda root: (root / PAGE).with_name("strange.txt").write_text("?"),
    "a link in its place": link_to_a_copy,
}


@pytest.mark.parametrize("change", READ | PUBLISHED)
def test_a_change_is_seen(change: str, root: Path, run: Runs) -> None:
    run(root)
    (READ | PUBLISHED)[change](root)
    told = run(root)
    assert (2, 0) == (run.works, told[0])
    (root / "afresh").mkdir()
    assert 0 == run(root, "--output", str(root / "afresh"), "--no-cache")[0]
    assert tree(root / "afresh") == tree(root / "site")
    run(root)
    assert 3 == run.works


@pytest.mark.parametrize("change", STRANGE)
def test_a_strange_thing_in_the_published_folder_is_seen(change: str, root: Path, run: Runs) -> None:
    run(root)
    STRANGE[change](root)
    status, output, errors = run(root)
    assert (1, "") == (status, output)
    assert "SS080" in errors


def test_an_empty_folder_in_the_published_one_is_nothing_to_tell(root: Path, run: Runs) -> None:
    run(root)
    (root / "site/empty").mkdir()
    assert run(root)[1].endswith("nothing changed\n")
    run(root)
    assert 2 == run.works


@pytest.mark.parametrize("change", ["a text", "a page that is gone", "a folder that is gone", "all of it gone"])
def test_a_change_of_a_large_site_is_seen_too_by_two_processes(
    change: str, root: Path, run: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    forked, fork = list[int](), os.fork

    def counted() -> int:
        forked.append(1)
        return fork()

    monkeypatch.setattr(os, "fork", counted)
    monkeypatch.setattr(unchanged, "_MANY", 10)
    first = run(root)
    assert ([], 1) == (forked, run.works)
    assert first[2] == run(root)[2]
    assert ([1], 1) == (forked, run.works)
    (READ | PUBLISHED)[change](root)
    assert 0 == run(root)[0]
    assert ([1, 1], 2) == (forked, run.works)


# Only bytes tell


def test_a_page_that_was_edited_in_place_is_found_and_mended_by_a_paranoid_build(root: Path, run: Runs) -> None:
    run(root)
    page, whole, before = root / PAGE, (root / PAGE).read_bytes(), (root / PAGE).stat()
    page.write_bytes(whole.swapcase())
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert run(root)[1].endswith("nothing changed\n")
    assert whole.swapcase() == page.read_bytes()
    assert run(root, "--paranoid")[1].endswith(" 1 changed, 0 removed\n")
    assert whole == page.read_bytes()
    assert run(root, "--paranoid")[1].endswith("nothing changed\n")
    run(root)
    assert 3 == run.works


# Other questions


@pytest.mark.parametrize(
    "options",
    [
        ("--url", "https://other.example.org/"),
        ("--output", "{root}/other"),
        ("--drafts",),
        ("--keep-going",),
        ("--force",),
        ("--no-cache",),
        ("--paranoid",),
    ],
)
def test_with_other_options_the_work_is_done(options: tuple[str, ...], root: Path, run: Runs) -> None:
    run(root)
    asked = [option.format(root=root) for option in options]
    run(root, *asked)
    assert 2 == run.works
    run(root, *asked)
    assert (3 if options in {("--no-cache",), ("--paranoid",)} else 2) == run.works


def test_the_same_options_in_another_folder_are_others(
    root: Path, run: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        run(root, "--output", "out")
    assert 2 == run.works
    assert tree(tmp_path / "a/out") == tree(tmp_path / "b/out")


def test_without_a_cache_nothing_is_kept_nor_taken(root: Path, run: Runs) -> None:
    run(root, "--no-cache")
    assert not (root / ".shortsite").exists()
    run(root)
    kept = (root / ".shortsite/build.json").read_bytes()
    run(root, "--no-cache")
    assert (3, kept) == (run.works, (root / ".shortsite/build.json").read_bytes())


def test_another_version_of_shortsite_builds_anew(root: Path, run: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    run(root)
    monkeypatch.setattr(installed, "__version__", "99.0")
    run(root)
    assert 2 == run.works


def test_a_library_of_another_version_is_seen(
    root: Path, run: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "lib/jinja2-3.1.4.dist-info"
    library.mkdir(parents=True)
    monkeypatch.syspath_prepend(str(library.parent))
    run(root)
    library.rename(library.with_name("jinja2-3.1.5.dist-info"))
    run(root)
    assert 2 == run.works


def test_pagefind_that_comes_or_goes_is_seen(root: Path, run: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    for program in (None, Path("/nowhere/pagefind"), None):
        monkeypatch.setattr(unchanged, "pagefind", lambda program=program: program)
        run(root)
        run(root)
    assert 3 == run.works


# What was kept

OUTCOME = Outcome("site", 3, (), has_full_text=True)


def test_what_another_build_published_meanwhile_is_not_vouched_for(root: Path, run: Runs) -> None:
    run(root)
    (root / ".shortsite/build.json").unlink()
    now = build_signature(root, {})
    assert now is not None
    before = identity(str(root / "site"))
    away_and_back(root)
    keep(root, now, OUTCOME, [""], before)
    assert not (root / ".shortsite/build.json").exists()


def kept_with(value: Mapping[str, object], root: Path) -> bytes:
    """A sound file that holds the value, with a signature that holds."""
    now = build_signature(root, {})
    assert now is not None
    kept = {"version": VERSION, "signature": now.digest, "racy": {}, "value": value}
    return manifest._marked(json.dumps(kept).encode())


@pytest.mark.parametrize("key", ["output", "files", "problems", "full_text", "tree", "folders", "times", "names"])
@pytest.mark.parametrize("other", [None, 7, "x", ["x"], {"x": 1}, "gone"])
def test_a_value_of_another_form_is_none(key: str, other: object, tmp_path: Path) -> None:
    root = write_archive(tmp_path, FILES)
    (root / "site/paper").mkdir(parents=True)
    now = build_signature(root, {})
    assert now is not None
    site = str(root / "site")
    keep(root, now, Outcome(site, 3, (), has_full_text=True), ["", "paper"], identity(site))
    assert Outcome(site, 3, (), has_full_text=True) == last_outcome(root, now)
    file = root / ".shortsite/build.json"
    value = json.loads(file.read_bytes().splitlines()[0])["value"]
    same = key == "files" and other == 7
    file.write_bytes(kept_with({**value, key: other} if other != "gone" else value | {key: None}, root))
    assert (Outcome(site, 7, (), has_full_text=True) if same else None) == last_outcome(root, now)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Bytes that something happened to."""
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.choice([0, 1, 1, 8, 400]))
    filling = chance.choice([b"", b"0", b"null", chance.randbytes(3), data[:start][-9:]])
    return data[:start] + filling + data[end:]


def test_a_file_that_anything_happened_to_tells_what_was_kept_or_nothing(root: Path, run: Runs) -> None:
    run(root)
    file, chance = root / ".shortsite/build.json", random.Random(7)
    whole = file.read_bytes()
    found = json.loads(whole.splitlines()[0])
    for _ in range(1000):
        changed = mutated(whole, chance)
        file.write_bytes(changed)
        now = manifest.Signature(found["signature"], found["racy"])
        assert (changed == whole) == (last_outcome(root, now) is not None)


def test_a_file_that_is_damaged_costs_one_build(root: Path, run: Runs) -> None:
    first = run(root)
    site = tree(root / "site")
    (root / ".shortsite/build.json").write_bytes(b"\x00\xff{")
    told = run(root)
    assert (first[0], first[2], 2) == (told[0], told[2], run.works)
    assert told == run(root)
    assert (site, 2) == (tree(root / "site"), run.works)


def test_where_the_file_cannot_be_written_every_build_does_the_work(root: Path, run: Runs) -> None:
    run(root)
    file = root / ".shortsite/build.json"
    file.unlink()
    file.mkdir()
    assert (0, 0) == (run(root)[0], run(root)[0])
    assert 3 == run.works


def test_the_name_is_the_one_that_documents_tell() -> None:
    assert "build" == NAME


# Seals


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a/b", "c"):
        (tmp_path / "tree" / name).mkdir(parents=True)
    (tmp_path / "tree/a/b/file").write_text("x")
    return tmp_path / "tree"


FOLDERS = ["", "a", "a/b", "c"]


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    soon = time.time_ns() + 3_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: soon)


def test_folders_that_rested_are_known_by_their_times(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch)
    seal = sealed(str(folder), FOLDERS)
    assert ((), "") == (seal.racy, seal.names)
    assert is_whole(str(folder), FOLDERS, seal)
    (folder / "c/new").write_text("")
    assert not is_whole(str(folder), FOLDERS, seal)


@pytest.mark.parametrize("path", ["new", "a/new", "a/b/new", "c/new"])
def test_folders_that_just_changed_are_known_by_the_names_in_them(path: str, folder: Path) -> None:
    seal = sealed(str(folder), FOLDERS)
    assert (0, 1, 2, 3) == seal.racy
    assert is_whole(str(folder), FOLDERS, seal)
    (folder / path).write_text("")
    # a clock so coarse that the times are still the same
    same_times = Seal(sealed(str(folder), FOLDERS).times, seal.racy, seal.names)
    assert not is_whole(str(folder), FOLDERS, same_times)
    (folder / path).unlink()
    assert is_whole(str(folder), FOLDERS, Seal(sealed(str(folder), FOLDERS).times, seal.racy, seal.names))


def test_a_file_in_the_place_of_another_within_one_tick_is_seen(folder: Path) -> None:
    seal = sealed(str(folder), FOLDERS)
    (folder / "x").write_text("y")
    (folder / "x").replace(folder / "a/b/file")
    assert not is_whole(str(folder), FOLDERS, Seal(sealed(str(folder), FOLDERS).times, seal.racy, seal.names))


S, MS = 1_000_000_000, 1_000_000


@pytest.mark.parametrize(
    ("times", "racy"),
    [
        ((0, 0, -5 * S, -1), (0, 1, 3)),  # ticks of a fraction of a second: whatever came before the last has settled
        ((-45 * MS, -15 * MS, -300 * MS, -15 * MS), (1, 3)),
        ((-S - 45 * MS, -S - 15 * MS, -1400 * MS, -S), (1, 3)),  # a file system whose clock is behind
        ((-3 * S, -4 * S, -3 * S - 1, -4 * S), ()),
        ((S, -S, S + 15 * MS, -15 * MS), (0, 2, 3)),  # a clock that was set back meanwhile
    ],
)
def test_the_newest_folder_tells_which_others_have_settled(
    times: tuple[int, ...], racy: tuple[int, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_700_000_000 * S + 123 * MS
    monkeypatch.setattr(time, "time_ns", lambda: now)
    monkeypatch.setattr(seals, "_times", lambda *_: array("q", [now + changed for changed in times]))
    assert racy == sealed(str(folder), FOLDERS).racy


def test_where_times_are_whole_seconds_two_of_them_have_to_pass(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_700_000_000 * S
    monkeypatch.setattr(time, "time_ns", lambda: now + 1)
    monkeypatch.setattr(seals, "_times", lambda *_: array("q", [now, now - S, now - 2 * S, now - 3 * S]))
    assert (0, 1) == sealed(str(folder), FOLDERS).racy


@pytest.mark.parametrize("seal", [Seal("", (99,), ""), Seal("x", (), ""), Seal("", (-1,), "")])
def test_a_seal_of_something_else_does_not_hold(seal: Seal, folder: Path) -> None:
    assert not is_whole(str(folder), FOLDERS, seal)
    assert not is_whole(str(folder), ["nowhere"], seal)
    assert not is_whole(str(folder), ["\0"], seal)


def test_the_times_may_have_been_looked_at_by_another_process(folder: Path) -> None:
    seal = sealed(str(folder), FOLDERS)
    with beside(lambda: times_of(str(folder), FOLDERS)) as times:
        assert seal.times == times()
        assert is_whole(str(folder), FOLDERS, seal, times)
    with beside(lambda: times_of(str(folder), [*FOLDERS, "nowhere"])) as times:
        assert not is_whole(str(folder), FOLDERS, seal, times)
        assert not is_whole(str(folder), FOLDERS, Seal(times(), seal.racy, seal.names), times)


def test_the_margin_of_times_is_that_of_manifests() -> None:
    assert seals.RACY_NS == manifest.RACY_NS
