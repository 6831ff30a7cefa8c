"""RSS 2.0 and Atom (RFC 4287) feeds.

feedgen makes each summary's RSS item and Atom entry once; a feed is its own head, made by feedgen too, with the ready
bytes of its entries put in. All dates are given, since feedgen would use the time of the build; what has only a day
gets a time of its own within that day's first minute, since no two entries of a feed may share one.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

from feedgen.entry import FeedEntry
from feedgen.ext.dc import DcEntryExtension, DcExtension
from feedgen.feed import FeedGenerator
from feedgen.version import version_str
from markupsafe import escape

from shortsite import __version__, urls
from shortsite.config import Config
from shortsite.markdown import fill
from shortsite.model import Feed, Moment
from shortsite.outside import author_list, landing_page, tagless
from shortsite.views import PaperView, SummaryView

#: The most characters of a description that is cut from a text.
DESCRIPTION = 300
#: In microseconds.
MINUTE = 60_000_000


def fingerprint() -> str:
    """A text that changes whenever the same views could give another entry; for the keys of caches."""
    here = Path(__file__).parent
    sources = b"".join((here / name).read_bytes() for name in ("feeds.py", "outside.py", "views.py"))
    return f"feedgen={version_str} {blake2b(sources, digest_size=16).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A summary's part of every feed that holds it: RSS item, Atom entry, and when it was last changed."""

    rss: bytes
    atom: bytes
    updated: datetime


def entry_time(moment: Moment, feed_key: str) -> datetime:
    """The moment; a day gets a time in its first minute that depends on nothing but the text's id."""
    if not moment.is_day:
        return moment.at
    digest = int.from_bytes(blake2b(feed_key.encode(), digest_size=8).digest(), "big")
    return moment.at + timedelta(microseconds=digest % MINUTE)


def tag_uri(config: Config, path: str) -> str:
    """A ``tag:`` URI (RFC 4151), which survives a change of the site's address or titles."""
    return f"tag:{config.tag}:{urls.escaped(path)}"


# Entries


def make_entry(config: Config, paper: PaperView, summary: SummaryView) -> Entry:
    """The entry of one summary; a pure function of what it is given."""
    link = absolute(config, summary.url)
    updated = entry_time(summary.updated or summary.date, summary.feed_key)
    generator = _generator(with_dc=True)
    generator.id(config.url)
    generator.title(config.title)
    generator.link(href=config.url)
    generator.description(config.title)
    generator.updated(updated)
    entry = generator.add_entry(order="append")
    entry.id(tag_uri(config, summary.feed_key))
    entry.title(_title(paper, summary))
    entry.link(href=link, rel="alternate")
    entry.published(entry_time(summary.date, summary.feed_key))
    entry.updated(updated)
    entry.dc.dc_creator(tagless(summary.author.text))
    for keyword in paper.keywords:
        entry.category(term=tagless(keyword.text))
    entry.content(_content(config, paper, summary, "rss"), type="CDATA")
    # an RSS description is HTML, an Atom summary is text
    entry.summary(html.escape(_description(summary), quote=False))
    rss = _between(generator.rss_str(), b"<item>", b"</item>")
    entry.summary(_description(summary))
    _make_atom(config, entry, paper, summary)
    atom = _between(generator.atom_str(), b"<entry>", b"</entry>")
    return Entry(rss, _with_paper(atom, paper), updated)


def _with_paper(atom: bytes, paper: PaperView) -> bytes:
    """The entry with a link to the paper itself: feedgen forgets the ``rel`` of an entry's links."""
    url = landing_page(paper.record)
    link = f'<link href="{escape(url)}" rel="related" title="The paper"/>' if url else ""
    return atom.replace(b"</entry>", link.encode() + b"</entry>")


def _between(feed: bytes, start: bytes, end: bytes) -> bytes:
    """A feed's only entry, as it is written there: its namespaces are those of the feed's head."""
    return feed[feed.index(start) : feed.rindex(end) + len(end)]


def _make_atom(config: Config, entry: FeedEntry, paper: PaperView, summary: SummaryView) -> None:
    author = {"name": tagless(summary.author.text)}
    if summary.author_id != "anonymous":
        author["uri"] = absolute(config, summary.author.url)
    entry.author(author, replace=True)
    entry.rights(f"{summary.license.text}: {summary.license.url}")
    content = _content(config, paper, summary, "atom")
    # feedgen puts it into the div that RFC 4287 asks for
    entry.content(content, type="xhtml")


def entry_words(paper: PaperView, summary: SummaryView) -> tuple[str, str]:
    """What a feed reader lists of a summary's entry: its title, and the words below it."""
    return _title(paper, summary), _description(summary)


def _title(paper: PaperView, summary: SummaryView) -> str:
    status = f"[{paper.status.capitalize()}] " if paper.status else ""
    reply = "Re: " if summary.reply_to else ""
    kind = "reply" if summary.reply_to else "summary"
    return tagless(f"{status}{reply}{paper.title} ({kind} by {summary.author.text})")


def _description(summary: SummaryView) -> str:
    if summary.tldr:
        return tagless(summary.tldr)
    text = tagless(" ".join(summary.body.document.text.split()))
    if len(text) <= DESCRIPTION:
        return text
    return text[: DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"


def _content(config: Config, paper: PaperView, summary: SummaryView, form: str) -> str:
    """The whole text, with a line on the paper first and one on the licence last; well-formed XML."""
    parts = [f"<p>{_paper_line(config, paper)}</p>"]
    if summary.tldr:
        parts.append(f"<p><strong>{escape(summary.tldr)}</strong></p>")
    page = absolute(config, urls.href(urls.paper(paper.id)))
    links = [(absolute(config, href) or page, title) for href, title in summary.body.links]
    parts.append(fill(summary.body.html, summary.body.document, links, form, page))
    labels = "".join(f", {escape(label)}" for label in summary.labels)
    parts.append(f'<p>By {escape(summary.author.text)}{labels}. <a href="{escape(summary.license.url)}">'
                 f"{escape(summary.license.text)}</a></p>")  # fmt: skip
    return "\n".join(parts)


def _paper_line(config: Config, paper: PaperView) -> str:
    page = absolute(config, paper.url)
    where = f"{paper.venue.text} {paper.year.text}" if paper.venue else paper.year.text
    said = f'<a href="{escape(page)}">{escape(paper.title)}</a>'
    names = f", by {escape(author_list(paper.names, 6))}" if paper.names else ""
    links = "".join(f', <a href="{escape(link.url)}">{escape(link.text)}</a>' for link in paper.links[:3])
    return f"{said}{names}. {escape(where)}{links}"


def absolute(config: Config, href: str) -> str:
    """A link of the site as an absolute URL."""
    return href.replace(urls.ROOT, config.url)


# Feeds


def assemble(config: Config, feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The feed with these entries, newest first; valid when there are none."""
    generator = _generator(with_dc=bool(entries))
    about = config.url + urls.escaped(feed.about)
    generator.title(tagless(feed.title))
    generator.subtitle(tagless(feed.description or config.description or config.tagline or feed.title))
    generator.language(config.language)
    generator.generator("shortsite", version=__version__)
    generator.updated(max((entry.updated for entry in entries), default=_since(config)))
    generator.rights(config.license)
    media = next(media for format_, _, media, _ in urls.FEEDS if format_ == feed.format)
    links = [{"href": config.url + urls.escaped(feed.url), "rel": "self", "type": media}]
    if config.websub_hub:
        links.append({"href": config.websub_hub, "rel": "hub"})
    generator.link([*links, {"href": about, "rel": "alternate"}])
    if feed.format == "rss":
        generator.docs("https://www.rssboard.org/rss-specification")
        head, end = _with_hub(generator.rss_str(pretty=False), config.websub_hub), b"</channel></rss>"
        parts = [entry.rss for entry in entries]
    else:
        generator.id(tag_uri(config, f"feed/{feed.about}"))
        generator.author({"name": tagless(config.title)})
        head, end = generator.atom_str(pretty=False), b"</feed>"
        parts = [entry.atom for entry in entries]
    start: bytes = head.rstrip().removesuffix(end)
    return start + b"\n" + b"\n".join(parts) + (b"\n" if parts else b"") + end + b"\n"


def _with_hub(head: bytes, hub: str) -> bytes:
    """An RSS feed that names its hub too: feedgen writes no link but that to the feed itself."""
    link = f'<atom:link href="{escape(hub)}" rel="hub"/>' if hub else ""
    return head.replace(b"<docs>", link.encode() + b"<docs>", 1)


def _since(config: Config) -> datetime:
    """The date of a feed without entries: the start of the year in which the archive's tag begins."""
    return datetime(int(config.tag.split(",")[1][:4]), 1, 1, tzinfo=UTC)


def _generator(*, with_dc: bool) -> FeedGenerator:
    generator = FeedGenerator()
    if with_dc:
        generator.register_extension("dc", DcExtension, DcEntryExtension)
    return generator
