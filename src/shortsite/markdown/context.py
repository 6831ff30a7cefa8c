"""What a text may know of its surroundings while it is converted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextContext:
    """Where a text stands.

    ``name`` begins every id of the text, so that two texts of one page cannot clash; empty for none. ``images`` are
    the image files in the text's own folder: path, width, height (width 0: the size is unknown; -1: there, but not
    an image). ``macros`` are the site's own TeX macros. ``heading`` is the level of the text's top headings.
    """

    name: str
    images: tuple[tuple[str, int, int], ...] = ()
    macros: tuple[tuple[str, str], ...] = ()
    heading: int = 3

    def id(self, part: str) -> str:
        """The id of a part of this text.

        Two hyphens, since neither names nor parts may hold them: ``a`` with ``b-c`` and ``a-b`` with ``c`` differ.
        """
        return f"{self.name}--{part}" if self.name else part
