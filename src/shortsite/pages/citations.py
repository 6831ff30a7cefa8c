"""How to cite a paper and each text about it: on its page, and as files for reference managers beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from shortsite import urls
from shortsite.citations import bibtex_write, csl_write, reference, ris_write, texts
from shortsite.citations.reference import MARKDOWN, PLAIN
from shortsite.model import Made, Output, Paper, Summary, Venue
from shortsite.outside import Link
from shortsite.pages.metadata import venue_of
from shortsite.views import Views

_WRITERS = {"bibtex": bibtex_write.write, "ris": ris_write.write, "csl": csl_write.write}
_TEXT_WRITERS = {"bibtex": texts.bibtex, "ris": texts.ris, "csl": texts.csl}


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a citation: what it is called, the id of the element that holds it, and the citation."""

    label: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """How to cite a work: the forms that its page shows, of which ``code`` is for programs, and files with others."""

    reference: Form
    markdown: Form
    code: Form
    files: tuple[Link, ...]


def citation_files(views: Views, paper_id: str) -> Iterator[Output]:
    """``/paper/<id>/paper.bib``, ``paper.ris`` and ``paper.csl.json``; ``summary-<stem>.bib`` and so on."""
    paper = views.archive.papers[paper_id]
    for format_, write in _WRITERS.items():
        yield Made(urls.citation(paper.id, format_), partial(_written, views, paper, write))
    for summary in filter(is_citable, views.archive.texts_of(paper_id)):
        for format_ in _TEXT_WRITERS:
            url = urls.text_citation(summary.paper, summary.stem, format_)
            yield Made(url, partial(_text_written, views, summary, format_))


def _written(views: Views, paper: Paper, write: Callable[[list[Paper], Callable[[Paper], Venue | None]], str]) -> str:
    return write([paper], partial(venue_of, views))


def _text_written(views: Views, summary: Summary, format_: str) -> str:
    return _TEXT_WRITERS[format_](_cited(views, summary))


def is_citable(summary: Summary) -> bool:
    """Whether the summary can be read, and so cited."""
    return not summary.withdrawn


def paper_citation(views: Views, paper_id: str) -> Citation:
    """How to cite a paper."""
    paper = views.archive.papers[paper_id]
    venue = venue_of(views, paper)
    plain, markdown = (reference.reference(paper, venue, form) for form in (PLAIN, MARKDOWN))
    paths = {format_: urls.citation(paper_id, format_) for format_ in _WRITERS}
    return _citation("", plain, markdown, bibtex_write.brief(paper, venue), paths)


def text_citation(views: Views, paper_id: str, stem: str) -> Citation:
    """How to cite a summary or reply."""
    cited = _cited(views, views.archive.summaries[paper_id, stem])
    plain, markdown = (texts.reference(cited, form) for form in (PLAIN, MARKDOWN))
    paths = {format_: urls.text_citation(paper_id, stem, format_) for format_ in _TEXT_WRITERS}
    return _citation(f"{stem}_", plain, markdown, texts.bibtex(cited), paths)


def _cited(views: Views, summary: Summary) -> texts.CitedText:
    contributor = views.archive.terms["contributor"][summary.author].name
    return texts.cited_text(summary, views.archive.papers[summary.paper], contributor, views.config)


def _citation(prefix: str, plain: str, markdown: str, bibtex: str, paths: dict[str, str]) -> Citation:
    return Citation(
        Form("Reference", f"{prefix}cite_reference", plain),
        Form("Markdown", f"{prefix}cite_markdown", markdown),
        Form("BibTeX", f"{prefix}cite_bibtex", bibtex),
        tuple(Link(label, urls.href(paths[format_])) for format_, _, _, label in urls.CITATIONS),
    )
