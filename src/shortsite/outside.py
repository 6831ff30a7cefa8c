"""Where a paper can be found elsewhere, and how its facts are put into words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from shortsite.config import Config
from shortsite.identifiers import BY_KEY, ORCID, PAPER_IDENTIFIERS
from shortsite.model import Paper


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its words, its URL, and (as a tooltip) the full name where the words are short."""

    text: str
    url: str
    title: str = ""


def outside_links(paper: Paper, config: Config) -> list[Link]:
    """A paper's links to other places: its pages by identifier, PDF, code, and what the record and config add."""
    links = [Link(BY_KEY[kind].label, BY_KEY[kind].url(value)) for kind, value in paper.identifiers if kind != "isbn"]
    pdf = paper.pdf or (f"https://arxiv.org/pdf/{paper.identifier('arxiv')}" if paper.identifier("arxiv") else "")
    named = (("PDF", pdf), ("Code", paper.code), (_host(paper.url), paper.url), *paper.links)
    links += [Link(label, url) for label, url in named if url]
    for outside in config.links:
        value = paper.identifier(outside.identifier)
        if value:
            links.append(Link(outside.label, outside.template.replace("{}", value)))
    return list({link.url: link for link in links}.values())


def landing_page(paper: Paper) -> str:
    """The paper's own page elsewhere: by DOI, else arXiv, OpenReview, ..., else its URL or PDF."""
    by_kind = dict(paper.identifiers)
    order = ("doi", *(kind.key for kind in PAPER_IDENTIFIERS))
    found = next((BY_KEY[kind].url(by_kind[kind]) for kind in order if kind in by_kind and kind != "isbn"), "")
    return found or paper.url or paper.pdf


def license_url(license_id: str) -> str:
    """Where a licence can be read; Creative Commons' own pages for theirs, SPDX's for others."""
    parts = license_id.lower().split("-")
    if parts[0] == "cc" and parts[-1].replace(".", "").isdigit():
        return f"https://creativecommons.org/licenses/{'-'.join(parts[1:-1])}/{parts[-1]}/"
    if license_id == "CC0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return f"https://spdx.org/licenses/{license_id}.html"


def orcid_url(orcid: str) -> str:
    """The profile of an ORCID."""
    return ORCID.url(orcid) if orcid else ""


def tagless(text: str, *, wholly: bool = False) -> str:
    """The text with another sign for each ``<`` that could begin a tag; ``wholly``: for every one.

    For places whose readers would take it for markup. The full-width sign has ``<`` as its compatibility form
    (Unicode NFKC), so that it can be undone.
    """
    pattern = "<" if wholly else "<(?=[A-Za-z/!?])"
    return re.sub(pattern, "\N{FULLWIDTH LESS-THAN SIGN}", text)


def author_list(names: tuple[str, ...], most: int) -> str:
    """The first names, and how many more there are."""
    if len(names) <= most + 1:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def bibliographic_details(paper: Paper) -> str:
    """Volume, pages and publisher, as far as they are known."""
    volume = paper.volume + (f"({paper.issue})" if paper.issue else "")
    dash = "\N{EN DASH}"
    pages = "pages " + paper.pages.replace("--", dash).replace("-", dash) if paper.pages else ""
    return ", ".join(part for part in (f"volume {volume}" if volume else "", pages, paper.publisher) if part)
