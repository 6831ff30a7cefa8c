"""RSS 2.0 (https://www.rssboard.org/rss-specification), with the modules that readers know.

Formulas are plain HTML: validators and many readers refuse MathML here.
"""

from __future__ import annotations

import html

from shortsite.feeds.body import Contents
from shortsite.feeds.facts import EntryFacts
from shortsite.feeds.syndication import Element, between, generator

END = b"</channel></rss>\n"
BETWEEN = b"\n"


def item(facts: EntryFacts, contents: Contents | None) -> bytes:
    """An ``<item>``, without its text if there are no contents."""
    made = generator("rss")
    entry = made.add_entry(order="append")
    entry.id(facts.id)
    entry.title(facts.title)
    entry.link(href=facts.url)
    entry.published(facts.published)
    entry.updated(facts.updated)
    for category in facts.categories:
        entry.category(term=category.term, scheme=category.scheme or None, label=category.label or category.term)
    # a description is HTML, even where it has no tags
    entry.summary(html.escape(facts.summary or facts.title, quote=False))
    if contents:
        entry.content(contents.html, type="CDATA")
    entry.extra.rss = tuple(_further(facts))
    return between(made.rss_str(), b"<item>", b"</item>")


def _further(facts: EntryFacts) -> list[Element]:
    found = [Element("dc:creator", facts.author)]
    if facts.language:
        found.append(Element("dc:language", facts.language))
    if facts.updated != facts.published:
        found.append(Element("dcterms:modified", facts.updated.isoformat()))
    if facts.related:
        found.append(Element("dc:relation", facts.related))
    if facts.image:
        found.append(Element("media:thumbnail", attributes=(("url", facts.image),)))
    return found
