"""Pagefind's index of the texts, for readers who search for more than names: https://pagefind.app.

Pagefind runs as a process of its own while pages are rendered, and only where a text has changed: what it made is kept
as one archive, under a hash of all that it was given.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from shortsite import installed
from shortsite.digests import digest_of
from shortsite.search.kept import Bundle, Kept, found, pack
from shortsite.search.texts import text_documents
from shortsite.search.titles import numbered_papers
from shortsite.views import Views

#: Nobody waits longer for Pagefind: some archives of 10,000 texts take it a minute.
_PATIENCE = 1_800.0


#: The part of the site that the index is.
TEXTS = "search/texts"
#: The key of a part by its name and what it shows; empty if the site has it.
Missing = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class _Run:
    """Pagefind at work, in a folder with its input and output, and where to keep what it makes."""

    process: subprocess.Popen[bytes]
    folder: Path
    archive: Path

    def ended(self) -> Kept:
        """The index. Raises RuntimeError where Pagefind failed."""
        told = self.process.communicate(timeout=_PATIENCE)[0].decode(errors="replace").strip()
        if self.process.returncode:
            raise RuntimeError(told[-300:] or f"it ended with {self.process.returncode}")
        made, archive = self.folder / "bundle", self.archive
        try:
            pack(made, archive)
        except OSError:
            # a disk that is full or read-only costs the next build time, not this one its index
            archive = self.folder / archive.name
            pack(made, archive)
        return Kept(archive)


class _Awaited(Bundle):
    """An index that is made by ``start`` when somebody asks for it, or while nobody does, once it has begun."""

    def __init__(self, name: str, start: Callable[[], _Run | Kept]) -> None:
        super().__init__(name)
        self._start = start
        self._begun: _Run | Kept | None = None
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
    kept = found(home, f"{name}.zip", may_be_old=may_be_old) if home and not is_there else None
    if kept:
        yield kept
        return
    with ExitStack() as stack:

        def start() -> _Run | Kept:
            known = found(home, f"{name}.zip", may_be_old=False) if home else None
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
