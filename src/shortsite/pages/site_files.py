"""Files for machines: sitemap and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from shortsite import urls
from shortsite.config import Config
from shortsite.model import Moment, Output, Page, Text

#: The most URLs that one sitemap may hold (https://www.sitemaps.org/protocol.html).
SITEMAP_SIZE = 50_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(config: Config, outputs: Iterable[Output]) -> Iterator[Text]:
    """``/sitemap.xml`` of every page that may be found; an index of several where there are too many for one."""
    pages = sorted((page for page in outputs if isinstance(page, Page) and page.listed), key=lambda page: page.url)
    shards = [pages[start : start + SITEMAP_SIZE] for start in range(0, len(pages), SITEMAP_SIZE)] or [[]]
    if len(shards) == 1:
        yield Text("sitemap.xml", _url_set(config, shards[0]))
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(shards) + 1)]
    rows = "".join(f"<sitemap><loc>{escape(config.url + name)}</loc></sitemap>\n" for name in names)
    yield Text("sitemap.xml", f"{_HEAD}<sitemapindex {_SPACE}>\n{rows}</sitemapindex>\n")
    for name, shard in zip(names, shards, strict=True):
        yield Text(name, _url_set(config, shard))


def _url_set(config: Config, pages: Iterable[Page]) -> str:
    rows = "".join(
        f"<url><loc>{escape(config.url + urls.escaped(page.url))}</loc>{_last_change(page.changed)}</url>\n"
        for page in pages
    )
    return f"{_HEAD}<urlset {_SPACE}>\n{rows}</urlset>\n"


def _last_change(moment: Moment | None) -> str:
    return f"<lastmod>{moment.iso}</lastmod>" if moment else ""


def robots(config: Config) -> Text:
    """``/robots.txt``: everything may be read; where the sitemap is."""
    return Text("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {config.url}sitemap.xml\n")
