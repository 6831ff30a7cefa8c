"""Files that a list can be taken away as: its papers to cite from, its texts as a book.

``DOWNLOADS`` lists all kinds. A new kind is a module here with a function that gives, for an archive, the files that
lie beside a list and what they are called, and a row in this table. The list's page links to what there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from shortsite import urls
from shortsite.model import Output
from shortsite.outside import Link
from shortsite.pages.bibliographies import list_bibliography
from shortsite.pages.books import list_books
from shortsite.pages.lists import Listed
from shortsite.pages.takeouts import takeout
from shortsite.views import Views

#: What gives the files of one kind beside a list, with what they are called.
Kind = Callable[[Listed], Iterator[tuple[str, Output]]]

DOWNLOADS: tuple[Callable[[Views], Kind], ...] = (list_bibliography, list_books, takeout)


def downloads(listed: Listed, kinds: Sequence[Kind]) -> Iterator[Output]:
    """The files beside a list."""
    for kind in kinds:
        yield from (output for _, output in kind(listed))


def hold_texts(views: Views, listed: Listed) -> bool:
    """Whether some of these files may hold whole texts, as books do, and a contributor's archive."""
    exports = views.config.exports
    return exports.epub or (exports.zip and listed.term.taxonomy == "contributor")


def download_links(views: Views, listed: Listed) -> tuple[Link, ...]:
    """The links to the files beside a list."""
    found = (pair for kind in DOWNLOADS for pair in kind(views)(listed))
    return tuple(Link(label, urls.href(output.url)) for label, output in found)
