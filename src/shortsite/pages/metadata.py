"""Metadata of a paper's page: ``citation_*`` tags for reference managers, JSON-LD for machines.

Both speak of the paper; each summary is a ``Review`` of it, with its own author, in the graph. Sources: Google
Scholar's inclusion guidelines for the names of the tags, Zotero's Embedded Metadata translator for ``z:itemType``,
schema.org.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from shortsite import urls
from shortsite.identifiers import ORCID
from shortsite.model import Author, Paper
from shortsite.outside import landing_page, tagless
from shortsite.pages.head import graph
from shortsite.views import PaperView, SummaryView, Views

_TYPES = {"thesis": "Thesis", "report": "Report", "book": "Book"}
_VENUE_TAGS = {
    "journal": "citation_journal_title",
    "conference": "citation_conference_title",
    "workshop": "citation_conference_title",
    "book": "citation_inbook_title",
    "thesis": "citation_dissertation_institution",
}


def citation_tags(views: Views, view: PaperView) -> tuple[tuple[str, str], ...]:
    """The paper's ``citation_*`` tags, none for a paper without authors (they would be refused)."""
    paper = view.record
    if not paper.authors:
        return ()
    return tuple((name, tagless(value, wholly=True)) for name, value in _citation_tags(views, view, paper) if value)


def _citation_tags(views: Views, view: PaperView, paper: Paper) -> Iterator[tuple[str, str]]:
    yield "citation_title", paper.title.text
    for author in dict.fromkeys(paper.authors):
        yield "citation_author", author.sort_name
        yield "citation_author_orcid", author.orcid
    day = paper.published.day if paper.published else ""
    yield "citation_publication_date", _publication_date(paper).replace("-", "/")
    if day:
        yield "citation_online_date", day.replace("-", "/")
    venue = views.archive.venues[paper_venue] if (paper_venue := _venue(views, paper)) else None
    if venue:
        yield _VENUE_TAGS.get(venue.kind, ""), venue.name if venue.kind in _VENUE_TAGS else ""
    first, _, last = paper.pages.replace("--", "-").replace("\N{EN DASH}", "-").partition("-")
    yield "citation_volume", paper.volume
    yield "citation_issue", paper.issue
    yield "citation_firstpage", first.strip()
    yield "citation_lastpage", last.strip() if first else ""
    yield "citation_publisher", paper.publisher
    yield "citation_doi", paper.identifier("doi")
    yield "citation_arxiv_id", paper.identifier("arxiv")
    yield "citation_isbn", paper.identifier("isbn")
    for keyword in view.keywords:
        yield "citation_keywords", keyword.text
    yield "citation_public_url", landing_page(paper)
    yield "citation_abstract_html_url", landing_page(paper)
    yield "citation_pdf_url", next((link.url for link in view.links if link.text == "PDF"), "")
    if venue is None or venue.kind == "preprint":
        yield "z:itemType", "preprint"


def _publication_date(paper: Paper) -> str:
    """The day of first publication where its year is the record's, else the year: a preprint may be older."""
    same = paper.published is not None and paper.published.at.year == paper.year
    return paper.published.day if same and paper.published else str(paper.year)


def _venue(views: Views, paper: Paper) -> str:
    return next(iter(views.archive.terms_of["venue", paper.id]), "")


def paper_graph(views: Views, view: PaperView, threads: tuple[SummaryView, ...]) -> Markup:
    """One graph: the site, the page, its breadcrumbs, the paper, and a review for each summary."""
    base = views.config.url
    page = base + urls.paper(view.id)
    texts = [text for text in _all(threads) if not text.withdrawn]
    nodes = [_paper_node(views, view, page, texts)] if view.record.authors else []
    nodes += [_site_node(views), _page_node(view, page, base, texts), _crumbs(views, view, page)]
    # a paper without authors is no node of its own: its page stands for it
    reviewed = f"{page}#paper" if view.record.authors else page
    nodes += [_review_node(views, text, page, reviewed) for text in texts]
    nodes += [_withdrawn_node(text, page) for text in _all(threads) if text.withdrawn and text.replies]
    return graph([{key: value for key, value in node.items() if value not in ("", [], None)} for node in nodes])


def _all(threads: tuple[SummaryView, ...]) -> Iterator[SummaryView]:
    for text in threads:
        yield text
        yield from _all(text.replies)


def _site_node(views: Views) -> dict[str, Any]:
    config = views.config
    return {
        "@type": "WebSite",
        "@id": f"{config.url}#site",
        "url": config.url,
        "name": config.title,
        "inLanguage": config.language,
    }


def _page_node(view: PaperView, page: str, base: str, texts: list[SummaryView]) -> dict[str, Any]:
    return {
        "@type": ["WebPage", "ItemPage"],
        "@id": page,
        "url": page,
        "name": view.title,
        "isPartOf": {"@id": f"{base}#site"},
        "mainEntity": {"@id": f"{page}#paper"} if view.record.authors else "",
        "breadcrumb": {"@id": f"{page}#crumbs"},
        "datePublished": min((text.date.iso for text in texts), default=""),
        "dateModified": max(((text.updated or text.date).iso for text in texts), default=""),
    }


def _crumbs(views: Views, view: PaperView, page: str) -> dict[str, Any]:
    if view.venue and view.venue_year:
        steps = [("Home", ""), (view.venue.text, _path(view.venue.url)), (view.year.text, _path(view.venue_year.url))]
    else:
        steps = [("Home", ""), (view.year.text, _path(view.year.url))]
    names = [*((name, views.config.url + path) for name, path in steps), (view.title, page)]
    items = [{"@type": "ListItem", "position": n, "name": name, "item": url} for n, (name, url) in enumerate(names, 1)]
    return {"@type": "BreadcrumbList", "@id": f"{page}#crumbs", "itemListElement": items}


def _path(href: str) -> str:
    return href.removeprefix(urls.ROOT)


def _paper_node(views: Views, view: PaperView, page: str, texts: list[SummaryView]) -> dict[str, Any]:
    paper = view.record
    venue = views.archive.venues[name] if (name := _venue(views, paper)) else None
    identifiers = [
        {"@type": "PropertyValue", "propertyID": {"doi": "DOI", "arxiv": "arXiv"}.get(kind, kind), "value": value}
        for kind, value in paper.identifiers
    ]
    return {
        "@type": _TYPES.get(paper.type, "ScholarlyArticle"),
        "@id": f"{page}#paper",
        "headline": paper.title.text,
        "name": paper.title.text,
        "mainEntityOfPage": page,
        "author": [_author_node(author) for author in dict.fromkeys(paper.authors)],
        "datePublished": _publication_date(paper),
        "identifier": identifiers,
        "sameAs": [link.url for link in view.links if link.text in ("arXiv", "DOI", "OpenReview", "DBLP")],
        "isPartOf": {"@type": _venue_type(venue.kind), "name": venue.name} if venue else "",
        "pagination": paper.pages,
        "keywords": [keyword.text for keyword in view.keywords],
        "creativeWorkStatus": paper.status.capitalize(),
        "review": [{"@id": page + "#" + text.stem} for text in texts if not text.reply_to],
    }


def _venue_type(kind: str) -> str:
    return "Periodical" if kind in ("journal", "preprint") else "PublicationVolume"


def _author_node(author: Author) -> dict[str, Any]:
    # a reader that splits names at the last space would cut a family name of several words
    name = author.sort_name if " " in author.family else author.name
    node: dict[str, Any] = {"@type": "Person", "name": name, "familyName": author.family}
    if author.given:
        node["givenName"] = author.given
    if author.orcid:
        node["sameAs"] = ORCID.url(author.orcid)
    return node


def _withdrawn_node(text: SummaryView, page: str) -> dict[str, Any]:
    """What replies answer, although it is no longer there to be read."""
    anchor = f"{page}#{text.stem}"
    return {"@type": "Comment", "@id": anchor, "url": anchor, "creativeWorkStatus": "Withdrawn"}


def _review_node(views: Views, text: SummaryView, page: str, reviewed: str) -> dict[str, Any]:
    anchor = f"{page}#{text.stem}"
    author: Mapping[str, Any] = {"@type": "Person", "name": "Anonymous"}
    if text.author_id != "anonymous":
        url = views.config.url + urls.term("contributor", text.author_id)
        author = {"@type": "Person", "@id": f"{url}#person", "name": text.author.text, "url": url}
    answered = page + "#" + text.reply_to.url.rpartition("#")[2] if text.reply_to else ""
    return {
        "@type": "Comment" if answered else ["Review", "Article"],
        "@id": anchor,
        "url": anchor,
        "itemReviewed": "" if answered else {"@id": reviewed},
        "parentItem": {"@id": answered} if answered else "",
        "headline": text.title or f"Summary by {text.author.text}",
        "author": author,
        "datePublished": text.date.iso,
        "dateModified": (text.updated or text.date).iso,
        "abstract": text.tldr,
        "wordCount": text.body.document.words,
        "inLanguage": text.lang or views.config.language,
        "license": text.license.url,
        "isPartOf": {"@id": page},
    }
