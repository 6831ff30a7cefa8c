"""What the formats of feeds have in common: ids, times, and the words of an entry."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b

from markupsafe import escape

from shortsite import urls
from shortsite.config import Config
from shortsite.markdown import fill
from shortsite.model import Feed, Moment
from shortsite.outside import author_list, tagless
from shortsite.views import PaperView, SummaryView

#: The most characters of a description that is cut from a text.
DESCRIPTION = 300
#: In microseconds.
MINUTE = 60_000_000


def entry_time(moment: Moment, feed_key: str) -> datetime:
    """The moment; a day gets a time in its first minute that depends on nothing but the text's id."""
    if not moment.is_day:
        return moment.at
    digest = int.from_bytes(blake2b(feed_key.encode(), digest_size=8).digest(), "big")
    return moment.at + timedelta(microseconds=digest % MINUTE)


def tag_uri(config: Config, path: str) -> str:
    """A ``tag:`` URI (RFC 4151), which survives a change of the site's address or titles."""
    return f"tag:{config.tag}:{urls.escaped(path)}"


def entry_words(paper: PaperView, summary: SummaryView) -> tuple[str, str]:
    """What a feed reader lists of a summary's entry: its title, and the words below it."""
    return entry_title(paper, summary), entry_description(summary)


def entry_title(paper: PaperView, summary: SummaryView) -> str:
    """The title of an entry, as plain text."""
    status = f"[{paper.status.capitalize()}] " if paper.status else ""
    reply = "Re: " if summary.reply_to else ""
    kind = "reply" if summary.reply_to else "summary"
    return tagless(f"{status}{reply}{paper.title} ({kind} by {summary.author.text})")


def entry_description(summary: SummaryView) -> str:
    """The tldr, or how the text begins, as plain text."""
    if summary.tldr:
        return tagless(summary.tldr)
    text = tagless(" ".join(summary.body.document.text.split()))
    if len(text) <= DESCRIPTION:
        return text
    return text[: DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"


def content(config: Config, paper: PaperView, summary: SummaryView, form: str) -> str:
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


def feed_description(config: Config, feed: Feed) -> str:
    """What a feed is about, as plain text."""
    return feed.description or config.description or config.tagline or feed.title
