"""Comments beneath a paper, kept in a repository's discussions and shown by giscus if a reader asks for them."""

from __future__ import annotations

from dataclasses import dataclass

from shortsite.config import Config, Discussion
from shortsite.feed_names import feed_name
from shortsite.model import Paper


@dataclass(frozen=True, slots=True)
class DiscussionView:
    """Where a paper's comments are: ``term`` finds them there, ``url`` leads to all of the repository's."""

    place: Discussion
    term: str
    url: str


def discussion_of(paper: Paper, config: Config) -> DiscussionView | None:
    """The comments on a paper; nothing if the archive has none. A paper keeps them when it gets another id."""
    place = config.discussion
    if place is None:
        return None
    first = feed_name(paper.id, paper.aliases)
    return DiscussionView(place, first, f"https://github.com/{place.repo}/discussions")
