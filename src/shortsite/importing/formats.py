"""The formats that can be imported, and which one a file has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from shortsite.importing import cited, notes, shortscience
from shortsite.importing.items import Gathered
from shortsite.importing.sources import Unreadable, bytes_of, text_of

MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files: its name, what it is for people, how its files end and begin.

    ``gather`` reads the bytes of a file, given its name and whether abstracts are wanted.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    start: re.Pattern[str]
    gather: Callable[[bytes, str, bool], Gathered]


def _bibtex(data: bytes, name: str, abstracts: bool) -> Gathered:
    return cited.gather_bibtex(text_of(data), name, abstracts=abstracts)


def _ris(data: bytes, name: str, abstracts: bool) -> Gathered:
    return cited.gather_ris(text_of(data), name, abstracts=abstracts)


def _csl_json(data: bytes, name: str, abstracts: bool) -> Gathered:
    return cited.gather_csl_json(text_of(data), name, abstracts=abstracts)


def _csv(data: bytes, name: str, _abstracts: bool) -> Gathered:
    return shortscience.gather_csv(text_of(data), name)


def _rss(data: bytes, name: str, _abstracts: bool) -> Gathered:
    return shortscience.gather_rss(data, name)


#: A new format of files is a row. Markdown is read from folders, and so is none of them.
FORMATS = (
    Format("bibtex", "BibTeX", (".bib", ".bibtex"), re.compile(r"\s*(%|@\w+\s*[{(])"), _bibtex),
    Format("ris", "RIS", (".ris",), re.compile(r"\s*TY  ?- "), _ris),
    Format("csl-json", "CSL-JSON", (".json",), re.compile(r"\s*[\[{]"), _csl_json),
    Format("shortscience-rss", "ShortScience's feed", (".xml", ".rss"), re.compile(r"\s*<"), _rss),
    Format("shortscience-csv", "ShortScience's export", (".csv",), re.compile(r"\s*\"?paperid\"?,"), _csv),
)
BY_NAME = {format_.name: format_ for format_ in FORMATS}
NAMES = (*BY_NAME, MARKDOWN)
_START = 1_000


class Unknown(Exception):  # noqa: N818  # nothing is wrong with the program
    """A file whose format cannot be told; the text is a sentence for people."""


def gather(paths: Iterable[Path], format_: str = "", *, abstracts: bool = False) -> Gathered:
    """The items of files and folders, in their order; where ``format_`` is empty each file's own is found.

    What cannot be read is among the faults. Raises Unknown where the format cannot be told.
    """
    found = [_gather(path, format_, abstracts=abstracts) for path in paths]
    items = tuple(item for one in found for item in one.items)
    faults = tuple(fault for one in found for fault in one.faults)
    return Gathered(shortscience.joined(items), faults)


def _gather(path: Path, format_: str, *, abstracts: bool) -> Gathered:
    name = str(path)
    if path.is_dir():
        if format_ not in ("", MARKDOWN):
            raise Unknown(f"{name} is a folder; folders hold notes in Markdown, so name the files of {format_} in it")
        return notes.gather_folder(path, name.rstrip("/"))
    if format_ == MARKDOWN or (not format_ and path.suffix.lower() in notes.SUFFIXES):
        return notes.gather_note(path.parent, path.name, name)
    try:
        data = bytes_of(path)
    except Unreadable as fault:
        return Gathered(faults=(f"{name}: {fault}",))
    return (BY_NAME[format_] if format_ else _format_of(path, data)).gather(data, name, abstracts)


def _format_of(path: Path, data: bytes) -> Format:
    by_suffix = next((format_ for format_ in FORMATS if path.suffix.lower() in format_.suffixes), None)
    if by_suffix:
        return by_suffix
    start = text_of(data[:_START])
    by_start = next((format_ for format_ in FORMATS if format_.start.match(start)), None)
    if by_start is None:
        raise Unknown(f"what {path} holds cannot be told; name its format with --format")
    return by_start
