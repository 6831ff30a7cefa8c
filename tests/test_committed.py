"""What shortsite keeps for itself is never taken from a repository."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from archives import CONFIG, TINY
from click.testing import CliRunner
from repositories import Repository

from shortsite.cli import shortsite
from shortsite.committed import is_state_committed

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
    "path", [".shortsite/cache.sqlite", ".site.shortsite/ledger-1-2.sqlite", ".shortsite/search/x.zip"]
)
@pytest.mark.parametrize("version", [2, 3, 4])
@pytest.mark.parametrize("command", ["build", "check"])
def test_no_command_believes_what_was_committed(archive: Repository, path: str, version: int, command: str) -> None:
    assert 0 == told(archive.root, command)[0]
    archive.write({path: "forged"})
    assert not is_state_committed(archive.root)
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
    assert not is_state_committed(inner)
    archive.git("worktree", "add", "-q", str(other))
    assert not is_state_committed(other)
    Repository(other).commit({"inner/.shortsite/check.json": "{}"})
    assert is_state_committed(other / "inner")
    assert not is_state_committed(inner)


def test_a_split_index_is_read_whole(archive: Repository) -> None:
    archive.write({".shortsite/check.json": "{}"})
    archive.git("add", "--force", ".shortsite/check.json")
    archive.git("update-index", "--split-index")
    assert is_state_committed(archive.root)


def test_an_index_that_cannot_be_read_is_asked_of_git(archive: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    (archive.root / ".git" / "index.lock").symlink_to("nowhere")
    assert not is_state_committed(archive.root)
    (archive.root / ".git" / "index.lock").unlink()
    archive.write({".shortsite/check.json": "{}"})
    archive.git("add", "--force", ".shortsite/check.json")

    def gone(_: Path) -> bytes:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_bytes", gone)
    assert is_state_committed(archive.root)


def test_without_a_repository_nothing_is_committed(tmp_path: Path) -> None:
    (tmp_path / ".shortsite").mkdir()
    assert not is_state_committed(tmp_path)
    (tmp_path / ".git").write_text("gitdir: nowhere\n")
    assert not is_state_committed(tmp_path)


def test_what_was_committed_can_be_deleted(archive: Repository) -> None:
    archive.write({".shortsite/check.json": "{}"})
    archive.git("add", "--force", ".shortsite/check.json")
    assert 0 == told(archive.root, "clean")[0]
    assert not (archive.root / ".shortsite").exists()
