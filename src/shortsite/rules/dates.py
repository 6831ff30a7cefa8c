"""Days and years that are still to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from shortsite.config import Config
from shortsite.model import Archive
from shortsite.problems import Problem

#: Where the date is already one ahead of UTC's, summaries are written too.
_AHEAD = timedelta(days=1)


def coming_dates(archive: Archive, _config: Config, today: date) -> Iterator[Problem]:
    """Summaries of a day that is still to come everywhere: feed readers hide them, or show them twice."""
    for summary in archive.summaries.values():
        for key, moment in (("date", summary.date), ("updated", summary.updated)):
            if moment and moment.at.date() > today + _AHEAD:
                message = f"'{key}' is {moment.day}, which is still to come; feed readers hide such an entry"
                hint = "write the day on which it was written" if key == "date" else "write the day of the last edit"
                yield Problem(summary.places.get(key, summary.place), "SS033", message, hint)


def coming_years(archive: Archive, _config: Config, today: date) -> Iterator[Problem]:
    """Papers of a year after the next, which is the last that proceedings and issues bear in advance."""
    for paper in archive.papers.values():
        if paper.year > today.year + 1:
            message = f"'year' is {paper.year}, which is still to come"
            yield Problem(paper.places.get("year", paper.place), "SS034", message, "write the year of publication")
