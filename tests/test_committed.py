"""What shortsite keeps for itself is never taken from a repository."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path

import pytest
from archives import CONFIG, TINY, add_paper, write_archive
from click.testing import CliRunner
from repositories import Repository

from shortsite.cli import shortsite
from shortsite.committed import committed_state, linked_state

FILES = {"config.yml": CONFIG, **TINY, "src/shortsite/a.py": "", "notes/shortsite/b.md": ""}


@pytest.fixture
def archive(tmp_path: Path) -> Repository:
    made = Repository.init(tmp_path / "archive")
    made.commit(FILES)
    return made


def told(root: Path, command: str) -> tuple[int, str]:
    result = CliRunner().invoke(shortsite, ["-C", str(root), command])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "path",
    [
        ".shortsite/cache.sqlite",
        ".site.shortsite/ledger-1-2.sqlite",
        ".shortsite/search/x.zip",
        ".ShortSite/cache.sqlite",
        ".\N{LATIN SMALL LETTER LONG S}hortsite/cache.sqlite",
        "notes/.out.shortsite/lock",
        ".other.shortsite",
    ],
)
@pytest.mark.parametrize("version", [2, 3, 4])
@pytest.mark.parametrize("command", ["build", "check"])
def test_no_command_believes_what_was_committed(archive: Repository, path: str, version: int, command: str) -> None:
    assert 0 == told(archive.root, command)[0]
    archive.write({path: "forged"})
    assert not committed_state(archive.root)
    archive.git("add", "--force", path)
    archive.git("update-index", f"--index-version={version}")
    status, words = told(archive.root, command)
    assert (1, True) == (status, "may be a stranger's" in words)
    archive.write({path: "changed by a build"})
    archive.git(*shlex.split(words.partition("git rm")[2].join(("rm", ""))))
    assert not (archive.root / path).exists()
    assert 0 == told(archive.root, command)[0]


def test_an_archive_below_its_repository_and_a_second_worktree_are_looked_at_too(archive: Repository) -> None:
    archive.commit({f"inner/{path}": text for path, text in FILES.items()})
    inner, other = archive.root / "inner", archive.root.parent / "other"
    assert not committed_state(inner)
    archive.git("worktree", "add", "-q", str(other))
    assert not committed_state(other)
    Repository(other).commit({"inner/.shortsite/check.json": "{}"})
    assert committed_state(other / "inner")
    assert not committed_state(inner)


def test_a_split_index_is_read_whole(archive: Repository) -> None:
    archive.write({".shortsite/check.json": "{}"})
    archive.git("add", "--force", ".shortsite/check.json")
    archive.git("update-index", "--split-index")
    assert committed_state(archive.root)


def test_an_index_that_cannot_be_read_is_asked_of_git(archive: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    (archive.root / ".git" / "index.lock").symlink_to("nowhere")
    assert not committed_state(archive.root)
    (archive.root / ".git" / "index.lock").unlink()
    archive.write({".shortsite/check.json": "{}"})
    archive.git("add", "--force", ".shortsite/check.json")

    def gone(_: Path) -> bytes:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_bytes", gone)
    assert committed_state(archive.root)


def test_an_archive_that_is_named_through_a_link_is_looked_at_where_it_lies(archive: Repository) -> None:
    archive.commit({".shortsite/check.json": "{}"})
    link = archive.root.parent / "link"
    link.symlink_to(archive.root)
    assert [".shortsite"] == committed_state(link)


def test_a_repository_within_is_no_place_for_it_either(archive: Repository) -> None:
    Repository.init(archive.root / ".shortsite").commit({"cache.sqlite": "forged"})
    archive.git("add", "--force", ".shortsite")
    assert [".shortsite"] == committed_state(archive.root)


def test_what_git_only_remembers_is_no_reason_to_refuse(archive: Repository) -> None:
    archive.git("config", "core.untrackedCache", "true")
    archive.write({".shortsite/check.json": "{}"})
    archive.git("update-index", "--force-untracked-cache")
    archive.git("status")
    assert b".shortsite/" in (archive.root / ".git" / "index").read_bytes()
    assert [] == committed_state(archive.root)


#: Where a link may be committed or come with a download, and what it leads to in a folder beside the archive.
LINKS = {
    ".shortsite": "victim",
    ".site.shortsite": "victim",
    ".site.shortsite/spare": "victim",
    ".site.shortsite/aside": "victim",
    ".site.shortsite/lock": "victim/thesis.txt",
    ".site.shortsite/.gitignore": "victim/thesis.txt",
    ".site.shortsite/unfinished": "victim/thesis.txt",
    ".shortsite/search": "victim",
    ".shortsite/search/0.1": "victim/thesis.txt",
    ".shortsite/cache.sqlite": "victim/thesis.txt",
    ".shortsite/preview": "victim",
    ".shortsite/preview/.8000.shortsite": "victim",
}


@pytest.mark.parametrize("command", ["build", "check", "clean"])
@pytest.mark.parametrize("place", LINKS)
def test_a_link_in_a_place_of_our_own_is_neither_followed_nor_believed(
    place: str, command: str, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "thesis.txt").write_text("years of work")
    (victim / "spare").mkdir()
    (victim / "spare" / "more.txt").write_text("more of it")
    root = write_archive(tmp_path / "archive", {"config.yml": CONFIG, **TINY})
    told(root, "build")
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    if (root / place).is_dir():
        shutil.rmtree(root / place)
    (root / place).unlink(missing_ok=True)
    (root / place).symlink_to(os.path.relpath(tmp_path / LINKS[place], (root / place).parent))
    add_paper(root, "byron-2021-another")
    is_ours = place.startswith(".shortsite")
    assert bool(linked_state(root)) == is_ours
    status, words = told(root, command)
    assert {"thesis.txt": "years of work", "spare/more.txt": "more of it"} == {
        path.relative_to(victim).as_posix(): path.read_text() for path in victim.rglob("*") if path.is_file()
    }
    assert (status == 1) == ((is_ours and command != "clean") or (not is_ours and command != "check")), words


@pytest.mark.parametrize(
    "given",
    [
        {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"},
        {"GIT_INDEX_FILE": "/nowhere"},
        {"GIT_DIR": "/nowhere/.git"},
        {"PATH": ""},
    ],
)
def test_what_is_around_makes_no_difference(
    given: dict[str, str], archive: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.commit({".shortsite/check.json": "{}"})
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert [".shortsite"] == committed_state(archive.root)


def test_where_git_refuses_what_it_has_is_not_believed(archive: Repository) -> None:
    archive.commit({".shortsite/check.json": "{}"})
    with (archive.root / ".git" / "config").open("a") as config:
        config.write("[core]\n\trepositoryformatversion = 9\n")
    assert [".shortsite"] == committed_state(archive.root)


@pytest.mark.parametrize("command", ["build", "clean"])
def test_the_output_of_a_configuration_lies_behind_no_link(command: str, tmp_path: Path) -> None:
    other = write_archive(tmp_path / "other", {"config.yml": CONFIG, **TINY})
    told(other, "build")
    before = sorted(path.relative_to(other) for path in other.rglob("*"))
    root = write_archive(tmp_path / "archive", {"config.yml": f"{CONFIG}output: public/site\n", **TINY})
    (root / "public").symlink_to(os.path.relpath(other, root))
    status, words = told(root, command)
    assert (1, True) == (status, "lies behind a link" in words)
    assert before == sorted(path.relative_to(other) for path in other.rglob("*"))


def test_without_a_repository_nothing_is_committed(tmp_path: Path) -> None:
    (tmp_path / ".shortsite").mkdir()
    assert not committed_state(tmp_path)
    (tmp_path / ".git").write_text("gitdir: nowhere\n")
    assert not committed_state(tmp_path)


def test_what_was_committed_can_be_deleted(archive: Repository) -> None:
    archive.write({".shortsite/check.json": "{}"})
    archive.git("add", "--force", ".shortsite/check.json")
    assert 0 == told(archive.root, "clean")[0]
    assert not (archive.root / ".shortsite").exists()
