"""Rules of the field: advice on what form alone cannot tell, such as a pasted abstract or a venue under two names.

A rule is a function from the linked archive, the configuration and the day to problems. ``check`` applies them all, a
build none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from shortsite.config import Config
from shortsite.model import Archive
from shortsite.problems import Problem
from shortsite.rules.abstracts import repeated_abstracts
from shortsite.rules.copies import copied_texts
from shortsite.rules.dates import coming_dates, coming_years
from shortsite.rules.handles import handle_spellings
from shortsite.rules.images import large_images, unused_images
from shortsite.rules.keywords import keyword_spellings
from shortsite.rules.removed import still_there
from shortsite.rules.texts import second_summaries, short_texts, texts_without_tldr
from shortsite.rules.venues import venue_spellings

Rule = Callable[[Archive, Config, date], Iterable[Problem]]

#: The codes of each rule, and the rule.
RULES: dict[tuple[str, ...], Rule] = {
    ("SS028", "SS029"): venue_spellings,
    ("SS030",): keyword_spellings,
    ("SS031",): second_summaries,
    ("SS032",): copied_texts,
    ("SS033",): coming_dates,
    ("SS034",): coming_years,
    ("SS037",): handle_spellings,
    ("SS049",): large_images,
    ("SS050",): unused_images,
    ("SS053",): repeated_abstracts,
    ("SS054",): short_texts,
    ("SS055",): texts_without_tldr,
    ("SS094",): still_there,
}


def archive_problems(archive: Archive, config: Config, today: date) -> list[Problem]:
    """What the rules find in the archive on that day, in UTC."""
    return [problem for rule in RULES.values() for problem in rule(archive, config, today)]
