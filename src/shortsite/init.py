"""A new archive: the files of ``starter/``, and which version made it, put into an empty folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from shortsite import __version__
from shortsite.problems import quoted

STARTER = Path(__file__).with_name("starter")
REQUIREMENTS = PurePosixPath(".github/requirements.txt")

#: What a repository that was just made may hold, in lower case and without its suffix; it is kept as it is.
_KEPT = frozenset(
    {".git", ".gitignore", ".gitattributes", ".editorconfig", ".github", ".vscode"}
    | {"readme", "license", "licence", "copying"}
)


def write_archive(folder: Path) -> tuple[Path, ...]:
    """Write a small working archive into ``folder``, which is made if need be; return the paths of its files.

    A README, a licence and the like that are there already stay as they are. Raises FileExistsError when the folder
    holds anything else, another OSError when it cannot be written.
    """
    _refuse_work(folder)
    written = []
    for path, data in starter_files():
        target = folder / path
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            written.append(target)
    return tuple(written)


def starter_files() -> Iterator[tuple[PurePosixPath, bytes]]:
    """Path and bytes of every file of a new archive."""
    for source in sorted(STARTER.rglob("*")):
        if source.is_file():
            yield PurePosixPath(source.relative_to(STARTER).as_posix()), source.read_bytes()
    # Dependabot proposes the next version
    yield REQUIREMENTS, f"# What the workflows install.\nshortsite[cards,math,search]=={__version__}\n".encode()


def _refuse_work(folder: Path) -> None:
    """Raise FileExistsError when the folder holds somebody's work, or is no folder."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FileExistsError(f"{folder} is not a folder")
    found = sorted(entry.name for entry in folder.iterdir() if not _is_kept(entry.name))
    if found:
        names = ", ".join(map(quoted, found[:3])) + (f" and {len(found) - 3} more" if found[3:] else "")
        raise FileExistsError(
            f"{folder.absolute()} is not empty: it holds {names}; name a new folder, such as 'shortsite init archive'"
        )


def _is_kept(name: str) -> bool:
    return (name if name.startswith(".") else Path(name).stem).lower() in _KEPT
