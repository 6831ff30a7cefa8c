"""Stage 1: the files of ``content/`` become records, each sound by itself.

Three steps: parse every file, convert every text (the dear part: memoised, in parallel), read the records field by
field. A row of ``KINDS`` says which files make which kind of record.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from shortsite.cache import Memo, Store, memoise
from shortsite.config import CONTENT, Config
from shortsite.fields import check_id
from shortsite.identifiers import reference_name
from shortsite.images import SUFFIXES, image_table
from shortsite.markdown import TextContext, convert, fingerprint
from shortsite.model import Content, Document, Formula, Paper, Reference
from shortsite.parallel import map_ordered
from shortsite.problems import Place, Problem, errors_of, shifted
from shortsite.readers import KINDS, Kind, Source
from shortsite.records import RECORD_BYTES, TEXT_BYTES, Scalar, parse_record, read_text, split_front_matter
from shortsite.unseen import fault_of_name

_Job = tuple[str, TextContext]
_LINK = "it is a link, which is not followed", "put the folder itself there"


def load_content(config: Config, jobs: int, store: Store) -> tuple[Content, list[Problem]]:
    """Read everything below ``content/``; return the sound records and every problem of the files."""
    problems: list[Problem] = []
    sources = [replace(source, macros=config.macros) for source in _sources(config.root, problems)]
    documents = _documents(sources, config, jobs, store)
    made: dict[str, list[Any]] = defaultdict(list)
    broken: set[tuple[str, str]] = set()
    for source in sources:
        kind = KINDS[source.kind]
        found = list(source.problems)
        document = _settled(documents.get(source.path), source, found)
        record = kind.read(source, document, found) if source.record is not None else None
        problems += found
        if record is None or errors_of(found):
            broken.add((kind.name, source.stem))
            if kind.name == "paper":
                broken |= {("paper", name) for name in _names(record)}
            if kind.name == "summary":
                # where the front matter can't be read, the folder is most likely the paper's
                broken.add(("text", f"{record.paper if record else source.file.parent.name}#{source.stem}"))
        else:
            made[kind.name].append(record)
    content = Content(
        papers=tuple(made["paper"]),
        summaries=tuple(made["summary"]),
        venues=tuple(made["venue"]),
        contributors=tuple(made["contributor"]),
        people=tuple(person for people in made["people"] for person in people),
        pages=tuple(made["page"]),
        broken=frozenset(broken),
    )
    return content, problems


def _names(paper: Paper | None) -> Iterator[str]:
    """What else a broken paper may be called; an empty name if its record can't be read at all."""
    if paper is None:
        yield ""
        return
    yield from paper.aliases
    for kind, value in paper.identifiers:
        yield reference_name(f"{kind}:{value}")


def _sources(root: Path, problems: list[Problem]) -> Iterator[Source]:
    content = root / CONTENT
    if content.is_symlink() or not content.is_dir():
        missing = "there is no folder 'content'", "make it, or run 'shortsite init'"
        problems.append(Problem(Place(CONTENT), "SS001", *(_LINK if content.is_symlink() else missing)))
        return
    known = [kind.folder for kind in KINDS.values()]
    problems += [
        Problem(
            Place(f"{CONTENT}/{entry.name}"), "SS017", "shortsite does not use this", f"it reads {', '.join(known)}"
        )
        for entry in sorted(content.iterdir())
        if entry.name not in known and not entry.name.startswith(".")
    ]
    for kind in KINDS.values():
        files = sorted(_files(content / kind.folder, root, problems), key=lambda file: file.as_posix())
        images = image_table([file for file in files if file.suffix.lower() in SUFFIXES]) if files else {}
        stamps = {folder: _stamp(folder, found) for folder, found in images.items()}
        for file in files:
            path = file.relative_to(root).as_posix()
            if file.suffix == kind.suffix:
                yield _parse(file, path, kind, images.get(file.parent, ()), stamps.get(file.parent, ""))
            elif file.suffix.lower() not in SUFFIXES:
                near = "rename it to .yml" if file.suffix == ".yaml" else f"records here end in '{kind.suffix}'"
                problems.append(Problem(Place(path), "SS017", "shortsite does not use this file", near))


def _files(top: Path, root: Path, problems: list[Problem]) -> Iterator[Path]:
    """All files below a folder but hidden ones, links not followed; or the file itself.

    What has a name that no address can bear is left out and told, and so is a folder that cannot be read.
    """
    if top.is_file():
        yield top
        return
    if top.is_symlink():
        problems.append(Problem(Place(top.relative_to(root).as_posix()), "SS001", *_LINK))
    folders = [top] if top.is_dir() and not top.is_symlink() else []
    while folders:
        try:
            entries = [entry for entry in os.scandir(folders.pop()) if not entry.name.startswith(".")]
        except OSError as fault:
            place = Place(Path(fault.filename).relative_to(root).as_posix())
            problems.append(Problem(place, "SS001", f"cannot be read: {fault.strerror or fault}"))
            continue
        for entry in entries:
            if fault_of_name(entry.name):
                place = Place(Path(entry).relative_to(root).as_posix())
                problems.append(Problem(place, "SS001", fault_of_name(entry.name), "rename it"))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry))
            else:
                yield Path(entry)


def _parse(file: Path, path: str, kind: Kind, images: tuple[tuple[str, int, int], ...], stamp: str) -> Source:
    is_text = kind.suffix == ".md"
    text, problems = read_text(file, path, TEXT_BYTES if is_text else RECORD_BYTES)
    digest = _digest(f"{path}\0{stamp}\0{text}")
    source = Source(file, path, file.stem, kind.name, images, problems=tuple(problems), digest=digest)
    if text is None:
        return source
    body, line = "", 1
    if is_text:
        keys = ("title",) if kind.name == "page" else ("paper", "author", "date")
        text, body, line, problems = split_front_matter(text, path, keys)
        # the opening fence's line is kept, empty, so that libyaml counts the file's own lines
        text = "\n" + text.removeprefix("\n")
    if problems:
        return replace(source, problems=tuple(problems))
    record, problems = parse_record(text, path)
    if kind.name != "people":
        check_id(file.stem, Place(path), problems)
    return replace(source, record=record, body=body, line=line, problems=tuple(problems))


def _stamp(folder: Path, images: tuple[tuple[str, int, int], ...]) -> str:
    """A hash of the images in a folder and of what the file system says of them."""
    told = []
    for image in images:
        found = (folder / image[0]).lstat()
        told.append((image, found.st_size, found.st_mtime_ns))
    return _digest(repr(told)) if told else ""


def _digest(told: str) -> str:
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _settled(document: Document | None, source: Source, problems: list[Problem]) -> Document | None:
    """The document with its places moved to where the text stands in its file; its problems are noted."""
    if document is None or not (document.problems or document.references):
        return document
    if KINDS[source.kind].suffix == ".md":
        moved = [replace(problem, place=replace(problem.place, path=source.path)) for problem in document.problems]
        problems += [shifted(problem, source.line - 1) for problem in moved]
        down = source.line - 1
        references = tuple(replace(found, line=found.line + down) for found in document.references)
    else:
        abstract = _abstract(source)
        place = abstract.place if abstract else Place(source.path)
        problems += [replace(problem, place=place) for problem in document.problems]
        references = tuple(replace(found, line=place.line, column=place.column) for found in document.references)
    return replace(document, problems=(), references=references)


# Texts


def _abstract(source: Source) -> Scalar | None:
    value = source.record.entries.get("abstract", (None, None))[1] if source.record else None
    return value if isinstance(value, Scalar) and value.text.strip() else None


def _jobs(sources: Sequence[Source], config: Config) -> Iterator[tuple[str, _Job]]:
    for source in sources:
        name = source.kind
        if name == "summary" and source.record is not None:
            yield source.path, (source.body, TextContext(source.stem, source.images, config.macros))
        elif name == "page" and source.record is not None:
            yield source.path, (source.body, TextContext("", source.images, config.macros, heading=2))
        elif name == "paper" and (abstract := _abstract(source)):
            yield source.path, (abstract.text, TextContext(f"abstract-{source.stem}", (), config.macros))


def _documents(sources: Sequence[Source], config: Config, jobs: int, store: Store) -> dict[str, Document]:
    work = dict(_jobs(sources, config))

    def key_of(job: _Job) -> bytes:
        return repr(job).encode("utf-8", "surrogatepass")

    def mapper(function: Callable[[_Job], Document], missing: Sequence[_Job]) -> list[Document]:
        return map_ordered(function, missing, jobs)

    memo = Memo(f"text {fingerprint()}", _convert, key_of, astuple, decode_document)
    documents = memoise(store, memo, list(work.values()), mapper)
    return dict(zip(work, documents, strict=True))


def _convert(job: _Job) -> Document:
    return convert(*job)


def decode_document(values: Sequence[Any]) -> Document:
    """The Document of what ``dataclasses.astuple`` and JSON made of it."""
    html, excerpt, text, words, formulas, references, images, problems = values
    return Document(
        html=html,
        excerpt=excerpt,
        text=text,
        words=words,
        formulas=tuple(Formula(*formula) for formula in formulas),
        references=tuple(Reference(*reference) for reference in references),
        images=tuple(images),
        problems=tuple(Problem(Place(*place), *rest) for place, *rest in problems),
    )
