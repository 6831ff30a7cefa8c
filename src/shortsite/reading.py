"""Files of ``content/`` that are new or have changed: read, and made into records.

Three steps: parse every file, convert its text (the dear part, which is kept in the store), read the record field by
field. A row of ``KINDS`` says which files make which kind of record. Many files are read by copies of this process,
a few at a time: what a parser makes of a file takes many times the memory of the record.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from shortsite.cache import Store, by_copies, key_for
from shortsite.config import Config
from shortsite.fields import check_id
from shortsite.front_matter import split_front_matter
from shortsite.gists import KeptText, decode_document, kept_document, kept_text, plain_document
from shortsite.hashes import hash_of
from shortsite.identifiers import reference_name
from shortsite.known_files import KnownFiles
from shortsite.markdown import TextContext, convert, fingerprint
from shortsite.model import Document, Paper, Reference
from shortsite.packing import packed, unpacked
from shortsite.parallel import can_copy, is_shared, map_ordered
from shortsite.plain_records import ContentFile, Loaded
from shortsite.problems import Place, Problem, errors_of, shifted
from shortsite.readers import KINDS, Source
from shortsite.records import RECORD_BYTES, TEXT_BYTES, Scalar, parse_record, read_text
from shortsite.timings import UNTIMED, Timings

_Job = tuple[str, TextContext]

#: What this is called where it is told how long things take.
STAGE = "read and convert"
#: From so many files on, copies of the process read them, so many together. Otherwise so many are read at once.
_MANY, _TOGETHER, _AT_ONCE = 300, 64, 2_000

#: What was made of a file: its line in ``records.jsonl``, its text as the store keeps it, and the record itself; one
#: that comes from another process is in its line alone, if it has one.
_Made = tuple[str, bytes, Loaded | None]


def read_files(
    files: Sequence[ContentFile],
    config: Config,
    jobs: int,
    store: Store,
    known: KnownFiles,
    timings: Timings = UNTIMED,
) -> Iterator[tuple[str, Loaded]]:
    """What is made of these files, by path: known of those that say the same as before, else made now."""
    if len(files) >= _MANY and not is_shared() and can_copy(jobs):

        def work(some: Sequence[ContentFile]) -> list[_Made]:
            made = _read(some, config, 1, store, known)
            return [(line, data, None if line else loaded) for line, data, loaded in made]

        spent = partial(timings.spent, STAGE)
        chunks: Iterable[Iterable[_Made]] = by_copies(store, work, files, _TOGETHER, jobs, spent)
    else:
        starts = range(0, len(files), _AT_ONCE)
        chunks = (_read(files[start : start + _AT_ONCE], config, jobs, store, known) for start in starts)
    for file, (line, data, loaded) in zip(files, chain.from_iterable(chunks), strict=True):
        if line:
            known.note(line)
        found = loaded or known.told(file, line, data)
        assert found is not None
        yield file.path, found


def _read(files: Sequence[ContentFile], config: Config, jobs: int, store: Store, known: KnownFiles) -> Iterator[_Made]:
    lines: dict[str, str] = {}
    sources: dict[str, Source] = {}
    for file in files:
        limit = TEXT_BYTES if file.kind.suffix == ".md" else RECORD_BYTES
        place = config.root / file.path
        text, problems = read_text(place, file.path, limit)
        digest = (
            hash_of(f"{file.path}\0{file.stamp}\0{text}".encode("utf-8", "surrogatepass")) if text is not None else ""
        )
        lines[file.path] = known.renewed(file, digest)
        if not lines[file.path]:
            sources[file.path] = _parsed(file, place, config, text, digest, problems)
    texts = _texts(list(sources.values()), config, jobs, store)
    for file in files:
        line, text_made = lines[file.path], texts.get(file.path)
        if line:
            yield line, b"", None
        else:
            yield _made_of(file, sources[file.path], text_made, known)


def _made_of(file: ContentFile, source: Source, text: _Text | None, known: KnownFiles) -> _Made:
    problems = list(source.problems)
    kept = _settled(text, source, problems) if text else None
    document = kept_document(kept, text.packed) if text and kept else None
    loaded = _loaded(source, document, problems)
    line = known.line(file, source.digest, loaded, kept, document) if source.digest else ""
    return line, text.packed if text else b"", loaded


def _loaded(source: Source, document: Document | None, problems: list[Problem]) -> Loaded:
    """The source's record, with these problems and those that its reader finds."""
    kind = KINDS[source.kind]
    record = kind.read(source, document, problems) if source.record is not None else None
    if record is not None and not errors_of(problems):
        return Loaded(record, tuple(problems))
    broken = [(kind.name, source.stem)]
    if kind.name == "paper":
        broken += [("paper", name) for name in _names(record)]
    if kind.name == "summary":
        # where the paper is not told, or not by its id, the folder is most likely called so
        papers = {source.file.parent.name, record.paper if record else ""}
        broken += [("text", f"{paper}#{source.stem}") for paper in sorted(papers)]
    return Loaded(record, tuple(problems), tuple(broken))


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


def _settled(text: _Text, source: Source, problems: list[Problem]) -> KeptText:
    """The text with its places moved to where it stands in its file; its problems are noted."""
    kept = text.kept
    if not (text.problems or kept.references or kept.unlinked):
        return kept
    if KINDS[source.kind].suffix == ".md":
        down = source.line - 1
        moved = [replace(problem, place=replace(problem.place, path=source.path)) for problem in text.problems]
        problems += [shifted(problem, down) for problem in moved]
        return replace(kept, references=_below(kept.references, down), unlinked=_below(kept.unlinked, down))
    abstract = _abstract(source)
    place = abstract.place if abstract else Place(source.path)
    problems += [replace(problem, place=place) for problem in text.problems]
    return replace(kept, references=_at(kept.references, place), unlinked=_at(kept.unlinked, place))


def _below(references: tuple[Reference, ...], lines: int) -> tuple[Reference, ...]:
    return tuple(replace(reference, line=reference.line + lines) for reference in references)


def _at(references: tuple[Reference, ...], place: Place) -> tuple[Reference, ...]:
    return tuple(replace(reference, line=place.line, column=place.column) for reference in references)


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


@dataclass(frozen=True, slots=True)
class _Text:
    """A converted text as the store keeps it, and what has to be known of it."""

    kept: KeptText
    packed: bytes
    problems: tuple[Problem, ...]


def _texts(sources: Sequence[Source], config: Config, jobs: int, store: Store) -> dict[str, _Text]:
    """The converted texts by path: those that the store lacks are converted now, and put there."""
    name = f"text {fingerprint()}"
    work = {
        path: (key_for(name, repr(job).encode("utf-8", "surrogatepass")), job) for path, job in _jobs(sources, config)
    }
    made = _stored([key for key, _ in work.values()], store)
    missing = {key: (key, job) for key, job in work.values() if key not in made}
    converted = map_ordered(_converted, list(missing.values()), jobs)
    store.put_packed({key: text.packed for key, text in zip(missing, converted, strict=True)})
    made |= zip(missing, converted, strict=True)
    return {path: made[key] for path, (key, _) in work.items()}


def _stored(keys: Sequence[bytes], store: Store) -> dict[bytes, _Text]:
    """The texts that the store has."""
    found: dict[bytes, _Text] = {}
    for key, data in store.packed(keys).items():
        with suppress(ValueError, TypeError, zlib.error):
            found[key] = _text(key, data, decode_document(unpacked(key, data)))
    return found


def _converted(job: tuple[bytes, _Job]) -> _Text:
    key, asked = job
    document = convert(*asked)
    return _text(key, packed(key, plain_document(document)), document)


def _text(key: bytes, data: bytes, document: Document) -> _Text:
    return _Text(kept_text(key, data, document), data, document.problems)
