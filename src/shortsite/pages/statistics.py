"""The archive in figures: how much there is, by month, venue, year, keyword and contributor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shortsite import urls
from shortsite.gists import gist_of
from shortsite.model import Page, Summary
from shortsite.outside import Link
from shortsite.pages.head import Head, site_feeds
from shortsite.pages.indexes import LABELS
from shortsite.plots import Columns, Row, month_columns, year_columns
from shortsite.views import Views

#: So many venues, keywords, contributors are shown: those with most summaries.
SHOWN = 15


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a table with a bar: what it is of, how many, and how long the bar is, in percent."""

    link: Link
    count: int
    percent: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """The terms of a taxonomy with most summaries; ``index`` leads to all ``total`` of them."""

    name: str
    label: str
    bars: tuple[Bar, ...]
    index: Link
    total: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Columns over time under a name; ``id`` is the heading's."""

    id: str
    name: str
    columns: Columns


def statistics_page(views: Views) -> Iterator[Page]:
    """``/stats/``. Template ``stats.html``: title, totals, timelines, rankings, empty.

    Counted are summaries that stand: no replies, and none that are withdrawn.
    """
    texts = [text for text in map(views.archive.summaries.__getitem__, views.latest) if not text.reply_to]
    head = Head(
        title=f"Statistics - {views.config.title}",
        description=f"{views.config.title} in figures: summaries by month, venue, year, keyword and contributor.",
        path=urls.STATISTICS,
        feeds=site_feeds(views.config),
    )
    context = {
        "head": head,
        "title": "Statistics",
        "totals": _totals(views, texts),
        "timelines": tuple(_timelines(views, texts)),
        "rankings": tuple(_rankings(views, texts)),
        "empty": "This archive has no summaries yet.",
    }
    changed = max((text.changed for text in texts), default=None, key=lambda moment: moment.at)
    yield Page(urls.STATISTICS, "stats.html", context, changed=changed)


def _totals(views: Views, texts: Sequence[Summary]) -> tuple[Row, ...]:
    """What there is in all; nothing of what there is none."""
    replies = sum(bool(views.archive.summaries[key].reply_to) for key in views.latest)
    counts = (
        (len(views.archive.papers), "paper", "papers"),
        (len(views.latest) - replies, "summary", "summaries"),
        (replies, "reply", "replies"),
        (len({views.archive.summaries[key].author for key in views.latest}), "contributor", "contributors"),
        (sum(text.body.words for text in texts), "word", "words"),
        (sum(gist_of(text.body).formulas for text in texts), "formula", "formulas"),
    )
    return tuple(Row(one if count == 1 else many, count) for count, one, many in counts if count)


def _timelines(views: Views, texts: Sequence[Summary]) -> Iterator[Timeline]:
    months = Counter((text.date.at.year, text.date.at.month) for text in texts)
    years = Counter(views.archive.papers[text.paper].year for text in texts)
    written = ("by_month", "When summaries were written", month_columns(months))
    appeared = ("by_year", "When their papers appeared", year_columns(years))
    for name, title, columns in (written, appeared):
        if columns:
            yield Timeline(name, title, columns)


def _rankings(views: Views, texts: Sequence[Summary]) -> Iterator[Ranking]:
    terms_of = views.archive.terms_of
    counts: Mapping[str, Counter[str]] = {
        "venue": Counter(slug for text in texts for slug in terms_of["venue", text.paper]),
        "keyword": Counter(slug for text in texts for slug in terms_of["keyword", text.paper]),
        "contributor": Counter(text.author for text in texts),
    }
    for taxonomy, counted in counts.items():
        if counted:
            yield _ranking(views, taxonomy, counted)


def _ranking(views: Views, taxonomy: str, counted: Counter[str]) -> Ranking:
    ordered = sorted(counted, key=lambda slug: (-counted[slug], slug))[:SHOWN]
    most = counted[ordered[0]]
    bars = tuple(
        Bar(views.term(taxonomy, slug), counted[slug], f"{100 * counted[slug] / most:.1f}%") for slug in ordered
    )
    labels = LABELS[taxonomy]
    index = Link(f"All {labels.many.lower()}", urls.href(urls.term(taxonomy)))
    return Ranking(labels.many, labels.one, bars, index, len(counted))
