"""Pagefind's index of the texts, for readers who search for more than names: https://pagefind.app.

Pagefind runs as a process of its own while pages are rendered, and only where a text has changed: what it made is kept
as one archive, under a hash of all that it was given.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from shortsite import installed, urls
from shortsite.model import File
from shortsite.search.texts import text_documents
from shortsite.search.titles import numbered_papers
from shortsite.views import Views

#: The name of the archive's member that tells which fragment belongs to which paper.
FRAGMENTS = "fragments.json"
_KEPT = 3
#: What stands before the JSON of a fragment.
_MARK = b"pagefind_dcd"
#: Pagefind's own interfaces, which nobody uses here, and its filters, whose order differs every time.
_UNUSED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight", "filter/")


#: Nobody waits longer for Pagefind: some archives of 10,000 texts take it a minute.
_PATIENCE = 1_800.0


class Bundle:
    """An index; an empty one unless it ``is_made``, and with a ``fault`` where it ought to be and Pagefind failed."""

    is_made = False

    def __init__(self, fault: str = "") -> None:
        self.fault = fault

    def ended(self) -> Bundle:
        """The index itself, waited for where it is still under way."""
        return self

    def files(self) -> Iterator[File]:
        """The files of the index, below ``/pagefind/``."""
        yield from ()

    def fragments(self) -> Mapping[str, str]:
        """Paper id -> the name by which Pagefind's results call it."""
        return {}


class _Kept(Bundle):
    """An index in an archive of its files."""

    is_made = True

    def __init__(self, archive: Path) -> None:
        super().__init__()
        self._archive = archive

    def files(self) -> Iterator[File]:
        with zipfile.ZipFile(self._archive) as archive:
            for name in archive.namelist():
                if name != FRAGMENTS:
                    yield File(urls.full_text_file(name), archive.read(name))

    def fragments(self) -> Mapping[str, str]:
        with zipfile.ZipFile(self._archive) as archive:
            found: dict[str, str] = json.loads(archive.read(FRAGMENTS))
        return found


@dataclass(frozen=True, slots=True)
class _Run:
    """Pagefind at work, in a folder with its input and output, and where to keep what it makes."""

    process: subprocess.Popen[bytes]
    folder: Path
    archive: Path

    def ended(self) -> _Kept:
        """The index. Raises RuntimeError where Pagefind failed."""
        told = self.process.communicate(timeout=_PATIENCE)[0].decode(errors="replace").strip()
        if self.process.returncode:
            raise RuntimeError(told[-300:] or f"it ended with {self.process.returncode}")
        made = self.folder / "bundle"
        _pack(made, self.archive)
        return _Kept(self.archive)


class _Awaited(Bundle):
    """An index that Pagefind is making. Only what it has ended as is of use."""

    def __init__(self, run: _Run) -> None:
        super().__init__()
        self._run = run
        self._made: Bundle | None = None

    def ended(self) -> Bundle:
        if self._made is None:
            try:
                self._made = self._run.ended()
            except subprocess.TimeoutExpired as fault:
                self._made = Bundle(f"it was still at work after {fault.timeout:,.0f} seconds")
            except (OSError, RuntimeError) as fault:
                self._made = Bundle(" ".join(str(fault).split()))
        return self._made


@contextmanager
def full_text(views: Views, home: Path | None, *, wanted: bool, may_be_old: bool = False) -> Iterator[Bundle]:
    """The index of the archive's texts; an empty one where it is not ``wanted``, and without Pagefind or papers.

    It is made while the context lasts, and ends as an empty one with a fault where Pagefind fails.
    ``home`` is the folder in which indexes are kept, None to keep none. ``may_be_old`` takes the one that is there,
    whatever texts it was made of. Pagefind is ended when the context is left.
    """
    program = installed.pagefind() if wanted else None
    if program is None or not views.archive.papers:
        yield Bundle()
        return
    documents = list(text_documents(views, numbered_papers(views)))
    language = views.config.language.split("-")[0].lower()
    name = f"{_digest(language, documents)}.zip"
    kept = _found(home, name, may_be_old=may_be_old) if home else None
    if kept:
        yield kept
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="shortsite-search-")))
        try:
            run = _started(program, language, documents, folder, (home or folder) / name)
        except OSError as fault:
            yield Bundle(str(fault))
            return
        stack.callback(_stop, run.process)
        yield _Awaited(run)


def _digest(language: str, documents: Sequence[tuple[str, str]]) -> str:
    """The hash of Pagefind's version and all that it is given."""
    made = blake2b(f"{installed.pagefind_version()} {language}\0".encode(), digest_size=12)
    for path, text in documents:
        made.update(f"{path}\0{text}\0".encode("utf-8", "replace"))
    return made.hexdigest()


def _found(home: Path, name: str, *, may_be_old: bool) -> _Kept | None:
    """An index that was kept, if it is whole."""
    for archive in (home / name, *(_newest_first(home) if may_be_old else ())):
        if archive.is_file() and _is_whole(archive):
            return _Kept(archive)
    return None


def _is_whole(archive: Path) -> bool:
    try:
        with zipfile.ZipFile(archive) as opened:
            return FRAGMENTS in opened.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def _started(program: Path, language: str, documents: Iterable[tuple[str, str]], folder: Path, archive: Path) -> _Run:
    for path, text in documents:
        file = folder / "texts" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", errors="replace")
    command = [str(program), "--silent", "--site", "texts", "--output-path", "bundle", "--force-language", language]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # noqa: S603
    return _Run(process, folder, archive)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End Pagefind, if the build ended before it."""
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def _pack(made: Path, archive: Path) -> None:
    """Keep the files of an index as one archive; those of the last states stay for who works on two branches."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    draft = archive.with_suffix(f".{os.getpid()}")
    fragments: dict[str, str] = {}
    with zipfile.ZipFile(draft, "w") as packed:
        for file in sorted(path for path in made.rglob("*") if path.is_file()):
            name = file.relative_to(made).as_posix()
            if not name.startswith(_UNUSED):
                data = file.read_bytes()
                packed.writestr(zipfile.ZipInfo(name), data)
                if file.suffix == ".pf_fragment":
                    fragments[_paper_of(data)] = file.stem
        packed.writestr(zipfile.ZipInfo(FRAGMENTS), json.dumps(fragments))
    draft.replace(archive)
    for old in _newest_first(archive.parent)[_KEPT:]:
        old.unlink(missing_ok=True)


def _newest_first(home: Path) -> list[Path]:
    return sorted(home.glob("*.zip"), key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _paper_of(fragment: bytes) -> str:
    """The id of the paper that a fragment tells of: its URL is ``/paper/<id>/``."""
    try:
        told = json.loads(gzip.decompress(fragment).removeprefix(_MARK))
        return str(told["url"]).strip("/").rpartition("/")[2]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as fault:
        raise RuntimeError(f"it wrote a fragment that cannot be read: {fault}") from fault
