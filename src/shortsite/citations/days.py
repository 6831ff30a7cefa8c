"""Years and days as citations write them."""

from __future__ import annotations

import re

from shortsite.model import MONTHS
from shortsite.problems import quoted
from shortsite.values import moment

#: The months as BibTeX's macros, for which each style has its own words.
MONTH_MACROS = tuple(month[:3].lower() for month in MONTHS)
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T\S*)?(?:/.*)?")
_NUMBER = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")


def year_of(text: str) -> tuple[str, list[str]]:
    """The year in a text, and a note where more stands there."""
    found = _YEAR.search(text)
    if found is None:
        return "", [f"{quoted(text)} is not a year"] if text else []
    is_date = re.fullmatch(r"\d{4}([-/].*)?", text)
    return found[1], [] if is_date else [f"the year {found[1]} is read from {quoted(text)}"]


def day_of(date: str, year: str, month: str = "", day: str = "") -> tuple[str, list[str]]:
    """The day as ``2017-06-12``, from a date or from a year, month and day.

    A note where only the month is known: a record's ``published`` is a day.
    """
    found = _DAY.fullmatch(date.strip())
    if found and moment(found[1]):
        return found[1], []
    number = month_of(month)
    days = _NUMBER.search(day) or (_NUMBER.search(month) if re.search(r"[A-Za-z]", month) else None)
    if year and number and days:
        made = f"{year}-{number:02}-{int(days[1]):02}"
        return (made, []) if moment(made) else ("", [f"{quoted(f'{day} {month} {year}'.strip())} is not a day"])
    if month or re.fullmatch(r"\d{4}-\d{2}", date.strip()):
        return "", ["the month is left out, since the day is not known"]
    return "", []


def month_of(text: str) -> int:
    """The number of a month, named in English or numbered; 0 if it is neither."""
    text = text.strip()
    if re.fullmatch(r"\d{1,2}", text):
        return int(text) if 1 <= int(text) <= len(MONTHS) else 0
    found = re.search(r"[A-Za-z]{3}", text)
    return MONTH_MACROS.index(found[0].lower()) + 1 if found and found[0].lower() in MONTH_MACROS else 0
