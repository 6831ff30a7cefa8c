"""What an entry is called, when it appeared, and the few words that stand for it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from hashlib import blake2b

from shortsite import urls
from shortsite.config import Config
from shortsite.markdown import inline
from shortsite.model import Moment
from shortsite.outside import tagless
from shortsite.views import PaperView, SummaryView

#: The most characters of a description that is cut from a text.
DESCRIPTION = 300
_REFERENCE = re.compile("&(?=#?[0-9A-Za-z]+;)")
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


def absolute(config: Config, href: str) -> str:
    """A link of the site as an absolute URL."""
    return href.replace(urls.ROOT, config.url)


def markless(text: str) -> str:
    """Plain text in which nothing looks like a tag or a character reference: readers take either for markup."""
    return _REFERENCE.sub("\N{FULLWIDTH AMPERSAND}", tagless(text))


def unicode_words(text: str, config: Config) -> str:
    """A short text in which formulas are Unicode as far as that can say them, and nothing looks like markup."""
    return markless(" ".join(inline(text, config.macros).text.split()) if "$" in text or "\\" in text else text)


def entry_words(paper: PaperView, summary: SummaryView) -> tuple[str, str]:
    """What a feed reader lists of a summary's entry: its title, and the words below it."""
    return entry_title(paper, summary), entry_description(summary)


def entry_title(paper: PaperView, summary: SummaryView) -> str:
    """The title of an entry, as plain text."""
    reply = "Re: " if summary.reply_to else ""
    kind = "reply" if summary.reply_to else "summary"
    return markless(f"{paper.status_mark}{reply}{paper.title} ({kind} by {summary.author.text})")


def entry_description(summary: SummaryView) -> str:
    """The tldr, or how the text begins, as plain text."""
    if summary.tldr:
        return markless(summary.tldr)
    text = markless(summary.opening)
    if len(text) <= DESCRIPTION:
        return text
    return text[: DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"
