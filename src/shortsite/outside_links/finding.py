"""Where in its file an address stands: what a text's HTML links, or a record holds, is looked for as it was typed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from shortsite.problems import Place
from shortsite.records import TEXT_BYTES, read_text

#: What would make an address a longer one; a sentence may end behind it.
_LONGER = r"(?![\w/%#=&~+@-]|[.,;:!?*$]+[\w/%])"


class Files:
    """The files of an archive, each read once. One that is gone or was spoilt meanwhile is empty."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._texts: dict[str, str] = {}

    def text(self, path: str) -> str:
        """What the file says, with LF line ends."""
        if path not in self._texts:
            self._texts[path] = read_text(self._root / path, path, TEXT_BYTES)[0] or ""
        return self._texts[path]

    def places(self, urls: Sequence[str], near: Place) -> Iterator[tuple[str, Place]]:
        """Each address with its place in the file of ``near``, at that line or below.

        The first of several same ones is the first that the file has, and so on. One that stands there in no form that
        can be told is at ``near``.
        """
        text = self.text(near.path)
        start = _start_of(text, near.line)
        found: dict[str, list[int]] = {}
        for url in urls:
            if url not in found:
                found[url] = _offsets(text, url, start)
            offsets = found[url]
            # several links may lead to one definition
            offset = offsets.pop(0) if len(offsets) > 1 else offsets[0] if offsets else -1
            yield url, near if offset < 0 else _place(text, near.path, offset)


def _start_of(text: str, line: int) -> int:
    offset = 0
    for _ in range(line - 1):
        offset = text.find("\n", offset) + 1
        if not offset:
            return len(text)
    return offset


def _place(text: str, path: str, offset: int) -> Place:
    return Place(path, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _offsets(text: str, url: str, start: int) -> list[int]:
    """Where the address stands, in the first form in which it does."""
    for form in dict.fromkeys(_forms(url) if url else ()):
        exact = [found.start() for found in re.compile(re.escape(form) + _LONGER).finditer(text, start)]
        if exact:
            return exact
    return []


def _forms(url: str) -> Iterator[str]:
    """How an address may have been typed: as it is, in HTML, without escapes, without the slash behind the host."""
    for form in (url, unquote(url), url.removesuffix("/")):
        yield form
        yield html.escape(form, quote=False)
