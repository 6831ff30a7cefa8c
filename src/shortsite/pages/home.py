"""The front page and the other lists of the whole archive: picks, and papers that are discussed."""

from __future__ import annotations

from collections.abc import Iterator

from shortsite import urls
from shortsite.digests import digest_of
from shortsite.model import Part
from shortsite.pages.listing import Listing, listing
from shortsite.views import Views


def home_pages(views: Views) -> Iterator[Part]:
    """``/``: the latest summaries, replies aside. Template ``home.html``: cards, pager, counts, links to lists."""
    config, archive = views.config, views.archive
    latest = [key for key in views.latest if not archive.summaries[key].reply_to]
    sections = [views.term("section", section.slug) for section in config.sections]
    made = Listing(
        path="",
        title="Latest summaries",
        head_title=config.title,
        description=config.description or config.tagline or f"Summaries of research papers: {config.title}",
        listed=latest,
        entries=views.latest,
        template="home.html",
        intro=lambda: {"sections": tuple(sections)},
        shows=lambda: digest_of(*sections),
        empty="This archive has no summaries yet.",
    )
    yield from listing(views, made)


def picks_pages(views: Views) -> Iterator[Part]:
    """``/picks/``: papers that the editors feature."""
    chosen = [paper for paper in _by_newest_text(views) if views.archive.papers[paper].featured]
    featured = set(chosen)
    made = Listing(
        path=urls.PICKS,
        title="Editors' picks",
        description=f"Papers whose summaries the editors of {views.config.title} recommend.",
        listed=chosen,
        entries=[key for key in views.latest if key[0] in featured],
        empty="No paper is featured yet. A record with 'featured: true' appears here.",
    )
    yield from listing(views, made)


def discussed_pages(views: Views) -> Iterator[Part]:
    """``/discussed/``: papers with several summaries, or with replies; most texts first."""
    counts = {paper: len(views.archive.texts_of(paper)) for paper in views.archive.papers}
    chosen = sorted((paper for paper, count in counts.items() if count > 1), key=lambda paper: (-counts[paper], paper))
    made = Listing(
        path=urls.DISCUSSED,
        title="Most discussed",
        description=f"Papers with several summaries or with replies, on {views.config.title}.",
        listed=chosen,
        entries=[key for key in views.latest if counts[key[0]] > 1],
        empty="No paper has several summaries or replies yet.",
    )
    yield from listing(views, made)


def _by_newest_text(views: Views) -> list[str]:
    with_text = dict.fromkeys(paper for paper, _ in views.latest)
    return list(with_text | dict.fromkeys(views.archive.papers))
