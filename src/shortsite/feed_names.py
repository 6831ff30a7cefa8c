"""What papers are called in ids that outlive their own: those of feed entries, and of the comments on a paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shortsite.urls import is_id


def feed_name(paper: str, aliases: Iterable[str]) -> str:
    """The first former id of the paper that is one of ours, if it has any; else its id."""
    return next(filter(is_id, aliases), paper)


def is_settled(name: str, paper: str, former: Mapping[str, str]) -> bool:
    """Whether feeds may call the paper so; ``former`` are the names, by their ids, of all papers that became this one.

    Of two records that become one, one name has to go. It is that of the paper that stays which lasts; where both have
    become a third one, either may.
    """
    return name == former[paper] if paper in former else name in former.values()
