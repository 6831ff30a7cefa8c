"""Files for machines: sitemap and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from operator import itemgetter

from shortsite import urls
from shortsite.config import Config
from shortsite.model import Output, Page, Text

#: The most URLs that one sitemap may hold (https://www.sitemaps.org/protocol.html).
SITEMAP_SIZE = 50_000
#: The address of a page, and when it was last changed, in the form of ``Moment.iso``; empty where that is not known.
Listed = tuple[str, str]
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def listed(outputs: Iterable[Output]) -> Iterator[Listed]:
    """The pages that may be found."""
    for output in outputs:
        if isinstance(output, Page) and output.listed:
            yield output.url, output.changed.iso if output.changed else ""


def sitemap(config: Config, pages: Iterable[Listed]) -> Iterator[Text]:
    """``/sitemap.xml`` of these pages; an index of several where there are too many for one."""
    ordered = sorted(pages, key=itemgetter(0))
    shards = [ordered[start : start + SITEMAP_SIZE] for start in range(0, len(ordered), SITEMAP_SIZE)] or [[]]
    if len(shards) == 1:
        yield Text("sitemap.xml", _url_set(config, shards[0]))
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(shards) + 1)]
    rows = "".join(f"<sitemap><loc>{escape(config.url + name, quote=False)}</loc></sitemap>\n" for name in names)
    yield Text("sitemap.xml", f"{_HEAD}<sitemapindex {_SPACE}>\n{rows}</sitemapindex>\n")
    for name, shard in zip(names, shards, strict=True):
        yield Text(name, _url_set(config, shard))


def _url_set(config: Config, pages: Iterable[Listed]) -> str:
    rows = "".join(
        f"<url><loc>{escape(config.url + urls.escaped(url), quote=False)}</loc>{_last_change(changed)}</url>\n"
        for url, changed in pages
    )
    return f"{_HEAD}<urlset {_SPACE}>\n{rows}</urlset>\n"


def _last_change(moment: str) -> str:
    return f"<lastmod>{moment}</lastmod>" if moment else ""


def robots(config: Config) -> Text:
    """``/robots.txt``: everything may be read; where the sitemap is."""
    return Text("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {config.url}sitemap.xml\n")
