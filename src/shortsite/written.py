"""What writing did: a file of a part, a part, the whole site."""

from __future__ import annotations

from dataclasses import dataclass, field

from shortsite.ledger import Entry


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: files in the site, files written or renewed, files of the old site that are gone.

    ``folders`` are the paths of the site's folders, itself included, and ``tree`` is the published one's identity.
    """

    files: int
    changed: int
    removed: int
    folders: tuple[str, ...] = field(default=(), compare=False, repr=False)
    tree: tuple[int, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that a part has. ``is_new`` if it was written, ``is_fresh`` if no published part of that name had it."""

    path: str
    entry: Entry
    is_new: bool
    is_fresh: bool


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """A part whose files are in the published tree or in the spare one; its pages as JSON."""

    name: str
    shows: str
    pages: str
    files: tuple[WrittenFile, ...]
