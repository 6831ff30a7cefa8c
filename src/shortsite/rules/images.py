"""Images that are larger than a page can bear, and those that no text shows."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote

from shortsite.config import CONTENT, Config
from shortsite.folders import walked
from shortsite.images import SUFFIXES, image_address, measure
from shortsite.model import Archive, ContentPage, Summary
from shortsite.problems import Place, Problem
from shortsite.records import TEXT_BYTES

_BYTES, _PIXELS = 1_000_000, 2_000
_FOLDERS = ("summaries", "pages")


def large_images(archive: Archive, config: Config, _today: date) -> Iterator[Problem]:
    """Images that texts show and that are larger than anybody needs."""
    for path in sorted(_shown(archive)):
        if fault := _excess(config.root / path):
            message = f"{fault}; at most 1 MB and {_PIXELS:,} pixels a side are sensible"
            yield Problem(Place(path), "SS049", message, "save it smaller")


def unused_images(archive: Archive, config: Config, _today: date) -> Iterator[Problem]:
    """Images beside texts none of which shows them, nor as much as names them."""
    shown = _shown(archive)
    texts = _Texts()
    for folder in _FOLDERS:
        for file in sorted(_images(config.root / CONTENT / folder)):
            path = file.relative_to(config.root).as_posix()
            if path not in shown and not texts.name(file):
                hint = f"write ![what it shows]({image_address(file.name)}) in a text of its folder, or delete it"
                yield Problem(Place(path), "SS050", "no text shows this image", hint)


def _shown(archive: Archive) -> frozenset[str]:
    """The images of all texts, by path from the archive's folder."""
    texts: tuple[Summary | ContentPage, ...] = (*archive.summaries.values(), *archive.pages)
    return frozenset((Path(text.place.path).parent / image).as_posix() for text in texts for image in text.body.images)


def _excess(file: Path) -> str:
    """In what an image is too large, or an empty text; it may have gone meanwhile."""
    try:
        size, (width, height) = file.stat().st_size, measure(file)
    except OSError:
        return ""
    if size > _BYTES:
        return f"the image has {size / 1_000_000:.1f} MB"
    return f"the image has {width:,} x {height:,} pixels" if max(width, height) > _PIXELS else ""


def _images(folder: Path) -> Iterator[Path]:
    """The image files below a folder, hidden ones excepted, links not followed."""
    for path, folders, names in walked(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found = [name for name in names if name.lower().endswith(SUFFIXES) and not name.startswith(".")]
        yield from (file for name in found if not (file := Path(path, name)).is_symlink())


class _Texts:
    """The sources of texts by folder, each read once: a draft, or one with faults, may name an image too."""

    def __init__(self) -> None:
        self._sources: dict[Path, str] = defaultdict(str)

    def name(self, file: Path) -> bool:
        """Whether a text in the image's folder or the two above, whence it can be shown, holds its name."""
        sources = "".join(map(self._source, file.parents[:3]))
        names = file.name, quote(os.fsencode(file.name)), image_address(file.name)
        return any(_folded(name) in sources for name in names)

    def _source(self, folder: Path) -> str:
        if folder not in self._sources:
            self._sources[folder] = "\n".join(map(_read, sorted(folder.glob("*.md"))))
        return self._sources[folder]


def _folded(text: str) -> str:
    return normalize("NFC", text).casefold()


def _read(file: Path) -> str:
    try:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > TEXT_BYTES:
            return ""
        return _folded(file.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""
