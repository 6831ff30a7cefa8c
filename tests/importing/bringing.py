"""The command ``import`` run in this process, and what it leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archives import linked, write_archive
from click.testing import CliRunner

from shortsite.cli import shortsite

#: A PNG of 1 x 1 pixels, as far as a header tells; ``tail`` makes it another one.
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0"


@dataclass(frozen=True)
class Brought:
    lines: list[str]
    errors: list[str]
    status: int


def bring(root: Path, *arguments: str | Path) -> Brought:
    """Run the command; places in its lines are relative to the folder that holds the archive."""
    done = CliRunner().invoke(shortsite, ["-C", str(root), "import", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    here = f"{root.parent}/"
    return Brought(
        done.stdout.replace(here, "").splitlines(), done.stderr.replace(here, "").splitlines(), done.exit_code
    )


def empty(tmp_path: Path, name: str = "archive") -> Path:
    """An archive without content."""
    return write_archive(tmp_path / name, {})


def given(tmp_path: Path, name: str, text: str | bytes) -> Path:
    """A file to import."""
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def files(root: Path) -> dict[str, str]:
    """The texts of the archive's files by path."""
    found = sorted(file for file in (root / "content").rglob("*") if file.is_file())
    return {file.relative_to(root).as_posix(): file.read_bytes().decode("utf-8", "replace") for file in found}


def errors(root: Path) -> list[str]:
    """What ``check`` would call an error."""
    return [str(problem) for problem in linked(root)[1] if problem.severity == "error"]
