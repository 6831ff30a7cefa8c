"""Every file of a site, read by a parser that is not ours: the words in it, the HTML in it, and what is wrong with it.

A kind of file is a row of ``READINGS``. A file of a kind without a row is a fault, so that no new kind goes unread.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import html5lib
import yaml
from allowed import TAGS
from lxml import etree
from markdown_it import MarkdownIt
from PIL import Image
from pybtex.database import Person
from pybtex.database import parse_string as parse_bibtex
from pylatexenc.latex2text import LatexNodes2Text

TEXT, HTML, SOURCE, PLAIN, FAULT = "text", "html", "source", "plain", "fault"


@dataclass(frozen=True)
class Found:
    """Something that a file holds: words, HTML for readers, a text as its author wrote it or in plain signs, a fault."""

    kind: str
    value: str


Reading = Callable[[bytes], Iterator[Found]]

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
#: Elements of an item of a feed whose text is HTML.
_HTML_OF_ITEMS = {"{http://purl.org/rss/1.0/modules/content/}encoded", "description"}
_XHTML = "{http://www.w3.org/1999/xhtml}"
_SVG = "{http://www.w3.org/2000/svg}"
_SVG_ELEMENTS = {"svg", "title", "desc", "g", "rect", "text", "path", "linearGradient", "stop", "mask", "clipPath"}
_RIS = re.compile(r"[A-Z][A-Z0-9]  - ")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\ue00f\ufffe\uffff]")


def found_in(path: str, data: bytes) -> Iterator[Found]:
    """What a file holds, by the end of its name."""
    reading = next((READINGS[end] for end in sorted(READINGS, key=len, reverse=True) if path.endswith(end)), None)
    if reading is None:
        yield Found(FAULT, f"{path}: there is no reading for such files")
        return
    try:
        for found in reading(data):
            yield Found(FAULT, f"{path}: {found.value}") if found.kind == FAULT else found
            if found.kind != SOURCE and _FORBIDDEN.search(found.value):
                yield Found(FAULT, f"{path}: holds what no page may hold: {found.value[:80]!r}")
    except (ValueError, SyntaxError, KeyError, OSError, AssertionError, etree.LxmlError, yaml.YAMLError) as fault:
        yield Found(FAULT, f"{path}: {type(fault).__name__}: {fault}")


def _pages(_data: bytes) -> Iterator[Found]:
    """Pages are for the browser."""
    return iter(())


def _xml(data: bytes) -> Iterator[Found]:
    tree = etree.fromstring(data, _PARSER).getroottree()
    if tree.docinfo.doctype:
        yield Found(FAULT, "a document type")
    for node in tree.xpath("//processing-instruction() | //comment()"):
        yield Found(FAULT, f"an instruction or comment: {node}")
    for element in tree.getroot().iter():
        if element.tag.startswith(_XHTML):
            if element.getparent() is None or not element.getparent().tag.startswith(_XHTML):
                yield Found(HTML, etree.tostring(element, encoding="unicode", method="html", with_tail=False))
            continue
        is_html = element.tag in _HTML_OF_ITEMS and element.getparent().tag == "item"
        yield Found(HTML if is_html else TEXT, element.text or "")
        yield from (Found(TEXT, value) for value in element.attrib.values())


def _svg(data: bytes) -> Iterator[Found]:
    for element in etree.fromstring(data, _PARSER).iter():
        name = element.tag.removeprefix(_SVG)
        if name not in _SVG_ELEMENTS:
            yield Found(FAULT, f"an element {name}")
        for key, value in element.attrib.items():
            if re.match(r"(?i)on|.*href$|style$", key) or "url(" in value.replace("url(#", ""):
                yield Found(FAULT, f"an attribute {key}={value}")
            yield Found(TEXT, value)
        yield Found(TEXT, element.text or "")


def _values(value: Any, key: str = "") -> Iterator[Found]:
    if isinstance(value, str):
        kind = (
            HTML
            if "html" in key
            else PLAIN
            if key == "content_text"
            else SOURCE
            if key in ("markdown", "text", "source")
            else TEXT
        )
        yield Found(kind, value)
    elif isinstance(value, list):
        for item in value:
            yield from _values(item, key)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield Found(TEXT, name)
            yield from _values(item, name)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _json(data: bytes) -> Iterator[Found]:
    yield from _values(json.loads(data.decode(), parse_constant=_no_constant))


def _preview(data: bytes) -> Iterator[Found]:
    """What the script of links shows: the title is HTML, the rest is text."""
    card = json.loads(data)
    yield Found(HTML, card.pop("title"))
    yield from _values(card)


def _jsonl(data: bytes) -> Iterator[Found]:
    for line in data.decode().removesuffix("\n").split("\n"):
        yield from _json(line.encode())


def _bibtex(data: bytes) -> Iterator[Found]:
    plain = LatexNodes2Text(keep_comments=True, math_mode="verbatim").latex_to_text
    database = parse_bibtex(data.decode(), "bibtex")
    if data.count(b"\n@") + data.startswith(b"@") != len(database.entries):
        yield Found(FAULT, "an entry that the parser does not see")
    for entry in database.entries.values():
        if not set(entry.fields) <= _BIBTEX:
            yield Found(FAULT, f"fields {set(entry.fields) - _BIBTEX}")
        yield from (Found(TEXT, plain(value)) for value in entry.fields.values())
        persons: list[Person] = [person for role in entry.persons.values() for person in role]
        yield from (Found(TEXT, plain(part)) for person in persons for part in (*person.last_names, str(person)))


_BIBTEX = frozenset(
    [
        "title",
        "year",
        "month",
        "journal",
        "booktitle",
        "school",
        "howpublished",
        "volume",
        "number",
        "pages",
        "publisher",
        "eprint",
        "archiveprefix",
        "doi",
        "isbn",
        "openreview",
        "dblp",
        "s2",
        "openalex",
        "url",
        "pdf",
        "code",
        "keywords",
        "abstract",
        "venueid",
        "published",
        "links",
        "author+an:orcid",
        "author+an:native",
        "source",
        "status",
        "status_url",
        "ids",
        "featured",
        "inferred",
        "bibsource",
        "note",
        "urldate",
        "date",
        "type",
        "langid",
    ]
)


def _ris(data: bytes) -> Iterator[Found]:
    lines = [line for line in data.decode().split("\r\n" if b"\r\n" in data else "\n") if line]
    wrong = [line for line in lines if not _RIS.match(line)]
    if wrong or not lines[0].startswith("TY") or [line for line in lines if line[:2] == "ER"] != lines[-1:]:
        yield Found(FAULT, f"not one entry of RIS: {wrong[:1]}")
    yield from (Found(TEXT, line[6:]) for line in lines)


def _twin(data: bytes) -> Iterator[Found]:
    """A text as it was written, below a head of plain YAML."""
    head, text = data.decode().removeprefix("---\n").split("\n---\n", 1)
    yield from (Found(SOURCE, found.value) for found in _values(yaml.safe_load(head)))
    yield Found(SOURCE, text)


def _markdown(data: bytes) -> Iterator[Found]:
    """What any reader of Markdown makes of it, raw HTML included."""
    yield Found(HTML, MarkdownIt("commonmark").render(data.decode()))


def _plain(data: bytes) -> Iterator[Found]:
    yield Found(TEXT, data.decode())


def _image(data: bytes) -> Iterator[Found]:
    with Image.open(io.BytesIO(data)) as image:
        image.verify()
    yield Found(TEXT, "")


def _fragment(data: bytes) -> Iterator[Found]:
    """A part of Pagefind's index of texts. Headings, which it decodes once too often, are not shown by our script."""
    yield from _values(json.loads(gzip.decompress(data).removeprefix(b"pagefind_dcd")) | {"anchors": []})


def _book(data: bytes) -> Iterator[Found]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert book.testzip() is None
        for name in book.namelist():
            if name != "mimetype":
                yield from found_in(name, book.read(name))


def _chapter(data: bytes) -> Iterator[Found]:
    tree = etree.fromstring(data, _PARSER)
    yield Found(HTML, etree.tostring(tree, encoding="unicode", method="html"))


def _unread(_data: bytes) -> Iterator[Found]:
    """What the program or a library brings, whatever the archive holds."""
    return iter(())


#: The end of a name -> how such a file is read.
READINGS: dict[str, Reading] = {
    ".html": _pages,
    ".xml": _xml,
    ".opml": _xml,
    ".opf": _xml,
    ".ncx": _xml,
    ".svg": _svg,
    ".json": _json,
    "preview.json": _preview,
    ".webmanifest": _json,
    ".jsonl": _jsonl,
    ".bib": _bibtex,
    ".ris": _ris,
    ".md": _twin,
    "llms.txt": _markdown,
    "llms-full.txt": _markdown,
    ".txt": _plain,
    ".png": _image,
    ".jpg": _image,
    ".xhtml": _chapter,
    ".epub": _book,
    ".pf_fragment": _fragment,
    **dict.fromkeys((".css", ".js", ".xsl", ".woff2", ".pf_index", ".pf_meta", ".pf_filter", ".pagefind"), _unread),
}


# HTML of texts, wherever it stands


_NAMES = re.compile(r"(?:\{[^}]*\})?(.*)")
#: Those that a text may have, those of a page around it, and what fills boxes in formulas.
_ELEMENTS = TAGS | {"html", "head", "title", "meta", "link", "body", "section", "nav", "h1", "h2", "menclose"}
_LINKS = re.compile(r"(https?|mailto):|[./#]|(?!\w+:)[\w%]")


def audited(html: str) -> tuple[str, list[str]]:
    """The words of a piece of HTML as a browser's parser understands it, and what must not be in it."""
    tree = html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False)
    faults = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            faults.append(f"a comment or instruction: {element}")
            continue
        name = _NAMES.fullmatch(element.tag)[1]
        if name not in _ELEMENTS:
            faults.append(f"<{name}>")
        for key, value in element.attrib.items():
            bare = _NAMES.fullmatch(key)[1]
            if bare.startswith("on") or bare in ("style", "srcset", "target", "srcdoc", "formaction", "background"):
                faults.append(f"<{name} {bare}={value!r}>")
            if bare in ("href", "src", "cite", "action") and not _LINKS.match(value):
                faults.append(f"<{name} {bare}={value!r}>")
            if bare in ("id", "class", "name") and value.startswith("attack"):
                faults.append(f"<{name} {bare}={value!r}>")
    for annotation in tree.iter("{*}annotation", "annotation"):
        annotation.text = ""
    return "".join(tree.getroot().itertext()), faults
