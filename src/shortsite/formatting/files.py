"""Which files are formatted, and what becomes of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from shortsite.additions import Addition, AdditionError, replace_text
from shortsite.config import CONTENT
from shortsite.folders import walked
from shortsite.formatting import AlteredError, formatted
from shortsite.problems import Place, Problem
from shortsite.readers import KINDS
from shortsite.records import RECORD_BYTES, TEXT_BYTES, read_text


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of all files: how many there are, how many changed, and why others were left alone."""

    files: int
    changed: int
    problems: tuple[Problem, ...]
    faults: tuple[str, ...]


class PathError(Exception):
    """A path that names nothing that is formatted; the text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What formatting makes of a file: its bytes, its new text, or why it is left alone.

    ``fault`` is a sentence on a fault of the program. ``text`` is None where there are problems or a fault.
    """

    path: str
    data: bytes
    text: str | None
    problems: tuple[Problem, ...] = ()
    fault: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether the file would be another."""
        return self.text is not None and self.text.encode() != self.data

    def write(self, root: Path) -> tuple[Problem, ...]:
        """Replace the file at once and whole; give the problem of one that cannot be written."""
        try:
            replace_text(Addition(self.path, self.text or ""), root)
        except AdditionError as error:
            return (Problem(Place(self.path), "SS001", str(error)),)
        return ()


def format_files(root: Path, paths: Sequence[Path], tell: Callable[[Outcome], None], *, write: bool = True) -> Tally:
    """Format the records below the paths, or all; ``tell`` hears of each file that changes. Raises PathError."""
    files = named_files(root, paths)
    changed = 0
    problems: list[Problem] = []
    faults: list[str] = []
    for outcome in outcomes(root, files):
        found = outcome.write(root) if outcome.is_changed and write else ()
        if outcome.is_changed and not found:
            tell(outcome)
            changed += 1
        problems += (*outcome.problems, *found)
        faults += [outcome.fault] if outcome.fault else []
    return Tally(len(files), changed, tuple(problems), tuple(faults))


def named_files(root: Path, paths: Sequence[Path]) -> list[str]:
    """The files that are meant, relative to the archive's folder, in order: all below ``content/``, or below ``paths``.

    Hidden files, links, and files that hold no record are passed over. Raises PathError for a path that is not below
    ``content/``, or only by way of a link.
    """
    if not paths and not (root / CONTENT).is_dir():
        raise PathError(f"there is no folder '{CONTENT}' in {root}")
    found = {path for named in paths or (root / CONTENT,) for path in _below(root, _relative(root, named))}
    return sorted(path for path in found if kind_of(path))


def kind_of(path: str) -> str:
    """The kind of record that the file holds, an empty text if none."""
    inner = PurePosixPath(path.removeprefix(f"{CONTENT}/"))
    for kind in KINDS.values():
        is_its = str(inner) == kind.folder or (inner.parts[0] == kind.folder and len(inner.parts) > 1)
        if is_its and inner.suffix == kind.suffix:
            return kind.name
    return ""


def outcomes(root: Path, paths: Iterable[str]) -> Iterator[Outcome]:
    """What formatting makes of each of the files."""
    for path in paths:
        limit = TEXT_BYTES if path.endswith(".md") else RECORD_BYTES
        text, problems = read_text(root / path, path, limit)
        yield Outcome(path, b"", None, tuple(problems)) if text is None else _outcome(root, path, text)


def _outcome(root: Path, path: str, text: str) -> Outcome:
    data = (root / path).read_bytes()
    try:
        made, problems = formatted(kind_of(path), text, path)
    except AlteredError as fault:
        return Outcome(path, data, None, fault=str(fault))
    return Outcome(path, data, made, () if made is not None else tuple(problems))


def _relative(root: Path, named: Path) -> str:
    """The path relative to the archive's folder, with no link on its way. Raises PathError."""
    top = Path(os.path.realpath(root))
    # the last part is not resolved, so that a link is seen as one
    last = "" if named.name == ".." else named.name
    path = Path(os.path.realpath(named.parent if last else named)) / last
    try:
        relative = path.relative_to(top)
    except ValueError:
        raise PathError(f"{named} is not in the archive {root}") from None
    if relative.parts[:1] != (CONTENT,):
        raise PathError(f"{named} is not below {CONTENT}/, where records are")
    if any((top / parent).is_symlink() for parent in (relative, *relative.parents)):
        raise PathError(f"{named} is a link, and links are not followed")
    return relative.as_posix()


def _below(root: Path, path: str) -> Iterator[str]:
    if not (root / path).is_dir():
        yield path
        return
    for above, folders, names in walked(root / path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inner = Path(above).relative_to(root).as_posix()
        yield from (f"{inner}/{name}" for name in names if not name.startswith("."))
