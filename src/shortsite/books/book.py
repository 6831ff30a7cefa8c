"""What a book is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from shortsite.outside import Link
from shortsite.views import PaperView, SummaryView


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of a chapter: its address as the texts have it, relative to the paper's page, and its file."""

    address: str
    file: Path


@dataclass(frozen=True, slots=True)
class Chapter:
    """A paper with its texts, which hold the replies to them, and with the images of all of these."""

    paper: PaperView
    texts: tuple[SummaryView, ...]
    pictures: tuple[Picture, ...] = ()

    @property
    def every_text(self) -> Iterator[SummaryView]:
        """The texts, each followed by its replies and theirs."""
        ahead = [*self.texts]
        while ahead:
            text = ahead.pop(0)
            yield text
            ahead[:0] = text.replies


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book of at least one chapter.

    ``id`` is a URI that never changes, ``url`` the address of the page that the book belongs to and ``site_url`` that
    of the archive, with a slash at its end. ``part`` is the volume's number of ``parts``.
    """

    id: str
    title: str
    about: str
    part: int
    parts: int
    url: str
    site: str
    site_url: str
    language: str
    license: Link
    chapters: tuple[Chapter, ...]

    @property
    def full_title(self) -> str:
        """The title, with the number of the volume if there are several."""
        return self.title if self.parts == 1 else f"{self.title}, part {self.part} of {self.parts}"

    @property
    def texts(self) -> tuple[SummaryView, ...]:
        """All texts, in order."""
        return tuple(text for chapter in self.chapters for text in chapter.every_text)

    @property
    def modified(self) -> str:
        """When the last of its texts was changed, as EPUB writes a time."""
        changed = max((text.updated or text.date).at for text in self.texts)
        return changed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
