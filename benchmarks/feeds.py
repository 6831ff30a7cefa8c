"""What the feeds of an archive cost beside its pages: ``python benchmarks/feeds.py ARCHIVE``.

Texts are converted before anything is measured. Then, in one run and without results of an earlier one: the CPU time
of all pages, of all feeds in the three formats, and of the feeds' entries and heads alone; that of the feeds when the
entries are kept; and the bytes of both. Exits with 1 if the feeds cost more than the pages.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from shortsite.cache import Store
from shortsite.config import load_config
from shortsite.feeds import FeedWriter
from shortsite.link import link_content
from shortsite.load import load_content
from shortsite.model import Feed, Page
from shortsite.pages import plan_site
from shortsite.render import render_site
from shortsite.theme import load_theme
from shortsite.views import Views

T = TypeVar("T")


def measured(work: Callable[[], T]) -> tuple[float, T]:
    """The CPU time of some work in seconds, and what it gives."""
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


def main() -> None:
    """Measure the archive that is named."""
    config, _ = load_config(Path(sys.argv[1]))
    theme, _ = load_theme(config.root, config.theme)
    content, _ = load_content(config, 1, Store.open(config.root / ".shortsite" / "cache.sqlite"))
    archive, _ = link_content(content, config)
    views = Views(archive, config)
    outputs, _ = plan_site(views, tuple(theme.static.values()))
    feeds = [output for output in outputs if isinstance(output, Feed)]
    pages = [output for output in outputs if isinstance(output, Page)]
    lists = {feed.url.rpartition("/")[0] for feed in feeds}
    print(f"{len(archive.summaries)} texts, {len(pages)} pages, {len(lists)} lists with feeds")

    def made_pages() -> int:
        return sum(len(file.data) for file in render_site(pages, views, theme, Store.open(None)))

    with TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "store")
        page_time, page_bytes = measured(made_pages)
        new, kept = FeedWriter(views, store), FeedWriter(views, store)
        entry_time, _ = measured(lambda: new.prepare(feeds))
        file_time, feed_bytes = measured(lambda: sum(len(new.file(feed)) for feed in feeds))
        kept_time, _ = measured(lambda: kept.prepare(feeds))
    feed_time = entry_time + file_time
    print(f"pages  {page_time:7.2f} s  {page_bytes / 1e6:7.1f} MB")
    print(f"feeds  {feed_time:7.2f} s  {feed_bytes / 1e6:7.1f} MB in {len(feeds)} files")
    print(f"  entries {entry_time:.2f} s, assembling {file_time:.2f} s")
    print(f"  entries that are kept {kept_time:.2f} s")
    print(f"feeds cost {feed_time / page_time:.2f} of what pages cost")
    sys.exit(feed_time > page_time)


if __name__ == "__main__":
    main()
