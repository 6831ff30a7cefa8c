"""How large a published site is: its files by kind, and the largest of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import translate
from heapq import nlargest
from pathlib import Path
from typing import Any

from shortsite import urls

#: So many bytes a site may have on GitHub Pages: https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits
LIMIT = 1_000_000_000
OTHER = "other files"
#: How many of the largest files are named.
_NAMED = 10

_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
#: Kinds of files, and the paths of each; a file is of the first kind that it fits.
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("static files of the theme", (urls.static("*"),)),
    ("search by names", (urls.search_file("*.json"),)),
    ("search in texts", (urls.full_text_file("*"),)),
    ("for programs (api)", (urls.api("*"), urls.schema("*"))),
    *(
        (f"feeds, {label}", (urls.feed("", name), urls.feed("*/", name), urls.feed_archive("*", name)))
        for name, _, _, label in urls.FEEDS
    ),
    ("books and zip files", (urls.book("*", ""), urls.takeout("*"), urls.SITE_ZIP)),
    ("citations", tuple(f"*{name.removeprefix('paper')}" for _, name, _, _ in urls.CITATIONS)),
    ("badges", (urls.badge("*"),)),
    ("posters", (urls.poster("*"),)),
    ("previews of papers", (urls.preview("*"),)),
    ("papers for programs", (urls.record("*"), urls.linkset("*"), urls.oembed("*"))),
    ("texts as written", (urls.twin("*", "*"),)),
    ("pages", ("*.html",)),
    ("images", tuple(f"*{ending}" for ending in _IMAGES)),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """The files of one kind: how many, their bytes, and the path and bytes of the largest."""

    name: str
    files: int
    size: int
    largest: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a site takes, in bytes; kinds and largest files with the largest first."""

    files: int
    size: int
    kinds: tuple[Kind, ...]
    largest: tuple[tuple[str, int], ...]


def sizes(site: Path) -> Sizes:
    """What the published folder takes. Raises OSError if it cannot be read."""
    found = list(_files(os.fspath(site)))
    by_kind: dict[str, list[tuple[str, int]]] = {}
    for file in found:
        by_kind.setdefault(kind_of(file[0]), []).append(file)
    kinds = [Kind(name, len(files), _total(files), _largest(files, 1)[0]) for name, files in by_kind.items()]
    kinds.sort(key=lambda kind: (-kind.size, kind.name))
    return Sizes(len(found), _total(found), tuple(kinds), tuple(_largest(found, _NAMED)))


def kind_of(path: str) -> str:
    """The kind of the file at a path of the site."""
    found = _PATTERN.match(path)
    return KINDS[int((found.lastgroup or "")[1:])][0] if found else OTHER


_PATTERN = re.compile(
    "|".join(f"(?P<k{number}>{'|'.join(map(translate, paths))})" for number, (_, paths) in enumerate(KINDS))
)


def _total(files: list[tuple[str, int]]) -> int:
    return sum(size for _, size in files)


def _largest(files: list[tuple[str, int]], number: int) -> list[tuple[str, int]]:
    """The largest files; of those that are alike, the first by name."""
    return nlargest(number, sorted(files), key=lambda file: file[1])


def _files(site: str) -> Iterator[tuple[str, int]]:
    """Path and bytes of each file; links are not followed."""
    todo = [""]
    while todo:
        prefix = todo.pop()
        with os.scandir(f"{site}/{prefix}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    todo.append(f"{prefix}{entry.name}/")
                else:
                    yield prefix + entry.name, entry.stat(follow_symlinks=False).st_size


# How it is told


def as_text(name: str, found: Sizes) -> Iterator[str]:
    """Lines for people about the site that is called so."""
    files = f"{found.files:,} file{'s' if found.files != 1 else ''}"
    yield f"{name}: {files}, {_mb(found.size)} MB, {_share(found.size, LIMIT)} of what GitHub Pages takes"
    rows = [
        (kind.name, f"{kind.files:,}", _mb(kind.size), _share(kind.size, found.size), _named(kind.largest))
        for kind in found.kinds
    ]
    if rows:
        yield ""
        yield from _columns([("", "files", "MB", "share", "largest"), *rows])
        yield ""
        yield "the largest files"
        yield from _columns([(f"  {path}", _mb(size)) for path, size in found.largest])


def as_json(name: str, found: Sizes) -> dict[str, Any]:
    """The same for programs; sizes are bytes."""
    kinds = [
        {"kind": kind.name, "files": kind.files, "bytes": kind.size, "largest": _file(kind.largest)}
        for kind in found.kinds
    ]
    return {
        "version": 1,
        "output": name,
        "files": found.files,
        "bytes": found.size,
        "limit": LIMIT,
        "kinds": kinds,
        "largest": [_file(file) for file in found.largest],
    }


def _file(file: tuple[str, int]) -> dict[str, str | int]:
    return {"path": file[0], "bytes": file[1]}


def _named(file: tuple[str, int]) -> str:
    return f"{_mb(file[1])}  {file[0]}"


def _mb(size: int) -> str:
    return f"{size / 1e6:,.2f}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "0.0 %"


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """The rows with their columns below each other: the first and what is named at the end left, numbers right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        last = rest.pop() if len(rest) > 1 else None
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=False))]
        yield "  ".join([*cells, *([last] if last is not None else [])]).rstrip()
