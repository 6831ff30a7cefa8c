"""Stage 1: the files of ``content/`` become records, each sound by itself.

Three steps: parse every file, convert every text (the dear part: memoised, in parallel), read the records field by
field. A row of ``KINDS`` says which files make which kind of record. All three are spared to files that have not
changed since the last time (``known_files``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from shortsite.cache import Memo, Store, key_for, memoise
from shortsite.config import Config
from shortsite.content_files import content_files
from shortsite.fields import check_id
from shortsite.gists import decode_document
from shortsite.identifiers import reference_name
from shortsite.known_files import KnownFiles
from shortsite.markdown import TextContext, convert, fingerprint
from shortsite.model import Content, Document, Paper
from shortsite.parallel import map_ordered
from shortsite.plain_records import ContentFile, Loaded
from shortsite.problems import Place, Problem, errors_of, shifted
from shortsite.readers import KINDS, Source
from shortsite.records import RECORD_BYTES, TEXT_BYTES, Scalar, parse_record, read_text, split_front_matter

_Job = tuple[str, TextContext]


def load_content(
    config: Config, jobs: int, store: Store, records: Path | None = None, *, reads_all: bool = False
) -> tuple[Content, list[Problem]]:
    """Read everything below ``content/``; return the sound records and every problem of the files.

    What was made of each file is kept in the file ``records``. With ``reads_all`` every file is read, whatever the file
    system says of it.
    """
    problems: list[Problem] = []
    known = KnownFiles(records, repr(config.macros), store, reads_all=reads_all)
    files = list(content_files(config.root, known, problems))
    loaded = {file.path: known.unchanged(file) for file in files}
    loaded |= _read([file for file in files if loaded[file.path] is None], config, jobs, store, known)
    known.keep()
    made: dict[str, list[Any]] = defaultdict(list)
    broken: set[tuple[str, str]] = set()
    for file in files:
        found = loaded[file.path]
        assert found is not None
        problems += found.problems
        broken.update(found.broken)
        if found.record is not None:
            made[file.kind.name].append(found.record)
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


def _read(
    files: Sequence[ContentFile], config: Config, jobs: int, store: Store, known: KnownFiles
) -> Mapping[str, Loaded]:
    """What is made of these files: known of those that say the same as before, else made now."""
    loaded: dict[str, Loaded] = {}
    sources: dict[str, Source] = {}
    for file in files:
        limit = TEXT_BYTES if file.kind.suffix == ".md" else RECORD_BYTES
        place = config.root / file.path
        text, problems = read_text(place, file.path, limit)
        digest = _digest(f"{file.path}\0{file.stamp}\0{text}") if text is not None else ""
        same = known.same(file, digest)
        if same:
            loaded[file.path] = same
        else:
            sources[file.path] = _parsed(file, place, config, text, digest, problems)
    documents = _documents(list(sources.values()), config, jobs, store)
    for file in files:
        if file.path in sources:
            source, (key, document) = sources[file.path], documents.get(file.path, (b"", None))
            found = list(source.problems)
            document = _settled(document, source, found)
            loaded[file.path] = _made(source, document, found)
            if source.digest:
                known.note(file, source.digest, loaded[file.path], (key, document) if document else None)
    return loaded


def _made(source: Source, document: Document | None, problems: list[Problem]) -> Loaded:
    """The source's record, if it is sound, with these problems and those that its reader finds."""
    kind = KINDS[source.kind]
    record = kind.read(source, document, problems) if source.record is not None else None
    if record is not None and not errors_of(problems):
        return Loaded(record, tuple(problems))
    broken = [(kind.name, source.stem)]
    if kind.name == "paper":
        broken += [("paper", name) for name in _names(record)]
    if kind.name == "summary":
        # where the front matter can't be read, the folder is most likely the paper's
        broken.append(("text", f"{record.paper if record else source.file.parent.name}#{source.stem}"))
    return Loaded(None, tuple(problems), tuple(broken))


def _names(paper: Paper | None) -> Iterator[str]:
    """What else a broken paper may be called; an empty name if its record can't be read at all."""
    if paper is None:
        yield ""
        return
    yield from paper.aliases
    for kind, value in paper.identifiers:
        yield reference_name(f"{kind}:{value}")


def _parsed(
    file: ContentFile, place: Path, config: Config, text: str | None, digest: str, problems: list[Problem]
) -> Source:
    kind, path = file.kind, file.path
    source = Source(place, path, place.stem, kind.name, file.images, macros=config.macros, digest=digest)
    if text is None:
        return replace(source, problems=tuple(problems))
    body, line = "", 1
    if kind.suffix == ".md":
        keys = ("title",) if kind.name == "page" else ("paper", "author", "date")
        text, body, line, problems = split_front_matter(text, path, keys)
        # the opening fence's line is kept, empty, so that libyaml counts the file's own lines
        text = "\n" + text.removeprefix("\n")
    if problems:
        return replace(source, problems=tuple(problems))
    record, problems = parse_record(text, path)
    if kind.name != "people":
        check_id(place.stem, Place(path), problems)
    return replace(source, record=record, body=body, line=line, problems=tuple(problems))


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


def _documents(sources: Sequence[Source], config: Config, jobs: int, store: Store) -> dict[str, tuple[bytes, Document]]:
    """The converted texts by path, each with its key in the store."""
    work = dict(_jobs(sources, config))

    def key_of(job: _Job) -> bytes:
        return repr(job).encode("utf-8", "surrogatepass")

    def mapper(function: Callable[[_Job], Document], missing: Sequence[_Job]) -> list[Document]:
        return map_ordered(function, missing, jobs)

    memo = Memo(f"text {fingerprint()}", _convert, key_of, astuple, decode_document)
    keys = [key_for(memo.fingerprint, key_of(job)) for job in work.values()]
    documents = memoise(store, memo, list(work.values()), mapper, keys)
    return dict(zip(work, zip(keys, documents, strict=True), strict=True))


def _convert(job: _Job) -> Document:
    return convert(*job)
