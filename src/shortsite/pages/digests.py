"""Feeds for those who have little time: one entry a week or month, with the title and tldr of each text.

No clock is asked. A period has ended when a text of a later one is there, even if that was withdrawn since; until then
it is in no digest. So an entry appears once, with the first text after it, and is not announced again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from shortsite import urls
from shortsite.model import MONTHS, Digest, Feed, Moment, Part
from shortsite.pages.feed_parts import feed_part
from shortsite.views import Views

_Key = tuple[str, str]
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Period:
    """How days are put together: the first day of the period of a day, that of the next, its name, and its title."""

    title: str
    first: Callable[[date], date]
    following: Callable[[date], date]
    name: Callable[[date], str]
    words: Callable[[date], str]


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def _week_words(day: date) -> str:
    return f"the week of {day.day} {MONTHS[day.month - 1]} {day.year}"


def _next_month(day: date) -> date:
    return date(day.year + day.month // _DECEMBER, day.month % _DECEMBER + 1, 1)


#: By the words of ``config.DIGESTS``.
PERIODS = {
    "weekly": Period(
        "Weekly digest",
        lambda day: day - timedelta(days=day.weekday()),
        lambda first: first + timedelta(days=7),
        _week,
        _week_words,
    ),
    "monthly": Period(
        "Monthly digest",
        lambda day: day.replace(day=1),
        _next_month,
        lambda day: f"{day.year:04}-{day.month:02}",
        lambda day: f"{MONTHS[day.month - 1]} {day.year}",
    ),
}


def digest_feeds(views: Views) -> Iterator[Part]:
    """``/digest/weekly/feed.xml`` and so on, as far as the configuration asks for them."""
    config = views.config
    for word in config.digests:
        period, path = PERIODS[word], urls.digest(word)
        entries = tuple(digests(views, period)[: config.feed_size])
        feeds = [
            Feed(
                url=urls.feed(path, format_),
                format=format_,
                title=f"{period.title} - {config.title}",
                about="",
                entries=entries,
                description=f"Titles and gists of all that {config.title} has published, {word}.",
                name=path,
            )
            for format_, _, _, _ in urls.FEEDS
        ]
        yield feed_part(views, f"digest/{word}", feeds, is_followed=True)


def digests(views: Views, period: Period) -> list[Digest]:
    """The periods that have ended and have texts, newest first."""
    summaries = views.archive.summaries
    last = max((text.date.at.date() for text in summaries.values()), default=None)

    def first_day(key: _Key) -> date:
        return period.first(summaries[key].date.at.date())

    return [
        _digest(period, first, tuple(keys))
        for first, keys in groupby(views.latest, key=first_day)
        if last is not None and period.following(first) <= last
    ]


def _digest(period: Period, first: date, keys: Sequence[_Key]) -> Digest:
    following = period.following(first)
    end = Moment(datetime(following.year, following.month, following.day, tzinfo=UTC))
    count = f"{len(keys)} text{'s' if len(keys) > 1 else ''}"
    title = f"{period.words(first)}: {count}"
    return Digest(period.name(first), title[:1].upper() + title[1:], end, tuple(keys))
