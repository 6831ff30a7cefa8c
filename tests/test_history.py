"""What git knows of an archive, asked of real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repositories import Repository

from shortsite.review.history import HistoryError, base_of, changed_paths, tree_at

PAPER = "content/papers/a.yml"
OTHER = "content/papers/b.yml"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository whose branch ``work`` left ``main`` at a commit that holds two papers."""
    made = Repository.init(tmp_path / "archive")
    made.commit({PAPER: "title: A\n", OTHER: "title: B\n"})
    made.git("checkout", "-q", "-b", "work")
    return made


def files(tree: Path) -> dict[str, bytes]:
    return {
        path.relative_to(tree).as_posix(): path.read_bytes()
        for path in sorted(tree.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def laid_out(repository: Repository, revision: str, only: Iterable[str] = ()) -> dict[str, bytes]:
    with tree_at(repository.root, revision, tuple(only)) as tree:
        return files(tree)


# The base


def test_the_base_is_where_the_branch_left(repository: Repository) -> None:
    base = repository.head()
    repository.commit({PAPER: "title: A2\n"})
    repository.git("checkout", "-q", "main")
    repository.commit({OTHER: "title: B2\n"})
    repository.git("checkout", "-q", "work")
    assert base == base_of(repository.root, "main")
    assert {PAPER} == changed_paths(repository.root, base)


@pytest.mark.parametrize(
    "revision", ["nonsense", "", "main..work", "a b", "nul\0", "main\n", "--all", "-h", ":/", "HEAD:a"]
)
def test_an_unknown_revision_is_named(repository: Repository, revision: str) -> None:
    with pytest.raises(HistoryError, match="there is no revision"):
        base_of(repository.root, revision)


def test_a_revision_is_never_an_option(repository: Repository, tmp_path: Path) -> None:
    stolen = tmp_path / "stolen"
    with pytest.raises(HistoryError, match="there is no revision '--output="):
        changed_paths(repository.root, f"--output={stolen}")
    assert not stolen.exists()


def test_a_branch_of_a_remote_that_was_not_fetched_says_what_to_type(repository: Repository) -> None:
    with pytest.raises(HistoryError) as caught:
        base_of(repository.root, "origin/main")
    assert "there is no revision 'origin/main'; fetch it with: git fetch origin main" == str(caught.value)


def test_a_folder_without_a_repository_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="is in no git repository; start one with: git init"):
        base_of(tmp_path, "main")


def test_a_repository_without_a_commit_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="has no commit yet"):
        base_of(Repository.init(tmp_path / "new").root, "main")


def test_histories_that_never_met_are_told_apart(repository: Repository) -> None:
    repository.git("checkout", "-q", "--orphan", "island")
    repository.commit({PAPER: "title: alone\n"})
    with pytest.raises(HistoryError, match="has no commit in common with 'main'"):
        base_of(repository.root, "main")


def test_git_that_is_not_installed_is_told_apart(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(HistoryError, match="git cannot be run"):
        base_of(repository.root, "main")


def test_a_shallow_clone_says_what_to_type(repository: Repository, tmp_path: Path) -> None:
    repository.commit({PAPER: "title: A2\n"})
    shallow = tmp_path / "shallow"
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.root}", str(shallow))
    with pytest.raises(HistoryError, match="in this shallow clone; type: git fetch --unshallow .*fetch-depth: 0"):
        base_of(shallow, "origin/main")


def test_a_history_that_is_cut_off_before_the_base_says_what_to_type(repository: Repository, tmp_path: Path) -> None:
    repository.commit({PAPER: "title: A2\n"})
    repository.git("checkout", "-q", "main")
    repository.commit({OTHER: "title: B2\n"})
    repository.git("checkout", "-q", "work")
    shallow = tmp_path / "shallow"
    options = ("--depth", "1", "--no-single-branch")
    repository.git("clone", "-q", *options, f"file://{repository.root}", str(shallow))
    with pytest.raises(HistoryError, match="does not reach back .* 'origin/main'; type: git fetch --unshallow"):
        base_of(shallow, "origin/main")


def test_the_variables_of_a_hook_do_not_mislead(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository.init(tmp_path / "other")
    other.commit({"x": "x"})
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git/index"))
    assert frozenset() == changed_paths(repository.root, "main")


# What changed


def test_everything_that_is_not_as_at_the_base_is_found(repository: Repository) -> None:
    repository.commit({"content/papers/committed.yml": "title: C\n"})
    repository.write({PAPER: "title: edited\n", "content/papers/untracked.yml": "title: U\n"})
    repository.write({"content/papers/staged.yml": "title: S\n", ".gitignore": "*.log\n", "a.log": "x"})
    repository.git("add", "content/papers/staged.yml")
    (repository.root / OTHER).unlink()
    added = {f"content/papers/{name}.yml" for name in ("committed", "untracked", "staged")}
    assert {PAPER, OTHER, ".gitignore", *added} == changed_paths(repository.root, base_of(repository.root, "main"))


def test_a_moved_file_is_there_under_both_names(repository: Repository) -> None:
    repository.git("mv", PAPER, "content/papers/z.yml")
    assert {PAPER, "content/papers/z.yml"} == changed_paths(repository.root, "main")


def test_what_was_only_touched_did_not_change(repository: Repository) -> None:
    os.utime(repository.root / PAPER, (1, 1))
    assert frozenset() == changed_paths(repository.root, "main")


def test_what_was_changed_and_changed_back_did_not_change(repository: Repository) -> None:
    repository.commit({PAPER: "title: A2\n"})
    repository.commit({PAPER: "title: A\n"})
    assert frozenset() == changed_paths(repository.root, "main")


def test_paths_may_hold_anything(repository: Repository) -> None:
    names = ["a b.yml", "ü.yml", 'quo"te.yml', "line\nbreak.yml", "*.yml", ":(top)x.yml", "-x.yml", "tab\t.yml"]
    paths = {f"content/papers/{name}": "title: X\n" for name in names}
    repository.commit(paths)
    raw = os.fsdecode(b"content/papers/\xff.yml")
    (repository.root / raw).write_text("title: X\n")
    assert {*paths, raw} == changed_paths(repository.root, "main")
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "raw")
    assert {*paths, raw, PAPER, OTHER} == set(laid_out(repository, "HEAD"))


def test_an_archive_in_a_subfolder_knows_only_its_own_files(tmp_path: Path) -> None:
    repository = Repository.init(tmp_path / "project")
    repository.commit({"docs/x.md": "x", f"archive/{PAPER}": "title: A\n", "archived/y.md": "y"})
    repository.git("checkout", "-q", "-b", "work")
    repository.commit({"docs/x.md": "x2", f"archive/{PAPER}": "title: A2\n", "archived/y.md": "y2"})
    repository.write({"docs/new.md": "n", f"archive/{OTHER}": "title: B\n"})
    root = repository.root / "archive"
    assert {PAPER, OTHER} == changed_paths(root, "main")
    with tree_at(root, "main") as tree:
        assert {PAPER: b"title: A\n"} == files(tree)


def test_a_folder_that_was_not_there_at_the_base_was_empty(repository: Repository) -> None:
    repository.write({"new/content/papers/a.yml": "title: A\n"})
    with tree_at(repository.root / "new", "main") as tree:
        assert {} == files(tree)


def test_no_code_of_the_repository_runs(repository: Repository, tmp_path: Path) -> None:
    sign = tmp_path / "ran"
    hook = repository.root / ".git/hooks/post-index-change"
    hook.write_text(f"#!/bin/sh\ntouch {sign}\n")
    hook.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "diff.x.textconv", "diff.x.command"):
        repository.git("config", key, f"touch {sign};")
    repository.write({".gitattributes": "* diff=x\n", PAPER: "title: edited\n"})
    os.utime(repository.root / OTHER, (1, 1))
    assert {PAPER, ".gitattributes"} == changed_paths(repository.root, "main")
    assert {PAPER, OTHER} == set(laid_out(repository, "main"))
    assert not sign.exists()


# Files and trees as they were


def test_a_file_as_it_was(repository: Repository) -> None:
    repository.write({PAPER: "title: edited\n"})
    assert {PAPER: b"title: A\n"} == laid_out(repository, "main", [PAPER])
    assert {} == laid_out(repository, "main", ["content/papers/none.yml"])
    assert {} == laid_out(repository, "main", [f"../archive/{PAPER}"])


def test_bytes_are_as_git_keeps_them_whatever_the_attributes_say(repository: Repository) -> None:
    crlf, binary = b"title: C\r\n", bytes(range(256)) * 9000
    repository.commit({".gitattributes": "c.yml export-ignore\nd.txt export-subst ident eol=crlf\n"})
    repository.commit({"c.yml": crlf, "d.txt": "$Format:%H$ $Id$\n", "e.png": binary, "empty": ""})
    tree = laid_out(repository, "HEAD")
    assert (b"$Format:%H$ $Id$\n", binary, b"") == (tree["d.txt"], tree["e.png"], tree["empty"])
    assert crlf == tree["c.yml"]


def test_only_what_is_wanted_is_laid_out(repository: Repository) -> None:
    repository.commit({"themes/x/a.css": "", "contents/no.md": "", "config.yml": "title: X\n"})
    assert {PAPER, OTHER, "config.yml"} == set(laid_out(repository, "HEAD", ["content", "config.yml"]))
    assert {PAPER} == set(laid_out(repository, "HEAD", [PAPER, "none"]))


def test_the_folder_is_gone_afterwards(repository: Repository) -> None:
    with tree_at(repository.root, "main") as tree:
        assert tree.is_dir()
    assert not tree.exists()


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        ("b.yml", True),
        ("../papers/b.yml", True),
        ("../../content/papers/b.yml", True),
        ("../../../archive/content/papers/b.yml", False),
        ("/etc/passwd", False),
        ("x/../../../../secret", False),
    ],
)
def test_links_lead_nowhere_outside(repository: Repository, target: str, leads: bool) -> None:
    (repository.root / "content/papers/link.yml").symlink_to(target)
    repository.commit({})
    with tree_at(repository.root, "work") as tree:
        link = tree / "content/papers/link.yml"
        assert link.is_symlink()
        assert leads == link.exists()


@given(st.lists(st.sampled_from(["a", "b", "..", "."]), min_size=1, max_size=6), st.integers(0, 3))
def test_no_link_that_is_kept_leaves_the_tree(parts: list[str], depth: int) -> None:
    from shortsite.review.history import _stays_inside

    path = "/".join(["d"] * depth + ["link"])
    target = "/".join(parts)
    # every name below may itself be a link to the root: the worst that links which stay inside can do
    level = depth
    for part in parts:
        level = level - 1 if part == ".." else level if part == "." else 0
        if level < 0:
            assert not _stays_inside(path, target)
            return


def test_a_tree_with_names_that_no_checkout_would_make_is_laid_out_without_them(repository: Repository) -> None:
    blob = repository.git("hash-object", "-w", "--stdin", given="evil").strip()
    inner = repository.git("mktree", given=f"100644 blob {blob}\tevil.yml\n").strip()
    names = ["..", ".git", ".GIT", "good"]
    raw = b"".join(b"40000 %b\0%b" % (name.encode(), bytes.fromhex(inner)) for name in sorted(names))
    tree = repository.git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", given=raw).strip()
    commit = repository.git("commit-tree", "-m", "evil", tree).strip()
    assert {"good/evil.yml": b"evil"} == laid_out(repository, commit)


def test_a_repository_that_lost_a_file_is_told(repository: Repository) -> None:
    name = repository.git("rev-parse", f"HEAD:{PAPER}").strip()
    lost = repository.root / ".git/objects" / name[:2] / name[2:]
    lost.unlink()
    with pytest.raises(HistoryError, match="the archive as of 'main' cannot be laid out"):
        laid_out(repository, "main")


def test_submodules_are_left_out(repository: Repository) -> None:
    head = repository.head()
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{head},content/module")
    repository.git("commit", "-q", "-m", "module")
    assert {PAPER, OTHER} == set(laid_out(repository, "HEAD"))


def test_many_files_come_in_one_go(repository: Repository) -> None:
    many: Mapping[str, str] = {f"content/papers/{number:05}.yml": f"title: {number}\n" for number in range(3000)}
    repository.commit(many)
    assert 3002 == len(laid_out(repository, "HEAD"))


def test_a_worktree_is_a_repository_too(repository: Repository, tmp_path: Path) -> None:
    other = tmp_path / "worktree"
    repository.git("worktree", "add", "-q", str(other), "-b", "second")
    Repository(other).write({PAPER: "title: there\n"})
    assert {PAPER} <= changed_paths(other, base_of(other, "main"))
    shutil.rmtree(other)


def test_a_repository_of_somebody_else_is_told_in_the_words_of_git(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    if subprocess.run(["git", "status"], cwd=repository.root, capture_output=True, check=False).returncode == 0:
        pytest.skip("this git does not ask who owns a repository")
    with pytest.raises(HistoryError, match="dubious ownership"):
        base_of(repository.root, "main")
