"""Plots as shapes for templates: columns over time, as one SVG path. Nothing in them is text, so they scale freely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from shortsite.model import MONTHS

#: The most columns of a plot; a longer time is told in larger steps.
MOST_COLUMNS = 150
#: Units of the drawing: a column with the gap after it, the gap, and the highest column.
COLUMN, GAP, HEIGHT = 4, 1, 100
#: Years in a step.
STEPS = (1, 10, 100)


@dataclass(frozen=True, slots=True)
class Row:
    """One column as words: the time that it stands for, and how many."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A plot of how many there were in each span of time.

    ``path`` is the ``d`` of an SVG path in a box of ``width`` by ``height``. ``rows`` hold the times that have any.
    """

    path: str
    width: int
    height: int
    first: str
    last: str
    highest: Row
    rows: tuple[Row, ...]


def month_columns(counts: Mapping[tuple[int, int], int]) -> Columns | None:
    """A column for each month from the first (year, month) to the last; for each year where that were too many.

    None where there is nothing to count.
    """
    if not counts:
        return None
    months = {year * 12 + month - 1: count for (year, month), count in counts.items() if count}
    if max(months) - min(months) < MOST_COLUMNS:
        return _columns(months, {month: f"{MONTHS[month % 12]} {month // 12}" for month in _span(months)})
    years: Counter[int] = Counter()
    for (year, _), count in counts.items():
        years[year] += count
    return year_columns(years)


def year_columns(counts: Mapping[int, int]) -> Columns | None:
    """A column for each year from the first to the last; for decades or centuries where that were too many.

    None where there is nothing to count.
    """
    if not counts:
        return None
    step = next((step for step in STEPS if max(counts) // step - min(counts) // step < MOST_COLUMNS), STEPS[-1])
    spans: Counter[int] = Counter()
    for year, count in counts.items():
        spans[year // step] += count
    names = {span: str(span) if step == 1 else f"{span * step} to {span * step + step - 1}" for span in _span(spans)}
    return _columns(spans, names)


def _span(counts: Mapping[int, int]) -> range:
    return range(min(counts), max(counts) + 1)


def _columns(counts: Mapping[int, int], names: Mapping[int, str]) -> Columns:
    rows = {span: Row(names[span], counts[span]) for span in names if counts.get(span)}
    highest = max(rows.values(), key=lambda row: row.count)
    ordered = list(names)
    drawn = [
        f"M{COLUMN * place} {HEIGHT}v-{max(1, round(HEIGHT * counts[span] / highest.count))}h{COLUMN - GAP}V{HEIGHT}z"
        for place, span in enumerate(ordered)
        if span in rows
    ]
    return Columns(
        path="".join(drawn),
        width=COLUMN * len(ordered) - GAP,
        height=HEIGHT,
        first=names[ordered[0]],
        last=names[ordered[-1]],
        highest=highest,
        rows=tuple(rows.values()),
    )
