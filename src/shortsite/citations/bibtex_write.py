"""Papers as BibTeX, for BibTeX, BibLaTeX and the programs that read either.

The type of an entry is the record's. Where a record has none, it is guessed and the field ``inferred`` says so, as it
does of a venue that was found by the paper's DOI. Fields that BibTeX does not know are passed over by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain

from shortsite.citations.capitals import title_tex
from shortsite.citations.days import MONTH_MACROS
from shortsite.citations.entry import OURS
from shortsite.citations.latex import formula_of, tex_of
from shortsite.citations.names import bibtex_name
from shortsite.citations.paragraphs import Pieces, abstract_pieces, title_pieces
from shortsite.citations.venues import day_at_venue, type_of
from shortsite.model import Author, Paper, Venue
from shortsite.outside import landing_page

_ENTRY_TYPES = {
    "article": "article",
    "inproceedings": "inproceedings",
    "incollection": "incollection",
    "preprint": "misc",
    "thesis": "phdthesis",
    "book": "book",
    "report": "techreport",
}
_QUOTE = r"\textquotedbl{}"
#: Identifiers that styles of references know.
_CITED = ("doi", "isbn")
_VENUE_FIELDS = {
    "article": "journal",
    "inproceedings": "booktitle",
    "incollection": "booktitle",
    "phdthesis": "school",
}


def write(papers: Iterable[Paper], venue_of: Callable[[Paper], Venue | None]) -> str:
    """The papers as entries, each under its id; ``venue_of`` gives a paper's venue, if it has one."""
    return "\n".join(
        _entry(paper, venue, chain(_fields(paper, venue), _more_fields(paper), _own_fields(paper, venue)))
        for paper in papers
        for venue in (venue_of(paper),)
    )


def brief(paper: Paper, venue: Venue | None, most: int | None = None) -> str:
    """The paper as an entry with what lists of references show, and no more; at ``most`` so many of its authors."""
    fields = _fields(replace(paper, authors=paper.authors[:most]), venue)
    others = " and others" if paper.authors != paper.authors[:most] else ""
    told = ((name, value + others if name == "author" else value) for name, value in fields)
    return _entry(paper, venue, chain(told, _address(paper)))


def _entry(paper: Paper, venue: Venue | None, fields: Iterable[tuple[str, str]]) -> str:
    lines = (f"  {name} = {_value(name, value)},\n" for name, value in fields if value)
    return f"@{_ENTRY_TYPES[type_of(paper, venue)]}{{{paper.id},\n{''.join(lines)}}}\n"


def _value(name: str, value: str) -> str:
    return value if name == "month" else f"{{{value}}}"


def _fields(paper: Paper, venue: Venue | None) -> Iterator[tuple[str, str]]:
    type_ = _ENTRY_TYPES[type_of(paper, venue)]
    arxiv = paper.identifier("arxiv")
    yield "title", title_tex(title_pieces(paper.title))
    yield "author", " and ".join(bibtex_name(author) for author in paper.authors)
    day = day_at_venue(paper, venue)
    yield from (("year", str(paper.year)), ("month", MONTH_MACROS[day.at.month - 1] if day else ""))
    yield from _held_by(paper, venue, type_)
    yield from (("volume", tex_of(paper.volume)), ("number", tex_of(paper.issue)), ("pages", _pages(paper.pages)))
    yield "publisher", tex_of(paper.publisher)
    yield "eprint", _exact(arxiv)
    yield "archiveprefix", "arXiv" if arxiv else ""
    yield from ((kind, _exact(value)) for kind, value in paper.identifiers if kind in _CITED)


def _held_by(paper: Paper, venue: Venue | None, type_: str) -> Iterator[tuple[str, str]]:
    """Where the work appeared. Styles ask of a report for its institution, and of a thesis for its school."""
    place, publisher = tex_of(venue.name) if venue else "", tex_of(paper.publisher)
    yield _VENUE_FIELDS.get(type_, "howpublished"), place or (publisher if type_ == "phdthesis" else "")
    yield "institution", (publisher or place) if type_ == "techreport" else ""


def _address(paper: Paper) -> Iterator[tuple[str, str]]:
    """Where the paper is, for one that neither DOI nor arXiv's number leads to."""
    has_number = paper.identifier("doi") or paper.identifier("arxiv")
    yield "url", "" if has_number else _exact(landing_page(paper))


def _more_fields(paper: Paper) -> Iterator[tuple[str, str]]:
    """What is of use beyond lists of references."""
    yield from ((kind, _exact(value)) for kind, value in paper.identifiers if kind not in ("arxiv", *_CITED))
    yield from (("url", _exact(paper.url)), ("pdf", _exact(paper.pdf)), ("code", _exact(paper.code)))
    yield "keywords", ", ".join(_keyword(keyword) for keyword in paper.keywords)
    yield "abstract", tex_of_pieces(abstract_pieces(paper.abstract)) if paper.abstract else ""


def _own_fields(paper: Paper, venue: Venue | None) -> Iterator[tuple[str, str]]:
    """What no field of BibTeX's own says."""
    yield "venueid", "" if venue and paper.venue == venue.name else tex_of(paper.venue)
    yield "published", paper.published.iso if paper.published else ""
    yield "links", ", ".join(f"{{{tex_of(label)}}} {{{url}}}" for label, url in paper.links)
    yield "author+an:orcid", _annotations(paper.authors, lambda author: author.orcid)
    yield "author+an:native", _annotations(paper.authors, lambda author: author.native)
    yield from (("source", tex_of(paper.source)), ("status", paper.status), ("status_url", _exact(paper.status_url)))
    yield "ids", ", ".join(_exact(alias) for alias in paper.aliases)
    yield "featured", "true" if paper.featured else ""
    # a thesis without a venue names its publisher as the school
    is_told = venue is not None or (paper.type == "thesis" and paper.publisher)
    missing = {"type": not paper.type, "venue": is_told and not paper.venue}
    yield "inferred", ", ".join(key for key, is_missing in missing.items() if is_missing)
    yield "bibsource", OURS


def tex_of_pieces(pieces: Pieces) -> str:
    """Words and formulas as they stand in a field."""
    return "".join(formula_of(text, delimiter) if delimiter else tex_of(text) for delimiter, text in pieces)


def _pages(pages: str) -> str:
    return tex_of(pages) if "--" in pages else tex_of(pages).replace("-", "--")


def _exact(value: str) -> str:
    """An identifier or address as it is; braces and backslashes, which would end the field, are spelt out."""
    return tex_of(value) if any(sign in value for sign in "\\{}") else value


def _keyword(keyword: str) -> str:
    return f"{{{tex_of(keyword)}}}" if "," in keyword else tex_of(keyword)


def _annotations(authors: Iterable[Author], value: Callable[[Author], str]) -> str:
    found = ((number, tex_of(value(author))) for number, author in enumerate(authors, 1))
    return "; ".join(f'{number}="{text.replace(chr(34), _QUOTE)}"' for number, text in found if text)
