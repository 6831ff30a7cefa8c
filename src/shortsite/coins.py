"""COinS: papers in lists as reference managers pick them out of a page (http://ocoins.info/, OpenURL 1.0 in KEV form).

Only for lists. On a paper's own page Zotero would prefer it to the ``citation_*`` tags, which say more.
"""

from __future__ import annotations

from urllib.parse import quote_plus, urlencode, urlsplit

from markupsafe import Markup

from shortsite.citations.venues import type_of
from shortsite.config import Config
from shortsite.model import Paper, Venue
from shortsite.outside import landing_page

#: A list shows many papers: whoever wants all of a large collaboration's names finds them on the paper's page.
_AUTHORS = 12
_FORMAT = "info:ofi/fmt:kev:mtx:"
#: The form and genre of each type of paper.
_GENRES = {
    "article": ("journal", "article"),
    "inproceedings": ("book", "proceeding"),
    "incollection": ("book", "bookitem"),
    "preprint": ("journal", "preprint"),
    "thesis": ("dissertation", ""),
    "book": ("book", "book"),
    "report": ("book", "report"),
}


def coins(config: Config, paper: Paper, venue: Venue | None) -> Markup:
    """The span that stands for a paper; ``venue`` is where it appeared, if it has one."""
    title = urlencode(_pairs(config, paper, venue), quote_via=quote_plus)
    return Markup('<span class="Z3988" title="{}"></span>').format(title)


def _pairs(config: Config, paper: Paper, venue: Venue | None) -> list[tuple[str, str]]:
    form, genre = _GENRES[type_of(paper, venue)]
    within = venue.name if venue and genre != "preprint" else ""
    pairs = [("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", _FORMAT + form), ("rft.genre", genre)]
    pairs += [("rft.title" if form == "dissertation" or genre == "book" else "rft.atitle", paper.title.text)]
    pairs += [("rft.jtitle" if form == "journal" else "rft.btitle", within if genre != "book" else paper.title.text)]
    pairs += [("rft.au", author.sort_name) for author in paper.authors[:_AUTHORS]]
    pairs += [("rft.date", str(paper.year)), ("rft.volume", paper.volume), ("rft.issue", paper.issue)]
    pairs += [("rft.pages", paper.pages.replace("--", "-")), ("rft.pub", paper.publisher)]
    pairs += [("rft_id", name) for name in _names(paper)]
    pairs += [("rfr_id", f"info:sid/{urlsplit(config.url).hostname}")]
    return [(name, value) for name, value in pairs if value]


def _names(paper: Paper) -> list[str]:
    doi = paper.identifier("doi")
    names = [f"info:doi/{doi}" if doi else "", landing_page(paper)]
    return [name for name in names if name and not (doi and name.startswith("https://doi.org/"))]
