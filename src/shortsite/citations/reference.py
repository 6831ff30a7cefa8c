"""Papers as people write them into lists of references: in plain text and in Markdown.

The style is that of the American Psychological Association (APA, 7th edition), short of what a record does not hold:
surnames first with initials, up to 20 authors, the year, the title as the record spells it, where it appeared, and a
DOI or address. A processor of CSL styles takes 4 to 13 milliseconds for one paper (citeproc-py), so an archive of
10,000 would wait two minutes for what is a few lines here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shortsite.citations.venues import type_of
from shortsite.model import Author, Paper, Venue
from shortsite.outside import landing_page

#: With more authors, the first ones stand before an ellipsis and the last.
MOST_AUTHORS, FIRST_AUTHORS = 20, 19
_ENDS = (".", "?", "!", "\N{HORIZONTAL ELLIPSIS}")
#: Words in brackets first, since other brackets that are escaped enclose a formula in some dialects, ours among them.
_MARKDOWN = re.compile(r"\[(?P<words>(?:[^\W_]|[\s.,;:!?'\"/#@-])*)\]|(?P<opens>\[|\\(?=[()\[\]]))|[\\`*_\]<>&$~|]")
#: What would end the address of a link in Markdown.
_BREAKS_LINK = {"<": "%3C", ">": "%3E", "(": "%28", ")": "%29", " ": "%20"}


@dataclass(frozen=True, slots=True)
class Form:
    """How a reference is marked up: any words, a title that leads to an address, the name of what holds the work."""

    words: Callable[[str], str]
    title: Callable[[str, str], str]
    name: Callable[[str], str]
    shows_address: bool


def _link(title: str, url: str) -> str:
    safe = "".join(_BREAKS_LINK.get(sign, sign) for sign in url)
    return f"[{escaped(title)}]({safe})" if url else f"*{escaped(title)}*"


def escaped(text: str) -> str:
    """Plain text as Markdown that shows it as it is."""
    return _MARKDOWN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    if found["words"] is not None:
        return rf"\[{found['words']}\]"
    return f"&#{ord(found['opens'])};" if found["opens"] else f"\\{found[0]}"


PLAIN = Form(str, lambda title, _: title, str, shows_address=True)
MARKDOWN = Form(escaped, _link, lambda name: f"*{escaped(name)}*", shows_address=False)


def reference(paper: Paper, venue: Venue | None, form: Form) -> str:
    """The paper as an entry of a list of references; ``venue`` is where it appeared, if it has one."""
    url = landing_page(paper)
    return composed(
        form,
        names_of(paper.authors),
        str(paper.year),
        form.title(paper.title.text, url),
        [_ended(where) for where in (_where(paper, venue, form), _publisher(paper, venue, form)) if where],
        url,
    )


def composed(form: Form, names: str, date: str, title: str, parts: Sequence[str], url: str) -> str:
    """A reference of its parts; without names it begins with the title. Title and parts are marked up already."""
    begin = [f"{_ended(form.words(names))} ({date}).", _ended(title)] if names else [f"{_ended(title)} ({date})."]
    return " ".join([*begin, *parts, *([url] if url and form.shows_address else [])])


def names_of(authors: Sequence[Author]) -> str:
    """Names as a list of references has them: ``Byron, A., & van Rossum, G.``."""
    names = [_name(author) for author in authors]
    if len(names) > MOST_AUTHORS:
        return f"{', '.join(names[:FIRST_AUTHORS])}, \N{HORIZONTAL ELLIPSIS} {names[-1]}"
    return ", & ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def short_names(authors: Sequence[Author]) -> str:
    """Names as they stand in a text: ``Byron``, ``Byron & van Rossum``, ``Byron et al.``."""
    families = [author.family for author in authors]
    return f"{families[0]} et al." if len(families) > 2 else " & ".join(families)  # noqa: PLR2004


def _name(author: Author) -> str:
    return ", ".join(filter(None, (author.family, _initials(author.given))))


def _initials(given: str) -> str:
    words = (re.split(r"[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}]", word) for word in given.split())
    return " ".join("-".join(_initial(part) for part in word if part) for word in words)


def _initial(part: str) -> str:
    # scripts without capital letters have no initials
    return part if part[0].upper() == part[0].lower() else f"{part[0]}."


def _where(paper: Paper, venue: Venue | None, form: Form) -> str:
    type_, name = type_of(paper, venue), form.name(venue.name) if venue else ""
    if type_ == "thesis":
        return ", ".join(filter(None, ("Thesis", name)))
    if not venue:
        arxiv = paper.identifier("arxiv")
        return form.words(f"arXiv:{arxiv}") if arxiv and not paper.publisher else ""
    if type_ == "article":
        return ", ".join(filter(None, (name, _volume(paper, form), form.words(_pages(paper)))))
    volume = _volume(paper, form)
    numbers = ", ".join(filter(None, (f"Vol. {volume}" if volume else "", form.words(_numbered(_pages(paper))))))
    held = f"{name} ({numbers})" if numbers else name
    return f"In {held}" if type_ in ("inproceedings", "incollection") else held


def _volume(paper: Paper, form: Form) -> str:
    return form.words(paper.volume + (f"({paper.issue})" if paper.issue else ""))


def _pages(paper: Paper) -> str:
    return paper.pages.replace("--", "-").replace("-", "\N{EN DASH}")


def _numbered(pages: str) -> str:
    several = any(sign in pages for sign in "\N{EN DASH},")
    return f"{'pp' if several else 'p'}. {pages}" if pages else ""


def _publisher(paper: Paper, venue: Venue | None, form: Form) -> str:
    is_told = venue is not None and paper.publisher == venue.name
    return "" if is_told or type_of(paper, venue) == "article" else form.words(paper.publisher)


def _ended(text: str) -> str:
    """The text with a full stop, where it does not end a sentence already."""
    bare = re.sub(r"\]\([^()]*\)$|[*]$", "", text)
    return text if bare.endswith(_ENDS) else f"{text}."
