"""What citations call the place where a paper appeared."""

from __future__ import annotations

import re

from shortsite.problems import quoted

_PREPRINT_SERVER = re.compile(r"(?i)corr|(?:arxiv|biorxiv|medrxiv|chemrxiv|psyarxiv|ssrn|research square)\b.*")
_VOLUME = re.compile(r"(?i)\b(?:proceedings|proc\.|(?:19|20)\d\d)")


def is_preprint_server(venue: str) -> bool:
    """Whether papers lie there before they appear."""
    return _PREPRINT_SERVER.fullmatch(venue.strip()) is not None


def venue_notes(venue: str) -> list[str]:
    """A note where the name is that of one volume rather than of the venue."""
    if not _VOLUME.search(venue):
        return []
    return [f"the venue is kept as written, {quoted(venue)}; other volumes may bear another name"]
