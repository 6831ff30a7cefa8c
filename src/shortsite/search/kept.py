"""An index of texts that Pagefind has made, kept as one archive of its files."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from shortsite import urls
from shortsite.model import File

#: The name of the archive's member that tells which fragment belongs to which paper.
FRAGMENTS = "fragments.json"
_KEPT = 3
#: What stands before the JSON of a fragment.
_MARK = b"pagefind_dcd"
#: Pagefind's own interfaces, which nobody uses here, and its filters, whose order differs every time.
_UNUSED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight", "filter/")


class Bundle:
    """An index; an empty one unless it ``is_made``, and with a ``fault`` where it ought to be and Pagefind failed.

    ``name`` stands for all that it is made of.
    """

    def __init__(self, name: str = "", fault: str = "") -> None:
        self.name = name
        self.fault = fault

    @property
    def is_made(self) -> bool:
        """Whether there is an index, as far as is known yet."""
        return False

    def ended(self) -> Bundle:
        """The index itself, waited for where it is still under way."""
        return self

    def files(self) -> Iterator[File]:
        """The files of the index, below ``/pagefind/``."""
        yield from ()

    def fragments(self) -> Mapping[str, str]:
        """Paper id -> the name by which Pagefind's results call it."""
        return {}


class Kept(Bundle):
    """An index in an archive of its files."""

    def __init__(self, archive: Path) -> None:
        super().__init__(archive.stem)
        self._archive = archive

    @property
    def is_made(self) -> bool:
        """It is."""
        return True

    def files(self) -> Iterator[File]:
        """The files of the index, below ``/pagefind/``."""
        with zipfile.ZipFile(self._archive) as archive:
            for name in archive.namelist():
                if name != FRAGMENTS:
                    yield File(urls.full_text_file(name), archive.read(name))

    def fragments(self) -> Mapping[str, str]:
        """Paper id -> the name by which Pagefind's results call it."""
        with zipfile.ZipFile(self._archive) as archive:
            found: dict[str, str] = json.loads(archive.read(FRAGMENTS))
        return found


def found(home: Path, name: str, *, may_be_old: bool) -> Kept | None:
    """An index that was kept, if it is whole."""
    for archive in (home / name, *(_newest_first(home) if may_be_old else ())):
        if archive.is_file() and _is_whole(archive):
            return Kept(archive)
    return None


def _is_whole(archive: Path) -> bool:
    try:
        with zipfile.ZipFile(archive) as opened:
            return FRAGMENTS in opened.namelist() and opened.testzip() is None
    except (OSError, ValueError, RuntimeError, EOFError, zlib.error, zipfile.BadZipFile):
        return False


def pack(made: Path, archive: Path) -> None:
    """Keep the files of an index as one archive; those of the last states stay for who works on two branches."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    draft = archive.with_suffix(f".{os.getpid()}")
    try:
        _write(made, draft)
        draft.replace(archive)
    finally:
        # it is there where it could not be finished
        with suppress(OSError):
            draft.unlink()
    for old in _newest_first(archive.parent)[_KEPT:]:
        old.unlink(missing_ok=True)


def _write(made: Path, draft: Path) -> None:
    fragments: dict[str, str] = {}
    # a link of that name would have come with the archive
    draft.unlink(missing_ok=True)
    with draft.open("xb") as file, zipfile.ZipFile(file, "w") as packed:
        for path in sorted(path for path in made.rglob("*") if path.is_file()):
            name = path.relative_to(made).as_posix()
            if not name.startswith(_UNUSED):
                data = path.read_bytes()
                packed.writestr(zipfile.ZipInfo(name), data)
                if path.suffix == ".pf_fragment":
                    fragments[_paper_of(data)] = path.stem
        packed.writestr(zipfile.ZipInfo(FRAGMENTS), json.dumps(fragments))


def _newest_first(home: Path) -> list[Path]:
    found: list[tuple[int, Path]] = []
    for path in home.glob("*.zip"):
        with suppress(FileNotFoundError):  # another build does not need it any more
            found.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(found, reverse=True)]


def _paper_of(fragment: bytes) -> str:
    """The id of the paper that a fragment tells of: its URL is ``/paper/<id>/``."""
    try:
        told = json.loads(gzip.decompress(fragment).removeprefix(_MARK))
        return str(told["url"]).strip("/").rpartition("/")[2]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as fault:
        raise RuntimeError(f"it wrote a fragment that cannot be read: {fault}") from fault
