"""The package document of a book: what it is, which files it has, and in which order they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from shortsite.books.book import Book
from shortsite.citations.names import author_named

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
XHTML = "application/xhtml+xml"


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the book: its name, media type, and what reading systems are to know of it."""

    name: str
    type: str
    properties: str = ""


def package(book: Book, items: Sequence[Item]) -> str:
    """The package document; what is XHTML is read in the order of the items."""
    listed = "".join(
        f'<item id="{_id(number)}" href="{escape(item.name)}" media-type="{item.type}"{_properties(item)}/>\n'
        for number, item in enumerate(items)
    )
    read = "".join(f'<itemref idref="{_id(number)}"/>\n' for number, item in enumerate(items) if item.type == XHTML)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" '
        f'xml:lang="{book.language}">\n'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{"".join(_metadata(book, items))}</metadata>\n'
        f"<manifest>\n{listed}</manifest>\n<spine>\n{read}</spine>\n</package>\n"
    )


def _id(number: int) -> str:
    return f"item-{number}"


def _properties(item: Item) -> str:
    return f' properties="{item.properties}"' if item.properties else ""


def _metadata(book: Book, items: Sequence[Item]) -> Iterator[str]:
    yield f'<dc:identifier id="id">{escape(book.id)}</dc:identifier>\n'
    yield f"<dc:title>{escape(book.full_title)}</dc:title>\n"
    yield f"<dc:language>{escape(book.language)}</dc:language>\n"
    yield from _people(book)
    yield f"<dc:publisher>{escape(book.site)}</dc:publisher>\n"
    yield f"<dc:description>{escape(book.about)}</dc:description>\n"
    yield f"<dc:source>{escape(book.url)}</dc:source>\n"
    yield f"<dc:rights>{escape(rights(book))}</dc:rights>\n"
    yield f"<dc:date>{book.modified[:10]}</dc:date>\n"
    yield f'<meta property="dcterms:modified">{book.modified}</meta>\n'
    yield from (f'<meta property="schema:{key}">{value}</meta>\n' for key, value in _access(items))


def _people(book: Book) -> Iterator[str]:
    """Who wrote summaries, and then who only replied; whoever wrote most comes first."""
    authors = Counter(text.author.text for text in book.texts if not text.reply_to)
    others = Counter(text.author.text for text in book.texts if text.author.text not in authors)
    number = 0
    for kind, names in (("creator", authors), ("contributor", others)):
        for name in sorted(names, key=lambda name: (-names[name], name)):
            number += 1
            sorted_name = author_named(name).sort_name
            yield f'<dc:{kind} id="person-{number}">{escape(name)}</dc:{kind}>\n'
            yield f'<meta refines="#person-{number}" property="role" scheme="marc:relators">aut</meta>\n'
            yield f'<meta refines="#person-{number}" property="file-as">{escape(sorted_name)}</meta>\n'


def rights(book: Book) -> str:
    """Under which licences the texts are."""
    licences = dict.fromkeys([book.license, *(text.license for text in book.texts)])
    told = "; ".join(f"{licence.text}, {licence.url}" for licence in licences)
    return f"Each text names its author and its licence: {told}"


def _access(items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """What readers who can't see, or hear, must know (https://www.w3.org/TR/epub-a11y-11/)."""
    has_pictures = any(item.type.startswith("image/") and not item.properties for item in items)
    yield "accessMode", "textual"
    if has_pictures:
        yield "accessMode", "visual"
    yield from (
        ("accessibilityFeature", feature) for feature in ("tableOfContents", "readingOrder", "structuralNavigation")
    )
    if any(item.properties == "mathml" for item in items):
        yield "accessibilityFeature", "MathML"
    # pictures may move, and nobody has looked
    yield "accessibilityHazard", "unknown" if has_pictures else "none"
