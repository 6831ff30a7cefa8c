"""``citation_*`` tags of a paper's page, for reference managers: they speak of the paper, not of its summaries.

Sources: Google Scholar's inclusion guidelines for the names of the tags, and the order in which Zotero's Embedded
Metadata translator decides what kind of item a page describes.
"""

from __future__ import annotations

from collections.abc import Iterator

from shortsite.citations.paragraphs import abstract_text
from shortsite.citations.venues import day_at_venue, type_of
from shortsite.model import Paper, Venue
from shortsite.outside import landing_page, tagless
from shortsite.views import PaperView, Views

#: What kind of item Zotero makes of each type of paper.
_ITEMS = {
    "article": "journalArticle",
    "inproceedings": "conferencePaper",
    "incollection": "bookSection",
    "preprint": "preprint",
    "thesis": "thesis",
    "book": "book",
    "report": "report",
}
#: The tag that names where such an item appeared, from which Zotero also takes the kind.
_WITHIN = {
    "journalArticle": "citation_journal_title",
    "conferencePaper": "citation_conference_title",
    "bookSection": "citation_inbook_title",
    "thesis": "citation_dissertation_institution",
    "report": "citation_technical_report_institution",
}
#: Tags that nobody shows as HTML, and that name nothing once a sign of them is another. Old DOIs have ``<`` in them.
_EXACT = frozenset(["citation_author_orcid", "citation_arxiv_id", "citation_doi", "citation_isbn"]).union(
    ["citation_public_url", "citation_abstract_html_url", "citation_pdf_url"]
)


def venue_of(views: Views, paper: Paper) -> Venue | None:
    """The venue of a paper, if it has one."""
    slugs = views.archive.terms_of["venue", paper.id]
    return views.archive.venues[slugs[0]] if slugs else None


def item_type(paper: Paper, venue: Venue | None) -> str:
    """The kind of item, in Zotero's words, that a paper is."""
    return _ITEMS[type_of(paper, venue)]


def publication_date(paper: Paper, venue: Venue | None) -> str:
    """The day on which a paper appeared where it is cited, or the year if that alone is sure."""
    day = day_at_venue(paper, venue)
    return day.day if day else str(paper.year)


def citation_tags(views: Views, view: PaperView) -> tuple[tuple[str, str], ...]:
    """The paper's ``citation_*`` tags, none for a paper without authors.

    Google Scholar would refuse them, and Zotero would take who wrote the summary, whom it finds by the class
    ``byline``, for the author of the paper.
    """
    paper = view.record
    if not paper.authors:
        return ()
    venue = venue_of(views, paper)
    tags = [*_who_and_when(paper, venue), *_where(paper, venue), *_links(view)]
    return tuple((name, value if name in _EXACT else tagless(value, wholly=True)) for name, value in tags if value)


def _who_and_when(paper: Paper, venue: Venue | None) -> Iterator[tuple[str, str]]:
    yield "citation_title", paper.title.text
    for author in dict.fromkeys(paper.authors):
        yield "citation_author", author.sort_name
        yield "citation_author_orcid", author.orcid
    yield "citation_publication_date", publication_date(paper, venue).replace("-", "/")
    if paper.published:
        yield "citation_online_date", paper.published.day.replace("-", "/")


def _where(paper: Paper, venue: Venue | None) -> Iterator[tuple[str, str]]:
    item = item_type(paper, venue)
    institution = paper.publisher or (venue.name if venue else "")
    within = institution if item in ("thesis", "report") else venue.name if venue else ""
    tag = _WITHIN.get(item, "") if within else ""
    if tag:
        yield tag, within
    else:
        # nothing else tells Zotero that this is no article of a journal
        yield "z:itemType", item
    first, last = _pages(paper)
    yield "citation_volume", paper.volume
    yield "citation_issue", paper.issue
    yield "citation_firstpage", first
    yield "citation_lastpage", last
    yield "citation_publisher", paper.publisher


def _pages(paper: Paper) -> tuple[str, str]:
    first, _, last = paper.pages.replace("--", "-").replace("\N{EN DASH}", "-").partition("-")
    return first.strip(), last.strip() if first else ""


def _links(view: PaperView) -> Iterator[tuple[str, str]]:
    paper = view.record
    for kind in ("doi", "isbn"):
        yield f"citation_{kind}", paper.identifier(kind)
    yield "citation_arxiv_id", paper.identifier("arxiv")
    for keyword in view.keywords:
        yield "citation_keywords", keyword.text
    yield "citation_abstract", abstract_text(paper)
    yield "citation_public_url", landing_page(paper)
    yield "citation_abstract_html_url", landing_page(paper)
    yield "citation_pdf_url", next((link.url for link in view.links if link.text == "PDF"), "")
