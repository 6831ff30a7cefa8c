"""A paper by chance: ten for readers without scripts, and short lists of ids for the script that picks among all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import blake2b

from shortsite import urls
from shortsite.model import Output, Page, Text
from shortsite.pages.head import Head, site_feeds
from shortsite.views import Views

SHOWN = 10
#: Ids in one list: the script reads one list, whichever the size of the archive.
LIST_SIZE = 500


def random_pages(views: Views) -> Iterator[Output]:
    """``/random/``. Template ``random.html``: title, cards, empty, total, list_size.

    The ten papers depend on nothing but the archive's texts, and change when one is added. Beside the page lie the ids
    of all papers with a summary: ``papers-0.json`` and so on, ``list_size`` in each but the last.
    """
    papers = sorted({paper for paper, _ in views.latest})
    head = Head(
        title=f"A random paper - {views.config.title}",
        description=f"Papers by chance out of those on {views.config.title}.",
        path=urls.RANDOM,
        feeds=site_feeds(views.config),
        is_hidden=True,
    )
    context = {
        "head": head,
        "title": "Papers by chance",
        "cards": tuple(views.card(paper) for paper in _drawn(views, papers)),
        "empty": "This archive has no summaries yet.",
        "total": len(papers),
        "list_size": LIST_SIZE,
    }
    yield Page(urls.RANDOM, "random.html", context, listed=False)
    for number, start in enumerate(range(0, len(papers), LIST_SIZE)):
        ids = json.dumps(papers[start : start + LIST_SIZE], separators=(",", ":"))
        yield Text(f"{urls.RANDOM}papers-{number}.json", f"{ids}\n")


def _drawn(views: Views, papers: list[str]) -> list[str]:
    """Ten of the papers, in an order that each new text shuffles."""
    seed = blake2b("\n".join(f"{paper}/{stem}" for paper, stem in views.latest).encode(), digest_size=16).digest()
    return sorted(papers, key=lambda paper: blake2b(paper.encode(), digest_size=16, key=seed).digest())[:SHOWN]
