"""Which feeds a change of the archive touches: those that hold other entries than before, or tell them otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shortsite import urls
from shortsite.cache import Store
from shortsite.config import Config
from shortsite.model import Feed
from shortsite.pipeline import Options, Plan, store_of, survey
from shortsite.problems import SiteError
from shortsite.review.history import base_of, tree_at
from shortsite.review.since import INPUTS
from shortsite.views import Views


def feeds_to_tell(options: Options, revision: str = "", *, every: bool = False) -> tuple[Config, tuple[str, ...]]:
    """The archive's configuration, and the addresses of some of its feeds.

    These are the feeds of the whole site; or ``every`` one; or, with a ``revision``, those that are not as they were
    where the branch left it. What is not committed counts too. Raises HistoryError, and SiteError if the archive
    cannot be read.
    """
    with store_of(options) as store:
        plan = survey(options, store)
        feeds = _followed(plan)
        if revision:
            feeds = _touched(options, base_of(options.root, revision), plan, feeds, store)
        elif not every:
            feeds = [feed for feed in feeds if not feed.about]
    config = plan.views.config
    return config, tuple(config.url + urls.escaped(feed.url) for feed in feeds)


def _touched(options: Options, base: str, after: Plan, feeds: list[Feed], store: Store) -> list[Feed]:
    with tree_at(options.root, base, INPUTS) as tree:
        try:
            before = survey(replace(options, root=tree), store)
        except SiteError:
            return feeds
    known = {feed.url: _state(before, feed) for feed in _followed(before)}
    return [feed for feed in feeds if known.get(feed.url) != _state(after, feed)]


def _followed(plan: Plan) -> list[Feed]:
    """The feeds that readers follow, without further documents of them."""
    feeds = (output for output in plan.outputs()[0] if isinstance(output, Feed))
    return [feed for feed in feeds if feed.url == urls.feed(urls.folder_of(feed.url), feed.format)]


def _state(plan: Plan, feed: Feed) -> Any:
    """All that the feed is made of."""
    return _head(plan.views.config), feed, [_entry(plan.views, entry) for entry in feed.entries]


def _entry(views: Views, entry: Any) -> Any:
    """What an entry is made of: a text with its paper, or something of several texts."""
    if isinstance(entry, tuple):
        return views.paper(entry[0]), views.summary(entry)
    return entry, [_entry(views, key) for key in entry.summaries]


def _head(config: Config) -> tuple[str, ...]:
    """What the configuration has in every feed."""
    return (
        config.title, config.url, config.tagline, config.description, config.language, config.license, config.tag,
        config.websub_hub,
    )  # fmt: skip
