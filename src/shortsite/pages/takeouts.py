"""A contributor's texts as they were written, to keep or to take to another archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from shortsite import urls
from shortsite.model import Export, Output, Template
from shortsite.pages.lists import Listed
from shortsite.sources import source_bytes
from shortsite.views import Views
from shortsite.zips import zipped


def takeout(views: Views) -> Callable[[Listed], Iterator[tuple[str, Output]]]:
    """``/contributor/<handle>/<handle>.zip``: texts with images, the papers' records; ``content/`` of an archive."""

    def files(listed: Listed) -> Iterator[tuple[str, Output]]:
        handle = listed.term.slug
        if not views.config.exports.zip or listed.term.taxonomy != "contributor":
            return
        members = {name: None for key in sorted(listed.texts) for name in _members(views, key)}
        if members:
            yield "Texts (ZIP)", Export(urls.takeout(handle), partial(_zip, views.config.root, handle, (*members,)))

    return files


def _members(views: Views, key: tuple[str, str]) -> Iterator[str]:
    """A text's files and its paper's record, by path within the archive; none of a text that was withdrawn."""
    text = views.archive.summaries[key]
    if text.withdrawn:
        return
    yield views.archive.papers[text.paper].place.path
    yield text.place.path
    folder = Path(text.place.path).parent
    yield from ((folder / name).as_posix() for name in text.body.images)


def _zip(root: Path, handle: str, members: tuple[str, ...], _template: Template) -> bytes:
    return zipped((f"{handle}/{name}", partial(source_bytes, root / name)) for name in members)
