"""A book as the bytes of an EPUB: the same for the same book, whatever the clock and the machine."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from shortsite import urls
from shortsite.books.book import Book, Chapter
from shortsite.books.cover import absent, cover
from shortsite.books.package import CONTAINER, XHTML, Item, package, rights
from shortsite.books.xhtml import Addresses, xhtml
from shortsite.model import Template
from shortsite.sources import source_bytes
from shortsite.zips import Zip

_FOLDER = "EPUB/"
#: Images of the kinds that a text may show. Reading systems of old know but the first three.
_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
}
_NEW = frozenset({"image/webp", "image/avif"})
_INSTEAD = "images/instead.svg"
_STYLE, _COVER, _TITLE, _CONTENTS = "style.css", "cover.svg", "title.xhtml", "contents.xhtml"


def epub(book: Book, template: Template) -> bytes:
    """The book. Raises SiteError where a template fails, or an image can't be read any more."""
    made = Zip()
    made.add("mimetype", b"application/epub+zip", stored=True)
    made.add("META-INF/container.xml", CONTAINER.encode())
    items = []
    for item, data in _files(book, template):
        items.append(item)
        made.add(_FOLDER + item.name, data)
    made.add(_FOLDER + "package.opf", package(book, items).encode())
    return made.finished()


def _files(book: Book, template: Template) -> Iterator[tuple[Item, bytes]]:
    """The files of the book, in the order in which they are read."""
    shown: dict[str, Any] = {"book": book, "rights": rights(book), "entries": _entries(book)}
    yield Item(_COVER, "image/svg+xml", "cover-image"), _cover(book).encode()
    yield Item(_STYLE, "text/css"), template("book-style.html", shown).encode()
    front = Addresses(_places(book), book.site_url, {}, {}, "")
    for name, properties, source in ((_TITLE, "", "book-title.html"), (_CONTENTS, "nav", "book-contents.html")):
        yield _page(name, properties, xhtml(template(source, shown), front))
    inside = _inside(book)
    written: dict[str, str] = {}
    for chapter in book.chapters:
        pictures = {picture.address: _picture(picture.file) for picture in chapter.pictures}
        for name, item, data in pictures.values():
            if name not in written:
                written[name] = item.type
                yield item, data
        names = {address: f"../{name}" for address, (name, _, _) in pictures.items()}
        formats = {f"../{name}": item.type for name, item, _ in pictures.values() if item.type in _NEW}
        addresses = Addresses(inside, book.site_url, names, formats, f"../{_INSTEAD}")
        text = template("book-paper.html", {"book": book, "paper": chapter.paper, "texts": chapter.texts})
        yield _page(_chapter(chapter), "", xhtml(text, addresses))
    if not _NEW.isdisjoint(written.values()):
        yield Item(_INSTEAD, "image/svg+xml"), absent("Your reading system can't show this picture.").encode()


def _page(name: str, properties: str, text: str) -> tuple[Item, bytes]:
    found = [*filter(None, (properties, "mathml" if "<math " in text else ""))]
    return Item(name, XHTML, " ".join(found)), text.encode()


def _cover(book: Book) -> str:
    papers, texts = len(book.chapters), len(book.texts)
    counts = f"{papers} paper{'s' if papers > 1 else ''}, {texts} text{'s' if texts > 1 else ''}"
    return cover(book.full_title, (book.about, counts), book.site)


def _chapter(chapter: Chapter) -> str:
    return f"papers/{chapter.paper.id}.xhtml"


def _entries(book: Book) -> tuple[tuple[str, Chapter], ...]:
    """The chapters for the table of contents, each with its file."""
    return tuple((_chapter(chapter), chapter) for chapter in book.chapters)


def _inside(book: Book) -> dict[str, str]:
    """What of the site is in the book: addresses of papers and texts, and where a chapter finds them."""
    places = {}
    for chapter in book.chapters:
        paper = chapter.paper.id
        places[urls.href(urls.paper(paper))] = f"{paper}.xhtml"
        for text in chapter.every_text:
            places[urls.href(urls.paper(paper, text.stem))] = f"{paper}.xhtml#{text.stem}"
    return places


def _places(book: Book) -> dict[str, str]:
    """All places of the book, as its first pages name them."""
    texts = (f"{_chapter(chapter)}#{text.stem}" for chapter in book.chapters for text in chapter.every_text)
    return {place: place for place in (_TITLE, _CONTENTS, *map(_chapter, book.chapters), *texts)}


def _picture(file: Path) -> tuple[str, Item, bytes]:
    """A picture under a name that is made of its bytes, so that one shown twice is there once."""
    data = source_bytes(file)
    suffix = file.suffix.lower()
    name = f"images/{blake2b(data, digest_size=8).hexdigest()}{suffix}"
    return name, Item(name, _TYPES[suffix]), data
