"""The HTML of an entry: the paper's line first, the text, the line of its author and licence last.

Everything here is well-formed XML with absolute links.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from shortsite.config import Config
from shortsite.feeds.words import absolute, entry_description, entry_title, markless, unicode_words
from shortsite.markdown import fill
from shortsite.model import ANONYMOUS
from shortsite.outside import author_list
from shortsite.views import Body, PaperView, SummaryView

#: So many authors of a paper, and so many links to it elsewhere, stand before a text.
AUTHORS = 6
LINKS = 3


def before(config: Config, paper: PaperView, summary: SummaryView) -> str:
    """The line on the paper, then what the text says in one sentence and what it is called."""
    parts = [f"<p>{_paper_line(config, paper)}</p>"]
    if summary.tldr:
        parts.append(f"<p><strong>{escape(markless(summary.tldr))}</strong></p>")
    if summary.title:
        parts.append(f"<h2>{escape(unicode_words(summary.title, config))}</h2>")
    return "\n".join(parts)


def after(config: Config, summary: SummaryView) -> str:
    """The line on the text's author, on what it says of itself, and on its licence."""
    who = escape(summary.author.text)
    if summary.author_id != ANONYMOUS:
        who = Markup('<a href="{}">{}</a>').format(absolute(config, summary.author.url), summary.author.text)
    told = [*summary.labels, f"about version {summary.version.removeprefix('v')}" if summary.version else ""]
    labels = "".join(f", {escape(label)}" for label in told if label)
    license_ = Markup('<a href="{}" rel="license">{}</a>').format(summary.license.url, summary.license.text)
    return f"<p>By {who}{labels}. {license_}</p>"


def _paper_line(config: Config, paper: PaperView) -> str:
    where = f"{paper.venue.text} {paper.year.text}" if paper.venue else paper.year.text
    said = Markup('<a href="{}">{}</a>').format(absolute(config, paper.url), paper.title)
    status = f" [{paper.status}]" if paper.status else ""
    names = f", by {escape(author_list(paper.names, AUTHORS))}" if paper.names else ""
    links = ", ".join(Markup('<a href="{}">{}</a>').format(link.url, link.text) for link in paper.links[:LINKS])
    # its own words before them, since arXiv may be the venue as well as a link
    elsewhere = f". Links: {links}" if links else ""
    return f"{said}{status}{names}. {escape(where)}{elsewhere}"


@dataclass(frozen=True, slots=True)
class Contents:
    """The whole content of an entry: as HTML without MathML, as HTML with it, and as HTML with formulas as TeX."""

    html: str
    mathml: str
    tex: str


def contents(before_: str, body: Body | None, after_: str, page: str) -> Contents:
    """The text between what stands before and after it, with links as absolute addresses."""
    texts = ["", "", ""]
    if body is not None:
        links = [(href or page, title) for href, title in body.links]
        texts = [fill(body.html, body.document, links, form, page) for form in ("rss", "mathml", "tex")]
    return Contents(*("\n".join(part for part in (before_, text, after_) if part) for text in texts))


def digest_html(config: Config, texts: Sequence[tuple[PaperView, SummaryView]]) -> str:
    """A list of texts: titles that lead to them, and what each says in short."""
    rows = []
    for paper, summary in texts:
        link = Markup('<a href="{}">{}</a>').format(absolute(config, summary.url), entry_title(paper, summary))
        rows.append(f"<li><p>{link}</p>\n<p>{escape(entry_description(summary))}</p></li>")
    return "<ul>\n" + "\n".join(rows) + "\n</ul>"
