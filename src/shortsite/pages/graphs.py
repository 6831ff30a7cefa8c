"""JSON-LD of pages, of schema.org's types: the site, the page, the paper, and each summary as a review with its author.

A paper is known by its DOI or arXiv address, so that what others say of it adds up; people and texts by their places on
this site.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markupsafe import Markup

from shortsite import urls
from shortsite.citations.paragraphs import abstract_text
from shortsite.citations.venues import holds_preprints
from shortsite.identifiers import BY_KEY, ORCID, reference_name
from shortsite.model import ANONYMOUS, Author, Contributor, Paper, Venue
from shortsite.outside import license_url
from shortsite.pages.head import HeadImage, graph
from shortsite.pages.metadata import item_type, publication_date, venue_of
from shortsite.views import Card, PaperView, SummaryView, Views

_Node = dict[str, Any]

_TYPES = {"thesis": "Thesis", "report": "Report", "book": "Book", "bookSection": "Chapter"}
_PROPERTIES = {"doi": "DOI", "arxiv": "arXiv", "isbn": "ISBN"}
#: Who gives papers the addresses that they are known by, best first.
_REGISTRARS = ("doi", "arxiv")


def paper_graph(views: Views, view: PaperView, texts: Sequence[SummaryView], image: HeadImage | None) -> Markup:
    """One graph: the site, the page, its breadcrumbs, the paper, a review for each summary, and who wrote them."""
    page = views.config.url + urls.paper(view.id)
    shown = [text for text in texts if not text.withdrawn]
    # a paper without authors is no node of its own: its page stands for it
    reviewed = work_id(views, view.record) if view.record.authors else page
    nodes = [_site(views), _page(views, view, shown, image), _crumbs(views, view, page)]
    nodes += [_work(views, view, page, shown)] if view.record.authors else []
    nodes += [_review(views, text, page, reviewed, number) for number, text in enumerate(shown, 1)]
    nodes += [_withdrawn(text, page) for text in texts if text.withdrawn and text.replies]
    nodes += [_person(views, handle) for handle in dict.fromkeys(text.author_id for text in shown) if _signs(handle)]
    return _graph(nodes)


def list_graph(views: Views, path: str, title: str, description: str, cards: Iterable[Card]) -> Markup:
    """The graph of a page of a list: the site, and what the list has by its addresses."""
    base = views.config.url
    entries = (card.entry for card in cards)
    addresses = [base + urls.paper(*((entry,) if isinstance(entry, str) else entry)) for entry in entries]
    items = [{"@type": "ListItem", "position": n, "url": url} for n, url in enumerate(addresses, 1)]
    page: _Node = {
        "@type": "CollectionPage",
        "@id": base + path,
        "url": base + path,
        "name": title,
        "description": description,
        "isPartOf": {"@id": f"{base}#site"},
        "mainEntity": {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items},
    }
    taxonomy, _, slug = path.strip("/").partition("/")
    person = views.archive.contributors.get(slug) if taxonomy == "contributor" else None
    if person is None or not _signs(person.handle):
        return _graph([_site(views), page])
    page |= {"@type": "ProfilePage", "mainEntity": {"@id": person_id(views, slug)}, "hasPart": page["mainEntity"]}
    return _graph([_site(views), page, _person(views, slug)])


def work_id(views: Views, paper: Paper) -> str:
    """What the paper is known by in graphs: its address at a registrar, or its place on its page."""
    known = dict(paper.identifiers)
    found = next((BY_KEY[kind].url(known[kind]) for kind in _REGISTRARS if kind in known), "")
    return found or f"{views.config.url}{urls.paper(paper.id)}#the_paper"


def person_id(views: Views, handle: str) -> str:
    """What a contributor is known by in graphs."""
    return f"{views.config.url}{urls.term('contributor', handle)}#person"


def _graph(nodes: Iterable[_Node]) -> Markup:
    return graph([{key: value for key, value in node.items() if value not in ("", [], None)} for node in nodes])


def _signs(handle: str) -> bool:
    return handle != ANONYMOUS


def _site(views: Views) -> _Node:
    config = views.config
    publisher = {"@type": "Organization", "@id": f"{config.url}#publisher", "name": config.title, "url": config.url}
    return {
        "@type": "WebSite",
        "@id": f"{config.url}#site",
        "url": config.url,
        "name": config.title,
        "description": config.description or config.tagline,
        "inLanguage": config.language,
        "license": license_url(config.license),
        "publisher": publisher,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{config.url}{urls.SEARCH}?q={{q}}"},
            "query-input": "required name=q",
        },
    }


def _page(views: Views, view: PaperView, texts: list[SummaryView], image: HeadImage | None) -> _Node:
    base = views.config.url
    page = base + urls.paper(view.id)
    return {
        "@type": ["WebPage", "ItemPage"],
        "@id": page,
        "url": page,
        "name": view.title,
        "isPartOf": {"@id": f"{base}#site"},
        "mainEntity": {"@id": work_id(views, view.record)} if view.record.authors else "",
        "breadcrumb": {"@id": f"{page}#page_crumbs"},
        "primaryImageOfPage": {"@type": "ImageObject", "url": base + image.path} if image else None,
        "datePublished": min((text.date.iso for text in texts), default=""),
        "dateModified": max(((text.updated or text.date).iso for text in texts), default=""),
    }


def _crumbs(views: Views, view: PaperView, page: str) -> _Node:
    years = [view.venue, view.venue_year] if view.venue and view.venue_year else [view.year]
    steps = [("Home", "")] + [(link.text, link.url.removeprefix(urls.ROOT)) for link in years if link]
    names = [*((name, views.config.url + path) for name, path in steps), (view.title, page)]
    items = [{"@type": "ListItem", "position": n, "name": name, "item": url} for n, (name, url) in enumerate(names, 1)]
    return {"@type": "BreadcrumbList", "@id": f"{page}#page_crumbs", "itemListElement": items}


def _work(views: Views, view: PaperView, page: str, texts: list[SummaryView]) -> _Node:
    paper, venue = view.record, venue_of(views, view.record)
    pdf = next((link.url for link in view.links if link.text == "PDF"), "")
    labels = {BY_KEY[kind].label for kind, _ in paper.identifiers}
    return {
        "@type": _TYPES.get(item_type(paper, venue), "ScholarlyArticle"),
        "@id": work_id(views, paper),
        "headline": paper.title.text,
        "name": paper.title.text,
        "mainEntityOfPage": page,
        "author": [_author(author) for author in dict.fromkeys(paper.authors)],
        "datePublished": publication_date(paper, venue),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": _PROPERTIES.get(kind, kind), "value": value}
            for kind, value in paper.identifiers
        ],
        "sameAs": [link.url for link in view.links if link.text in labels],
        "isPartOf": _within(paper, venue),
        "publisher": {"@type": "Organization", "name": paper.publisher} if paper.publisher else None,
        "pagination": paper.pages,
        "abstract": abstract_text(paper),
        "keywords": [keyword.text for keyword in view.keywords],
        "encoding": {"@type": "MediaObject", "contentUrl": pdf, "encodingFormat": "application/pdf"} if pdf else None,
        "creativeWorkStatus": paper.status.capitalize(),
        "review": [{"@id": f"{page}#{text.stem}"} for text in texts if not text.reply_to],
    }


def _within(paper: Paper, venue: Venue | None) -> _Node | None:
    """What the paper is a part of: a journal with volume and issue as far as known, proceedings, or a book."""
    if venue is None or holds_preprints(venue):
        return None
    if item_type(paper, venue) != "journalArticle":
        return {"@type": "Book" if venue.kind == "book" else "PublicationVolume", "name": venue.name}
    within: _Node = {"@type": "Periodical", "name": venue.name}
    if paper.volume:
        within = {"@type": "PublicationVolume", "volumeNumber": paper.volume, "isPartOf": within}
    if paper.issue:
        within = {"@type": "PublicationIssue", "issueNumber": paper.issue, "isPartOf": within}
    return within


def _author(author: Author) -> _Node:
    # a reader that splits names at the last space would cut a family name of several words
    name = author.sort_name if " " in author.family else author.name
    node: _Node = {"@type": "Person", "name": name, "familyName": author.family}
    if author.given:
        node["givenName"] = author.given
    if author.native:
        node["alternateName"] = author.native
    if author.orcid:
        node["sameAs"] = ORCID.url(author.orcid)
    return node


def _withdrawn(text: SummaryView, page: str) -> _Node:
    """What replies answer, although it is no longer there to be read."""
    anchor = f"{page}#{text.stem}"
    return {"@type": "Comment", "@id": anchor, "url": anchor, "creativeWorkStatus": "Withdrawn"}


def _review(views: Views, text: SummaryView, page: str, reviewed: str, number: int) -> _Node:
    anchor = f"{page}#{text.stem}"
    answered = page + "#" + text.reply_to.url.rpartition("#")[2] if text.reply_to else ""
    signed = _signs(text.author_id)
    return {
        "@type": "Comment" if answered else ["Review", "Article"],
        "@id": anchor,
        "url": anchor,
        "itemReviewed": "" if answered else {"@id": reviewed},
        "parentItem": {"@id": answered} if answered else "",
        "position": number,
        "headline": text.title or f"{'Reply' if answered else 'Summary'} by {text.author.text}",
        "author": {"@id": person_id(views, text.author_id)} if signed else {"@type": "Person", "name": "Anonymous"},
        "datePublished": text.date.iso,
        "dateModified": (text.updated or text.date).iso,
        "abstract": text.tldr,
        "wordCount": text.body.document.words,
        "inLanguage": text.lang or views.config.language,
        "license": text.license.url,
        "creditText": f"{text.author.text}, {views.config.title}",
        "citation": [*_cited(views, text)],
        "isPartOf": {"@id": page},
    }


def _cited(views: Views, text: SummaryView) -> Iterator[_Node]:
    """The papers that a text links to."""
    archive = views.archive
    targets = (archive.names.get(reference_name(reference.target)) for reference in text.body.document.references)
    for target in dict.fromkeys(targets):
        if target and target in archive.papers and target != text.key[0]:
            paper = archive.papers[target]
            yield {"@type": "CreativeWork", "@id": work_id(views, paper), "name": paper.title.text}


def _person(views: Views, handle: str) -> _Node:
    known = views.archive.contributors.get(handle)
    return {
        "@type": "Person",
        "@id": person_id(views, handle),
        "name": views.archive.terms["contributor"][handle].name,
        "url": views.config.url + urls.term("contributor", handle),
        "sameAs": _homes(known) if known else [],
        "affiliation": {"@type": "Organization", "name": known.affiliation} if known and known.affiliation else None,
    }


def _homes(person: Contributor) -> list[str]:
    orcid = ORCID.url(person.orcid) if person.orcid else ""
    forge = f"https://github.com/{person.github}" if person.github else ""
    return [url for url in (orcid, forge, person.url) if url]
