"""Atom (RFC 4287). Texts are XHTML, formulas MathML with those elements and attributes that validators know."""

from __future__ import annotations

from shortsite.feeds.body import Contents
from shortsite.feeds.facts import EntryFacts
from shortsite.feeds.syndication import Element, between, generator

END = b"</feed>\n"
BETWEEN = b"\n"
_MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML"'


def item(facts: EntryFacts, contents: Contents | None) -> bytes:
    """An ``<entry>``, without its text if there are no contents."""
    made = generator("atom")
    entry = made.add_entry(order="append")
    entry.id(facts.id)
    entry.title(facts.title)
    entry.link(href=facts.url)
    entry.published(facts.published)
    entry.updated(facts.updated)
    entry.author({"name": facts.author} | ({"uri": facts.author_url} if facts.author_url else {}))
    for category in facts.categories:
        entry.category(
            {"term": category.term}
            | ({"scheme": category.scheme} if category.scheme else {})
            | ({"label": category.label} if category.label else {})
        )
    if facts.license:
        entry.rights(f"{facts.license}: {facts.license_url}" if facts.license_url else facts.license)
    entry.summary(facts.summary or facts.title)
    if contents:
        # in words a '<' is escaped, so these are formulas; feedgen puts all into the div that RFC 4287 asks for
        entry.content(contents.mathml.replace("<math", _MATH), type="xhtml")
    entry.extra.atom = tuple(_further(facts))
    entry.extra.language = facts.language
    return between(made.atom_str(), b"<entry", b"</entry>")


def _further(facts: EntryFacts) -> list[Element]:
    """Links with a relation, which feedgen forgets in entries, and a picture."""
    links = [("related", facts.related, "The paper"), ("license", facts.license_url, "")]
    found = [
        Element("link", attributes=(("href", url), ("rel", rel), *((("title", title),) if title else ())))
        for rel, url, title in links
        if url
    ]
    if facts.image:
        found.append(Element("media:thumbnail", attributes=(("url", facts.image),)))
    return found
