"""What cannot be shown since it, or what it names, is wrong: its file is there, so it is not gone."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from shortsite.catalogue import Catalogue, read_catalogue
from shortsite.config import CONTENT
from shortsite.model import Archive


class Unshown:
    """What the archive in ``root`` has files of; asked only for what was in it before and is not in ``after``."""

    def __init__(self, before: Archive, after: Archive, root: Path) -> None:
        self.before = before
        self.after = after
        self.root = root

    @cached_property
    def files(self) -> Catalogue:
        """What there are files of."""
        return read_catalogue(self.root)

    def holds(self, kind: str, key: Any) -> bool:
        """Whether the thing of that kind and key, which the archive does not have any more, is only not shown."""
        if kind == "paper":
            return key in self.files.papers
        if kind in ("summary", "reply"):
            paper, stem = key
            return (self.files.names.get(paper, ""), stem) in self.files.readable
        if kind == "page":
            return key in self.pages
        if kind == "contributor":
            return any(self._is_unshown_text(text) for text in self.before.terms[kind][key].summaries)
        return any(self._is_unshown_paper(paper) for paper in self.before.terms[kind][key].papers)

    @cached_property
    def pages(self) -> frozenset[str]:
        """The slugs of the archive's own pages."""
        return frozenset(file.stem for file in (self.root / CONTENT / "pages").rglob("*.md"))

    def _is_unshown_paper(self, paper: str) -> bool:
        return paper not in self.after.names and self.holds("paper", paper)

    def _is_unshown_text(self, key: tuple[str, str]) -> bool:
        paper, stem = key
        return (self.after.names.get(paper, paper), stem) not in self.after.summaries and self.holds("summary", key)
