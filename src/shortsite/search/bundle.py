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
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from shortsite import installed, urls
from shortsite.digests import digest_of
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


#: The part of the site that the index is.
TEXTS = "search/texts"
#: The key of a part by its name and what it shows; empty if the site has it.
Missing = Callable[[str, str], str]


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


class _Kept(Bundle):
    """An index in an archive of its files."""

    def __init__(self, archive: Path) -> None:
        super().__init__(archive.stem)
        self._archive = archive

    @property
    def is_made(self) -> bool:
        return True

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
    """An index that is made by ``start`` when somebody asks for it, or while nobody does, once it has begun."""

    def __init__(self, name: str, start: Callable[[], _Run | _Kept]) -> None:
        super().__init__(name)
        self._start = start
        self._begun: _Run | _Kept | None = None
        self._made: Bundle | None = None

    @property
    def is_made(self) -> bool:
        return self._made is None or self._made.is_made

    def begin(self) -> None:
        """Have Pagefind begin."""
        if self._begun is None and self._made is None:
            try:
                self._begun = self._start()
            except OSError as fault:
                self._end(Bundle(fault=str(fault)))

    def ended(self) -> Bundle:
        self.begin()
        if self._made is None and self._begun is not None:
            try:
                self._end(self._begun.ended())
            except subprocess.TimeoutExpired as fault:
                self._end(Bundle(fault=f"it was still at work after {fault.timeout:,.0f} seconds"))
            except (OSError, RuntimeError) as fault:
                self._end(Bundle(fault=" ".join(str(fault).split())))
        assert self._made is not None
        return self._made

    def _end(self, made: Bundle) -> None:
        self._made = made
        self.fault = made.fault


@contextmanager
def full_text(
    views: Views, home: Path | None, missing: Missing, *, wanted: bool, may_be_old: bool = False
) -> Iterator[Bundle]:
    """The index of the archive's texts; an empty one where it is not ``wanted``, and without Pagefind or papers.

    It is made while the context lasts, if it is ``missing`` in the published site, and ends as an empty one with a
    fault where Pagefind fails. ``home`` is the folder in which indexes are kept, None to keep none. ``may_be_old``
    takes the one that is there, whatever texts it was made of. Pagefind is ended when the context is left.
    """
    program = installed.pagefind() if wanted else None
    if program is None or not views.archive.papers:
        yield Bundle()
        return
    language = views.config.language.split("-")[0].lower()
    name = _name(views, language)
    is_there = not missing(TEXTS, name)
    kept = _found(home, f"{name}.zip", may_be_old=may_be_old) if home and not is_there else None
    if kept:
        yield kept
        return
    with ExitStack() as stack:

        def start() -> _Run | _Kept:
            known = _found(home, f"{name}.zip", may_be_old=False) if home else None
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="shortsite-search-")))
            documents = text_documents(views, numbered_papers(views))
            run = known or _started(program, language, documents, folder, (home or folder) / f"{name}.zip")
            if isinstance(run, _Run):
                stack.callback(_stop, run.process)
            return run

        bundle = _Awaited(name, start)
        if not is_there:
            bundle.begin()
        yield bundle


def _name(views: Views, language: str) -> str:
    """The hash of Pagefind's version and all that it is given."""
    texts = [views.digests.texts(paper_id) for paper_id in numbered_papers(views)]
    return digest_of(installed.pagefind_version(), language, installed.made_by(), texts)[:24]


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
