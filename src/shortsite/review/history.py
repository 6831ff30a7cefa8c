"""What git knows of an archive: what a branch changed, and the archive as it was.

Everything is asked of ``git`` itself. No hook or external diff runs, no argument is taken for an option or a pattern,
and the archive may be any folder of its repository: all paths are relative to the archive.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

#: What lies in the environment of a hook, and would have git look at another repository than the archive's.
_MISLEADING = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE")
_SETTINGS = {"GIT_LITERAL_PATHSPECS": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_GIT = ("git", "-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false", "-c", "diff.autoRefreshIndex=true")
_FILES = ("100644", "100755")
_LINK = "120000"
_PIECE = 1 << 20
#: A target that is never there: git allows no such name in a tree.
_NOWHERE = ".git/nowhere"


class HistoryError(Exception):
    """Git cannot tell; the text says why, and what to type."""


@dataclass(frozen=True, slots=True)
class _Blob:
    """A file or symbolic link of a tree: its mode as git writes it, and the name of its bytes."""

    mode: str
    name: str


def base_of(root: Path, revision: str) -> str:
    """The commit where the branch that is checked out left ``revision``, the best common ancestor.

    Raises HistoryError if the archive is in no repository, or if there is no such revision or ancestor.
    """
    head = _commit(root, "HEAD")
    if not head:
        message = "the branch that is checked out has no commit yet; commit something first"
        raise HistoryError(message)
    commit = _known_commit(root, revision)
    base = _answer(root, "merge-base", commit, head).strip()
    if base:
        return base
    if _is_shallow(root):
        raise _too_shallow(f"the history that is here does not reach back to where the branch left '{revision}'")
    message = f"the branch that is checked out has no commit in common with '{revision}'; name another revision"
    raise HistoryError(message)


def changed_paths(root: Path, base: str) -> frozenset[str]:
    """The files that are not as they were at ``base``: added, edited, removed, committed or not; ignored ones never.

    A file that moved is there twice, under its old and its new path. Raises HistoryError.
    """
    commit = _known_commit(root, base)
    options = ("--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--relative")
    changed = _git(root, "diff", *options, commit, "--", ".")
    added = _git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return frozenset(os.fsdecode(path) for path in (changed + added).split(b"\0") if path)


@contextmanager
def tree_at(root: Path, revision: str, only: Collection[str] = ()) -> Iterator[Path]:
    """The archive's folder as it was at the revision, in a temporary folder that is removed afterwards.

    ``only`` names the files and folders that are wanted, all if it is empty. Bytes are as git keeps them. A symbolic
    link that would lead out of the folder leads nowhere instead; submodules are left out. Raises HistoryError.
    """
    blobs = _blobs(root, _known_commit(root, revision), frozenset(only))
    with TemporaryDirectory(prefix="shortsite-") as folder:
        tree = Path(folder).resolve()
        try:
            _lay_out(root, blobs, tree)
        except (OSError, ValueError) as fault:
            message = f"the archive as of '{revision}' cannot be laid out: {fault}"
            raise HistoryError(message) from fault
        yield tree


# Revisions


def _known_commit(root: Path, revision: str) -> str:
    commit = _commit(root, revision)
    if commit:
        return commit
    if _is_shallow(root):
        raise _too_shallow(f"there is no revision '{revision}' in this shallow clone")
    remote, _, branch = revision.partition("/")
    hint = f"fetch it with: git fetch {remote} {branch}" if branch else "name a branch, tag or commit"
    message = f"there is no revision '{revision}'; {hint}"
    raise HistoryError(message)


def _commit(root: Path, revision: str) -> str:
    """The full name of the commit; empty if there is none, or if the text could be taken for an option."""
    _check_repository(root)
    if not revision or revision.startswith("-") or not revision.isprintable():
        return ""
    return _answer(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").strip()


def _check_repository(root: Path) -> None:
    done = _run(root, "rev-parse", "--is-inside-work-tree")
    if done.stdout.strip() == b"true":
        return
    reason = _first_line(done.stderr)
    if "not a git repository" in reason or not reason:
        message = f"the archive {root.resolve()} is in no git repository; start one with: git init"
        raise HistoryError(message)
    raise HistoryError(reason)


def _is_shallow(root: Path) -> bool:
    return _answer(root, "rev-parse", "--is-shallow-repository").strip() == "true"


def _too_shallow(message: str) -> HistoryError:
    hint = "type: git fetch --unshallow (or give 'fetch-depth: 0' to actions/checkout)"
    return HistoryError(f"{message}; {hint}")


# Trees


def _blobs(root: Path, commit: str, only: frozenset[str]) -> dict[str, _Blob]:
    """The files and links of a commit by path; names that no checkout would make are left out."""
    found: dict[str, _Blob] = {}
    for line in _git(root, "ls-tree", "-r", "-z", commit).split(b"\0"):
        told, _, raw = line.partition(b"\t")
        path = os.fsdecode(raw)
        if told and _is_sound(path) and (not only or _is_wanted(path, only)):
            mode, kind, name = told.decode("ascii").split()
            if kind == "blob":
                found[path] = _Blob(mode, name)
    return found


def _is_sound(path: str) -> bool:
    return not any(part in ("", ".", "..") or part.casefold() == ".git" for part in path.split("/"))


def _is_wanted(path: str, only: frozenset[str]) -> bool:
    parts = path.split("/")
    return any("/".join(parts[:number]) in only for number in range(1, len(parts) + 1))


def _lay_out(root: Path, blobs: Mapping[str, _Blob], tree: Path) -> None:
    """Write the files, then the links, so that nothing is ever written through a link."""
    files = {path: blob for path, blob in blobs.items() if blob.mode in _FILES}
    for folder in sorted({Path(path).parent for path in blobs}):
        (tree / folder).mkdir(parents=True, exist_ok=True)
    _write_files(root, files, tree)
    for path, blob in blobs.items():
        if blob.mode == _LINK:
            target = os.fsdecode(_git(root, "cat-file", "blob", blob.name))
            (tree / path).symlink_to(target if _stays_inside(path, target) else _NOWHERE)


def _write_files(root: Path, files: Mapping[str, _Blob], tree: Path) -> None:
    """Fetch all files from one ``git cat-file --batch``: https://git-scm.com/docs/git-cat-file#_batch_output."""
    command = (*_GIT, "cat-file", "--batch")
    with TemporaryFile() as asked:
        asked.writelines(f"{blob.name}\n".encode() for blob in files.values())
        asked.seek(0)
        with subprocess.Popen(command, cwd=root, env=_environment(), stdin=asked, stdout=subprocess.PIPE) as git:  # noqa: S603
            assert git.stdout is not None
            for path in files:
                _take(git.stdout, tree / path)


def _take(answers: IO[bytes], file: Path) -> None:
    """Write the next answer to a file that must not be there yet; raises ValueError if git has no such bytes."""
    header = answers.readline()
    _, _, size = header.rpartition(b" blob ")
    left = int(size)
    with file.open("xb") as target:
        while left and (piece := answers.read(min(left, _PIECE))):
            left -= target.write(piece)
    if left or answers.read(1) != b"\n":
        message = "git ended early"
        raise ValueError(message)


def _stays_inside(path: str, target: str) -> bool:
    """Whether a link cannot lead out of the tree: it goes up no further than the root, and only at its start.

    Folders of a tree are never links, so going up first is exact; below, every link keeps to the same rule.
    """
    parts = target.split("/")
    ups = next((number for number, part in enumerate(parts) if part != ".."), len(parts))
    return bool(target) and not target.startswith("/") and ups <= path.count("/") and ".." not in parts[ups:]


# Asking git


def _git(root: Path, *arguments: str) -> bytes:
    """What git prints; raises HistoryError with git's own words if it fails."""
    done = _run(root, *arguments)
    if done.returncode:
        message = f"git {arguments[0]} failed: {_first_line(done.stderr) or f'exit status {done.returncode}'}"
        raise HistoryError(message)
    return done.stdout


def _answer(root: Path, *arguments: str) -> str:
    """What git prints, empty if it fails."""
    done = _run(root, *arguments)
    return "" if done.returncode else done.stdout.decode("utf-8", "replace")


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = (*_GIT, *arguments)
    try:
        return subprocess.run(command, cwd=root, env=_environment(), capture_output=True, check=False)  # noqa: S603
    except OSError as fault:
        message = f"git cannot be run: {fault}; install it, or mend your PATH"
        raise HistoryError(message) from fault


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _MISLEADING} | _SETTINGS


def _first_line(text: bytes) -> str:
    lines = text.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else ""
