"""A page for each paper: its record, all summaries with their replies, and who mentions it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from shortsite import urls
from shortsite.digests import digest_of
from shortsite.gists import gist_of
from shortsite.model import Asset, Feed, Output, Page, Part
from shortsite.outside import author_list
from shortsite.pages.citations import paper_citation, text_citation
from shortsite.pages.discussion import discussion_of
from shortsite.pages.graphs import paper_graph
from shortsite.pages.head import FeedLink, Head, feed_links, shortened, site_feeds
from shortsite.pages.late import Late
from shortsite.pages.listing import feeds_of
from shortsite.pages.metadata import citation_tags
from shortsite.pages.onward import Onward
from shortsite.pages.sharing import all_texts, page_image, properties, signposts
from shortsite.terms import newest_first
from shortsite.views import PaperView, SummaryView, Views

#: What is made of a paper, beside its page.
PaperKind = Callable[[Views, str], Iterator[Output]]


def paper_parts(views: Views, kinds: Sequence[PaperKind]) -> Iterator[Part]:
    """A part for each paper: its page, and what the other kinds make of it."""
    onward = Onward(views)
    for paper_id in views.archive.papers:
        shows, make = partial(_shows, views, onward, paper_id), partial(_made, views, onward, paper_id, kinds)
        yield Part(f"paper/{paper_id}", shows, make, next(_feeds(views, paper_id), None))


def _shows(views: Views, onward: Onward, paper_id: str) -> str:
    digests = views.digests
    mentions = [digests.mention(mention) for mention in views.archive.mentions.get(paper_id, ())]
    return digest_of(digests.texts(paper_id), mentions, onward.shows(paper_id))


def _made(views: Views, onward: Onward, paper_id: str, kinds: Sequence[PaperKind]) -> Iterator[Output]:
    yield from paper_page(views, onward, paper_id)
    for kind in kinds:
        yield from kind(views, paper_id)


def paper_page(views: Views, onward: Onward, paper_id: str) -> Iterator[Output]:
    """``/paper/<id>/``. Template ``paper.html``: paper, summaries, mentions, feeds, edit links, ways on.

    A paper with two or more texts has feeds of its own. Images of texts that can be read lie beside the page.
    """
    texts = views.archive.texts_of(paper_id)
    changed = max((text.changed for text in texts), default=None, key=lambda moment: moment.at)
    is_read = any(not (text.reply_to or text.withdrawn) for text in texts)
    context = Late(partial(_context, views, onward, paper_id))
    yield Page(urls.paper(paper_id), "paper.html", context, listed=is_read, changed=changed)
    yield from _feeds(views, paper_id)
    for text in texts:
        for name in () if text.withdrawn else text.body.images:
            folder = (views.config.root / text.place.path).parent
            yield Asset(urls.beside(paper_id, name), folder / name)


def _context(views: Views, onward: Onward, paper_id: str) -> dict[str, object]:
    paper, threads = views.paper(paper_id), views.threads(paper_id)
    has_feeds = len(views.archive.texts_of(paper_id)) > 1
    feeds = feed_links(urls.paper(paper_id), f"Summaries of {paper.title}") if has_feeds else ()
    return {
        "head": _head(views, paper, threads, feeds + site_feeds(views.config)),
        "paper": paper,
        "summaries": threads,
        "count": sum(not text.withdrawn for text in threads),
        "mentions": views.mentions(paper_id),
        "discussion": discussion_of(paper.record, views.config),
        "feeds": feeds,
        "first_authors": paper.authors[:10],
        "more_authors": paper.authors[10:],
        "cite_paper": partial(paper_citation, views, paper_id),
        "cite_text": partial(text_citation, views, paper_id),
        **onward.of(paper_id),
    }


def _feeds(views: Views, paper_id: str) -> Iterator[Feed]:
    """The feeds of a paper with two or more texts."""
    texts = views.archive.texts_of(paper_id)
    if len(texts) > 1:
        title = views.archive.papers[paper_id].title.text
        shown = newest_first(views.archive.summaries, (text.key for text in texts))
        about = f"Summaries of and replies about {title}."
        yield from feeds_of(views, urls.paper(paper_id), f"Summaries of {title}", about, shown, "paper")


def _head(views: Views, paper: PaperView, threads: tuple[SummaryView, ...], feeds: tuple[FeedLink, ...]) -> Head:
    texts = [text for text in threads if not text.withdrawn]
    count = f"{len(texts)} summar{'y' if len(texts) == 1 else 'ies'}" if texts else "no summary yet"
    title = f"{paper.status_mark}{paper.title} ({paper.record.year}): {count} - {views.config.title}"
    told = next((text.tldr or text.opening for text in texts), "")
    names = author_list(paper.names, 3)
    description = told or f"{paper.title}, by {names}." if names else told or paper.title
    days = [text.date.iso for text in texts] + [(text.updated or text.date).iso for text in texts]
    image = page_image(views, paper.id)
    has_math = any(gist_of(text.body.document).formulas for text in threads)
    return Head(
        title=title,
        description=shortened(description),
        path=urls.paper(paper.id),
        feeds=feeds,
        is_hidden=not texts,
        kind="article",
        published=min(days, default=""),
        modified=max(days, default=""),
        metas=citation_tags(views, paper),
        properties=properties(views, paper),
        name=paper.title,
        image=image,
        signposts=signposts(views, paper),
        graph=paper_graph(views, paper, all_texts(views, paper.id), image),
        has_math=has_math or bool(paper.abstract and gist_of(paper.abstract.document).formulas),
    )
