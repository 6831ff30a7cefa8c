"""Summaries and replies as works of their own, for those who cite what they say of a paper.

Each is cited at its permalink, by its contributor's name, its day, its last version and its licence; and what it is
about is always said, so that nobody takes it for the paper. Its key, ``<paper>:<stem>``, is no paper's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shortsite import urls
from shortsite.citations.bibtex_write import tex_of_pieces
from shortsite.citations.capitals import title_tex
from shortsite.citations.days import MONTH_MACROS
from shortsite.citations.latex import tex_of
from shortsite.citations.names import author_named, bibtex_name, csl_author
from shortsite.citations.paragraphs import Pieces, title_pieces
from shortsite.citations.reference import Form, composed, names_of, short_names
from shortsite.config import Config
from shortsite.markdown import inline
from shortsite.model import MONTHS, Author, Inline, Moment, Paper, Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedText:
    """A summary or reply with all that its citations say. ``genre`` and ``about`` say what it is of which paper."""

    key: str
    author: Author
    title: Inline
    genre: str
    about: Pieces
    about_text: str
    paper: Paper
    date: Moment
    version: Moment
    license: str
    lang: str
    tldr: str
    site: str
    url: str


def cited_text(summary: Summary, paper: Paper, contributor: str, config: Config) -> CitedText:
    """The summary of the paper as a work; ``contributor`` is the name of who wrote it."""
    genre, of = ("Reply", "Reply about") if summary.reply_to else ("Summary", "Summary of")
    named = ", ".join(filter(None, (short_names(paper.authors), str(paper.year))))
    begin, end = f"{of} \N{LEFT DOUBLE QUOTATION MARK}", f"\N{RIGHT DOUBLE QUOTATION MARK} ({named})"
    return CitedText(
        key=f"{paper.id}:{summary.stem}",
        author=author_named(contributor),
        title=summary.title,
        genre=genre,
        about=[("", begin), *title_pieces(paper.title), ("", end)],
        about_text=begin + paper.title.text + end,
        paper=paper,
        date=summary.date,
        version=summary.changed,
        license=summary.license or config.license,
        lang=summary.lang or config.language,
        tldr=inline(summary.tldr, config.macros).text,
        site=config.title,
        url=config.url + urls.paper(paper.id, summary.stem),
    )


def bibtex(text: CitedText) -> str:
    """The text as a BibTeX entry of the type ``misc``."""
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(text))
    return f"@misc{{{text.key},\n{fields}}}\n"


def _fields(text: CitedText) -> Iterator[tuple[str, str]]:
    about = tex_of_pieces(text.about)
    # what is quoted and named is another's, and no style may change it
    yield "title", f"{{{title_tex(title_pieces(text.title)) if text.title.source else f'{{{about}}}'}}}"
    yield "author", f"{{{bibtex_name(text.author)}}}"
    yield "year", f"{{{text.date.at.year}}}"
    yield "month", MONTH_MACROS[text.date.at.month - 1]
    yield "howpublished", f"{{{tex_of(text.site)}}}"
    yield "url", f"{{{text.url}}}"
    version = f"{about}, version of" if text.title.source else "Version of"
    yield "note", f"{{{version} {text.version.day}, {tex_of(text.license)}}}"


def ris(text: CitedText) -> str:
    """The text as a RIS reference; lines end in CR and LF."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(text) if value) + "ER  - \r\n"


def _lines(text: CitedText) -> Iterator[tuple[str, str]]:
    yield from (
        ("TY", "ELEC"),
        ("ID", text.key),
        ("TI", text.title.text or text.about_text),
        ("AU", text.author.sort_name),
    )
    yield from (("PY", str(text.date.at.year)), ("DA", text.date.day.replace("-", "/")), ("T2", text.site))
    yield from (("ET", text.version.day), ("LA", text.lang), ("UR", text.url), ("AB", text.tldr))
    yield from (("N1", text.about_text), ("C1", f"Licence: {text.license}"))


def csl(text: CitedText) -> str:
    """The text as a list of one CSL-JSON item."""
    item: dict[str, Any] = {
        "id": text.key,
        "type": "webpage",
        "genre": text.genre,
        "title": text.title.text or text.about_text,
        "author": [csl_author(text.author)],
        "issued": {"date-parts": [[int(part) for part in text.date.day.split("-")]]},
        "container-title": text.site,
        "version": text.version.day,
        "language": text.lang,
        "abstract": text.tldr,
        "URL": text.url,
        "reviewed-title": text.paper.title.text,
        "reviewed-author": [csl_author(author) for author in text.paper.authors],
        "note": f"{text.about_text}, {text.license}",
    }
    kept = {key: value for key, value in item.items() if value}
    return json.dumps([kept], ensure_ascii=False) + "\n"


def reference(text: CitedText, form: Form) -> str:
    """The text as an entry of a list of references, in the style of ``citations.reference``."""
    days = dict.fromkeys(_day(moment) for moment in (text.date, text.version))
    title = form.title(text.title.text or text.about_text, text.url)
    if text.title.text:
        title += f" [{form.words(text.about_text)}]" if form.shows_address else f" \\[{form.words(text.about_text)}\\]"
    parts = [f"{form.name(text.site)}.", f"{form.words(text.license)}."]
    return composed(form, names_of([text.author]), "; edited ".join(days), title, parts, text.url)


def _day(moment: Moment) -> str:
    return f"{moment.at.year}, {MONTHS[moment.at.month - 1]} {moment.at.day}"
