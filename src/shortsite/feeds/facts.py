"""What an entry says, in plain values: all that its bytes in any format are made of.

Facts are cheap to gather and to hash, so that a build knows which entries, and which feeds, are the same as before
without making them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from feedgen.version import version_str

from shortsite import urls
from shortsite.config import Config
from shortsite.feeds.body import after, before, digest_html
from shortsite.feeds.words import absolute, entry_description, entry_time, entry_title, markless, tag_uri, unicode_words
from shortsite.hashes import hash_of
from shortsite.markdown import fingerprint as markdown_fingerprint
from shortsite.model import ANONYMOUS, Digest, Summary
from shortsite.outside import AI_WORDS, REPRODUCED_WORDS, Link, landing_page
from shortsite.views import Body, PaperView, Views

#: The most characters of what a digest holds, told in one line.
DIGEST_SUMMARY = 1_000
#: What a text says of itself, for the categories of feeds: name, and how to find it.
LABELS: tuple[tuple[str, Callable[[Summary], str]], ...] = (
    ("ai", lambda text: text.ai),
    ("reproduced", lambda text: text.reproduced),
    ("version", lambda text: text.version),
)
_LABEL_WORDS = {
    ("ai", "none"): "written without AI",
    **{("ai", term): said for term, said in AI_WORDS.items()},
    **{("reproduced", term): said for term, said in REPRODUCED_WORDS.items()},
}


@dataclass(frozen=True, slots=True)
class Category:
    """A category: its term, the scheme that it belongs to (none for keywords), and what it is called."""

    term: str
    scheme: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """The paper, as an extension of JSON Feed tells of it."""

    id: str
    title: str
    authors: tuple[str, ...]
    year: int
    venue: str
    identifiers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """An entry. ``body`` stands between ``before`` and ``after``, which are HTML; none of the three if it is short.

    ``digest`` names all of these and the code that makes bytes of them: two entries with one digest are the same.
    """

    id: str
    url: str
    title: str
    summary: str
    published: datetime
    updated: datetime
    author: str
    author_url: str = ""
    categories: tuple[Category, ...] = ()
    license: str = ""
    license_url: str = ""
    related: str = ""
    language: str = ""
    image: str = ""
    paper: PaperFacts | None = None
    is_whole: bool = False
    page: str = ""
    before: str = ""
    body: Body | None = None
    after: str = ""
    digest: str = ""


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """A text that changes whenever the same facts could give another entry or feed; for the keys of caches."""
    here = Path(__file__).parent
    sources = b"".join(file.read_bytes() for file in sorted(here.glob("*.py")))
    return f"feedgen={version_str} {hash_of(sources)} {markdown_fingerprint()}"


def entry_facts(views: Views, key: tuple[str, str] | Digest, *, whole: bool) -> EntryFacts:
    """The facts of a text, or of a digest of several."""
    facts = _of_digest(views, key) if isinstance(key, Digest) else _of_text(views, key, whole=whole)
    return _named(facts)


def shortened(facts: EntryFacts) -> EntryFacts:
    """The same entry without its text."""
    return replace(facts, is_whole=False, page="", before="", body=None, after="", paper=None)


def _named(facts: EntryFacts) -> EntryFacts:
    body = facts.body
    parts = (body.html, body.document.formulas, body.links) if body else ()
    said = repr((fingerprint(), replace(facts, body=None, digest=""), parts)).encode("utf-8", "surrogatepass")
    return replace(facts, digest=hash_of(said))


def _of_text(views: Views, key: tuple[str, str], *, whole: bool) -> EntryFacts:
    config, paper, summary = views.config, views.paper(key[0]), views.summary(key)
    text = views.archive.summaries[key]
    # the head of a feed names the licence that is usual
    license_ = summary.license if whole or text.license else Link("", "")
    facts = EntryFacts(
        id=tag_uri(config, summary.feed_key),
        url=absolute(config, summary.url),
        title=entry_title(paper, summary),
        summary=entry_description(summary),
        published=entry_time(summary.date, summary.feed_key),
        updated=entry_time(summary.updated or summary.date, summary.feed_key),
        author=markless(summary.author.text),
        author_url="" if summary.author_id == ANONYMOUS else absolute(config, summary.author.url),
        categories=(*_keywords(config, paper), *_labels(config, text, license_)),
        license=license_.text,
        license_url=license_.url,
        related=landing_page(paper.record),
        language=summary.lang if summary.lang != config.language else "",
        image=_image(config, text),
    )
    if not whole:
        return facts
    return replace(
        facts,
        paper=_paper(paper),
        is_whole=True,
        page=absolute(config, paper.url),
        before=before(config, paper, summary),
        body=replace(summary.body, links=tuple((absolute(config, href), title) for href, title in summary.body.links)),
        after=after(config, summary),
    )


def _keywords(config: Config, paper: PaperView) -> tuple[Category, ...]:
    return tuple(Category(unicode_words(word.text, config)) for word in paper.keywords)


def _labels(config: Config, text: Summary, license_: Link) -> tuple[Category, ...]:
    found = [(name, value(text)) for name, value in LABELS] + [("license", license_.text)]
    return tuple(
        Category(term, tag_uri(config, f"label/{name}"), _LABEL_WORDS.get((name, term), term))
        for name, term in found
        if term
    )


def _image(config: Config, text: Summary) -> str:
    """The first picture of a text, if it is one that every reader can show."""
    shown = next((name for name in text.body.images if not name.lower().endswith((".svg", ".avif"))), "")
    return config.url + urls.escaped(urls.beside(text.paper, shown)) if shown else ""


def _paper(paper: PaperView) -> PaperFacts:
    venue = paper.venue.text if paper.venue else ""
    return PaperFacts(paper.id, paper.title, paper.names, paper.record.year, venue, paper.record.identifiers)


def _of_digest(views: Views, digest: Digest) -> EntryFacts:
    """A week or month appears when it has ended and stays as it is, whatever is edited later."""
    config, name = views.config, f"digest/{digest.name}"
    time = entry_time(digest.end, name)
    titles = [unicode_words(views.paper(paper).title, config) for paper, _ in digest.summaries]
    return EntryFacts(
        id=tag_uri(config, name),
        url=config.url,
        title=digest.title,
        summary=markless("; ".join(dict.fromkeys(titles)))[:DIGEST_SUMMARY],
        published=time,
        updated=time,
        author=markless(config.title),
        license=config.license,
        is_whole=True,
        page=config.url,
        before=digest_html(config, [(views.paper(key[0]), views.summary(key)) for key in digest.summaries]),
    )
