"""How a paper's page appears elsewhere: its picture, the links that programs follow, and its place in embeds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial

from shortsite import posters, urls
from shortsite.images import measure
from shortsite.model import ANONYMOUS, Made, Output, Part, Poster, Summary
from shortsite.outside import landing_page
from shortsite.pages.head import HeadImage, Signpost
from shortsite.views import PaperView, SummaryView, Views

#: The smallest picture that networks show over the whole width of a post.
_LEAST = (600, 315)
#: Kinds of pictures that networks show, by suffix.
_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
_ABOUT = ("https://schema.org/AboutPage", "https://schema.org/Review")
_JSON, _MARKDOWN = "application/json", "text/markdown"


def sharing_files(views: Views, paper_id: str) -> Iterator[Output]:
    """``/paper/<id>/linkset.json`` and ``oembed.json`` of a paper with a summary."""
    if is_summarised(views, paper_id):
        yield Made(urls.linkset(paper_id), partial(_linkset, views, paper_id))
        yield Made(urls.oembed(paper_id), partial(_oembed, views, paper_id))


def poster_parts(views: Views) -> Iterator[Part]:
    """``/poster/<id>.png`` of each paper with a summary that has no picture of its own."""
    for paper_id in views.archive.papers:
        shows, make = partial(_poster_shows, views, paper_id), partial(_posters, views, paper_id)
        yield Part(f"poster/{paper_id}", shows, make)


def _poster_shows(views: Views, paper_id: str) -> str:
    """What stands for the picture; with the texts' own, since one of these may take its place."""
    has_own = any(text.body.images for text in views.archive.texts_of(paper_id))
    return views.digests.texts(paper_id) if has_own else views.digests.cards([paper_id])


def _posters(views: Views, paper_id: str) -> Iterator[Output]:
    image = page_image(views, paper_id)
    if image and image.path == urls.poster(paper_id):
        yield _poster(views, paper_id)


def all_texts(views: Views, paper_id: str) -> tuple[SummaryView, ...]:
    """A paper's texts, each followed by the replies to it."""
    return tuple(views.summary(text.key) for text in views.archive.texts_of(paper_id))


def shown_texts(views: Views, paper_id: str) -> tuple[SummaryView, ...]:
    """Those of them that can be read."""
    return tuple(text for text in all_texts(views, paper_id) if not text.withdrawn)


def is_summarised(views: Views, paper_id: str) -> bool:
    """Whether a paper has a summary that can be read."""
    return any(not text.reply_to for text in views.archive.readable(paper_id))


def counted(views: Views, paper_id: str) -> str:
    """How many summaries a paper has, in words."""
    count = sum(not text.reply_to for text in views.archive.readable(paper_id))
    return f"{count} summar{'y' if count == 1 else 'ies'}" if count else "no summary yet"


def page_image(views: Views, paper_id: str) -> HeadImage | None:
    """The picture of a paper's page: the first of its first summary that is large enough, else its poster."""
    if not is_summarised(views, paper_id):
        return None
    own = _own_image(views, views.archive.readable(paper_id)[0])
    if own or not posters.are_drawn():
        return own
    title = views.archive.papers[paper_id].title.text
    if not posters.is_drawable(title):
        return None
    return HeadImage(urls.poster(paper_id), posters.WIDTH, posters.HEIGHT, f"The title of the paper: {title}")


def _own_image(views: Views, text: Summary) -> HeadImage | None:
    folder = (views.config.root / text.place.path).parent
    for name in text.body.images:
        file = folder / name
        media = _TYPES.get(file.suffix.lower())
        width, height = measure(file) if media else (0, 0)
        if media and width >= _LEAST[0] and height >= _LEAST[1]:
            path, writer = urls.escaped(urls.beside(text.paper, name)), views.term("contributor", text.author).text
            return HeadImage(path, width, height, f"A figure of the summary by {writer}", media)
    return None


def _poster(views: Views, paper_id: str) -> Poster:
    paper, venues = views.archive.papers[paper_id], views.archive.terms_of["venue", paper_id]
    place = f"{views.term('venue', venues[0]).text} {paper.year}" if venues else str(paper.year)
    if not posters.is_drawable(place):
        place = str(paper.year)
    site = views.config.title if posters.is_drawable(views.config.title) else ""
    names = tuple(author.name for author in paper.authors)
    return Poster(urls.poster(paper_id), site, paper.title.text, names, place, counted(views, paper_id))


def properties(views: Views, view: PaperView) -> tuple[tuple[str, str], ...]:
    """Who wrote a paper's summaries and what it is about, as Open Graph tells it."""
    authors = dict.fromkeys(_author(views, text) for text in shown_texts(views, view.id))
    sections = [views.term("section", slug).text for slug in views.archive.terms_of.get(("section", view.id), ())]
    return (
        *(("article:author", url) for url in authors if url),
        *(("article:section", name) for name in sections[:1]),
        *(("article:tag", link.text) for link in view.keywords),
    )


def _author(views: Views, text: SummaryView) -> str:
    signed = text.author_id != ANONYMOUS
    return views.config.url + urls.term("contributor", text.author_id) if signed else ""


def signposts(views: Views, view: PaperView) -> tuple[Signpost, ...]:
    """What the page is to programs (https://signposting.org/), as far as a head can hold it.

    The paper's own identifier is ``related``, not ``cite-as``: it does not lead to this page.
    """
    texts = shown_texts(views, view.id)
    made = list(_typed(views, view, texts))
    if is_summarised(views, view.id):
        made.append(Signpost("linkset", urls.href(urls.linkset(view.id)), "application/linkset+json"))
        made.append(Signpost("alternate", urls.href(urls.oembed(view.id)), "application/json+oembed", view.title))
    return tuple(made)


def _typed(views: Views, view: PaperView, texts: Sequence[SummaryView]) -> Iterator[Signpost]:
    if landing_page(view.record):
        yield Signpost("related", landing_page(view.record))
    for url in dict.fromkeys(_author(views, text) for text in texts):
        if url:
            yield Signpost("author", urls.ROOT + url.removeprefix(views.config.url))
    for kind in _ABOUT if texts else _ABOUT[:1]:
        yield Signpost("type", kind)
    licenses = {text.license.url for text in texts}
    if len(licenses) == 1:
        yield Signpost("license", *licenses)
    yield Signpost("alternate describedby", urls.href(urls.record(view.id)), _JSON, "Record and texts")
    for format_, _, media, label in urls.CITATIONS:
        yield Signpost("describedby", urls.href(urls.citation(view.id, format_)), media, label)
    for text in texts:
        title = f"{text.author.text}, as written"
        yield Signpost("alternate item", urls.href(urls.twin(*text.key)), _MARKDOWN, title)
    if view.venue_year:
        yield Signpost("collection", view.venue_year.url)


def _linkset(views: Views, paper_id: str) -> str:
    """The same links, and those of each text, as RFC 9264 has them."""
    view, texts = views.paper(paper_id), shown_texts(views, paper_id)
    page: dict[str, object] = {"anchor": views.config.url + urls.paper(paper_id)}
    for post in _typed(views, view, texts):
        rel = post.rel.removeprefix("alternate ")
        target = {"href": post.href.replace(urls.ROOT, views.config.url)} | ({"type": post.type} if post.type else {})
        page.setdefault(rel, []).append(target)  # type: ignore[attr-defined]
    items = [
        {
            "anchor": views.config.url + urls.twin(*text.key),
            "author": [{"href": _author(views, text)}] if _author(views, text) else [],
            "license": [{"href": text.license.url}],
            "collection": [{"href": views.config.url + urls.paper(paper_id), "type": "text/html"}],
        }
        for text in texts
    ]
    contexts = [page, *({key: value for key, value in item.items() if value} for item in items)]
    return json.dumps({"linkset": contexts}, ensure_ascii=False, separators=(",", ":")) + "\n"


def _oembed(views: Views, paper_id: str) -> str:
    """A link with title and picture (https://oembed.com/#section2.3.4): nothing of ours runs in others' pages."""
    config, view, image = views.config, views.paper(paper_id), page_image(views, paper_id)
    values: dict[str, object] = {
        "type": "link",
        "version": "1.0",
        "title": f"{view.title}: {counted(views, paper_id)}",
        "url": config.url + urls.paper(paper_id),
        "author_name": ", ".join(dict.fromkeys(text.author.text for text in shown_texts(views, paper_id))),
        "provider_name": config.title,
        "provider_url": config.url,
    }
    if image:
        values |= {"thumbnail_url": config.url + image.path}
        values |= {"thumbnail_width": image.width, "thumbnail_height": image.height}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"
