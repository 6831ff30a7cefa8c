"""Which books there are for e-readers: of a venue's years, keywords and contributors, where that is configured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

from shortsite import urls
from shortsite.books import Book, Chapter, Picture, epub
from shortsite.feeds.words import tag_uri
from shortsite.model import Export, Output, Summary, Template
from shortsite.outside import Link, license_url
from shortsite.pages.lists import Listed, labelled, parts
from shortsite.views import Views

_Key = tuple[str, str]

#: So many summaries make a book.
LEAST = 3
#: Bytes of texts and images in a volume: a thousand printed pages, which old reading systems can still open.
VOLUME_BYTES = 10_000_000
#: What a text takes in a book beside its words and formulas.
_FRAME = 3_000


def list_books(views: Views) -> Callable[[Listed], Iterator[tuple[str, Output]]]:
    """``/venue/<id>/<year>/<id>-<year>.epub``, and likewise for keywords and contributors; volumes if it is long."""

    def files(listed: Listed) -> Iterator[tuple[str, Output]]:
        if not views.config.exports.epub or not _is_wanted(views, listed):
            return
        chosen = [(paper, keys) for paper in _in_order(views, listed) if (keys := _texts(views, listed, paper))]
        volumes = [*parts((((paper, keys), _size(views, paper)) for paper, keys in chosen), VOLUME_BYTES)]
        for label, number, chapters in labelled("EPUB", volumes):
            url = urls.book(listed.path, _name(listed), number)
            yield label, Export(url, partial(_made, views, listed, chapters, (number, len(volumes))))

    return files


def _is_wanted(views: Views, listed: Listed) -> bool:
    if listed.term.taxonomy not in ("keyword", "contributor") and not listed.year:
        return False
    texts = (views.archive.summaries[key] for key in listed.texts)
    return sum(not text.reply_to and not text.withdrawn for text in texts) >= LEAST


def _name(listed: Listed) -> str:
    return f"{listed.term.slug}-{listed.year}" if listed.year else listed.term.slug


def _in_order(views: Views, listed: Listed) -> list[str]:
    """The papers of the texts, in the order in which they appeared."""
    papers = views.archive.papers

    def order(paper: str) -> tuple[int, str, str]:
        published = papers[paper].published
        return papers[paper].year, published.iso if published else "", paper

    return sorted({paper for paper, _ in listed.texts}, key=order)


def _texts(views: Views, listed: Listed, paper: str) -> tuple[_Key, ...]:
    """The summaries of a paper in the order of its page; none where all are withdrawn.

    In a book of a contributor there are their own texts alone, which have the replies to them beneath.
    """
    keys = views.archive.threads.get(paper, ())
    if listed.term.taxonomy == "contributor":
        keys = tuple(_own(views, keys, frozenset(listed.texts)))
    return keys if any(_can_be_read(views, key) for key in keys) else ()


def _own(views: Views, keys: tuple[_Key, ...], own: frozenset[_Key]) -> Iterator[_Key]:
    for key in keys:
        if key in own:
            yield key
        else:
            yield from _own(views, views.archive.replies.get(key, ()), own)


def _can_be_read(views: Views, key: _Key) -> bool:
    is_there = not views.archive.summaries[key].withdrawn
    return is_there or any(_can_be_read(views, reply) for reply in views.archive.replies.get(key, ()))


def _size(views: Views, paper: str) -> int:
    """Bytes that a paper's chapter takes, rather too many."""
    return sum(_size_of(views, text) for text in views.archive.texts_of(paper))


def _size_of(views: Views, text: Summary) -> int:
    words = len(text.body.html) + sum(len(formula.mathml) for formula in text.body.formulas)
    return _FRAME + words + sum(_bytes_of(file) for _, file in _images(views, text))


def _bytes_of(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _images(views: Views, text: Summary) -> Iterator[tuple[str, Path]]:
    folder = (views.config.root / text.place.path).parent
    yield from ((name, folder / name) for name in text.body.images)


def _made(
    views: Views,
    listed: Listed,
    chapters: tuple[tuple[str, tuple[_Key, ...]], ...],
    part: tuple[int, int],
    template: Template,
) -> bytes:
    return epub(_book(views, listed, chapters, part), template)


def _book(
    views: Views, listed: Listed, chapters: tuple[tuple[str, tuple[_Key, ...]], ...], part: tuple[int, int]
) -> Book:
    config = views.config
    number, count = part
    title, about = _titles(views, listed)
    return Book(
        id=tag_uri(config, f"book/{listed.path}" + (f"{number}/" if number > 1 else "")),
        title=title,
        about=about,
        part=number,
        parts=count,
        url=config.url + urls.escaped(listed.path),
        site=config.title,
        site_url=config.url,
        language=config.language,
        license=Link(config.license, license_url(config.license)),
        chapters=tuple(_chapter(views, paper, keys) for paper, keys in chapters),
    )


def _titles(views: Views, listed: Listed) -> tuple[str, str]:
    """The title of the book, and a line about it."""
    term = listed.term
    if listed.year:
        short = views.term("venue", term.slug).text
        return f"{short} {listed.year}", f"Summaries of papers that appeared at {term.name} in {listed.year}"
    if term.taxonomy == "contributor":
        return f"Summaries by {term.name}", f"Summaries of papers, written by {term.name}"
    return term.name, f"Summaries of papers on {term.name}"


def _chapter(views: Views, paper: str, keys: tuple[_Key, ...]) -> Chapter:
    chapter = Chapter(views.paper(paper), tuple(views.summary(key) for key in keys))
    shown = (views.archive.summaries[text.key] for text in chapter.every_text if not text.withdrawn)
    found = {name: file for text in shown for name, file in _images(views, text)}
    pictures = tuple(Picture(quote(name, safe="/-._~!$&'()*+,;=:@"), file) for name, file in found.items())
    return Chapter(chapter.paper, chapter.texts, pictures)
