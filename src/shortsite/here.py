"""A word beside links that leave the site for a paper which has a summary here."""

from __future__ import annotations

import re
from html import unescape
from itertools import count

from shortsite import urls
from shortsite.gists import gist_of, links_in
from shortsite.identifiers import BY_KEY, reference_name
from shortsite.markdown.marks import HREF, placeholder
from shortsite.model import Archive, Summary

WORDS = "summary here"


def with_marks(summary: Summary, archive: Archive) -> str:
    """The HTML of a text with a link behind each that leads to arXiv's or a DOI's page of a paper with a summary here.

    It names address and title of each, which are those of ``marks``, as it does those of references.
    """
    html, numbers = summary.body.html, count(len(summary.body.references))

    def marked(found: re.Match[str]) -> str:
        if _mark(summary, archive, found[1]) is None:
            return found[0]
        return f'{found[0]} <a class="here" href="{placeholder(HREF, next(numbers))}">{WORDS}</a>'

    pattern = links_in(html)
    return pattern.sub(marked, html) if pattern else html


def marks(summary: Summary, archive: Archive) -> tuple[tuple[str, str], ...]:
    """Where the links that ``with_marks`` adds to a text lead, and the titles of those papers."""
    found = (_mark(summary, archive, address) for address in gist_of(summary.body).addresses)
    return tuple(filter(None, found))


def _mark(summary: Summary, archive: Archive, address: str) -> tuple[str, str] | None:
    """Where the mark behind a link leads, if it bears one, and that paper's title."""
    paper = _paper(archive, unescape(address))
    if not archive.threads.get(paper) or paper == summary.paper:
        return None
    return urls.href(urls.paper(paper)), archive.papers[paper].title.text


def _paper(archive: Archive, address: str) -> str:
    """The id of the paper that the page at an address is about; nothing where that is no paper of the archive."""
    found = ((kind, BY_KEY[kind].bare(address)) for kind in ("arxiv", "doi"))
    names = (archive.names.get(reference_name(f"{kind}:{bare}")) for kind, bare in found if bare != address)
    return next(filter(None, names), "")
