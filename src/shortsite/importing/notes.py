"""Folders of Markdown notes, each about a paper: posts of Jekyll, notes of Obsidian, and plain ones."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from shortsite.citations.sound import sound
from shortsite.folders import walked
from shortsite.importing import jekyll
from shortsite.importing.front_matter import FrontMatter, split
from shortsite.importing.guesses import first_recognised, handle_of, with_year
from shortsite.importing.items import Gathered, Item, Text
from shortsite.importing.opening import (
    Heading,
    authors_in,
    guess_of_tags,
    heading_of,
    keywords_in,
    labelled,
    person_in,
    venue_in,
    without_heading,
    year_in,
)
from shortsite.importing.own_link import identifier_in
from shortsite.importing.sources import Unreadable, bytes_of, text_of
from shortsite.records import FORBIDDEN, TEXT_BYTES
from shortsite.values import moment

SUFFIXES = (".md", ".markdown")
_NO_NOTES = frozenset({"readme", "index", "license", "licence", "contributing", "changelog", "code_of_conduct", "404"})
#: Folders of programs, and of Jekyll's parts that are no texts.
_NO_FOLDERS = frozenset({"_site", "_includes", "_layouts", "_sass", "_data", "_drafts", "node_modules", "vendor"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_TLDR = 500
_MORE_PEOPLE = re.compile(r",| and | & |\bet al\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Note:
    """A note taken apart: its path below the folder, front matter, the lines below that, and its heading."""

    path: str
    front: FrontMatter
    lines: tuple[str, ...]
    heading: Heading
    is_post: bool

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).stem


def gather_folder(folder: Path, name: str) -> Gathered:
    """The notes in a folder and below it. A README at its top is no note, and of a Jekyll site only the posts are."""
    is_site = (folder / "_config.yml").exists() or (folder / "_posts").is_dir()
    items: list[Item] = []
    faults: list[str] = []
    for path in _paths(folder, is_site=is_site):
        found = gather_note(folder, path, f"{name}/{path}", is_site=is_site)
        items += found.items
        faults += found.faults
    if not items and not faults:
        faults.append(f"{name}: there are no notes in this folder, that is no files ending in .md")
    return Gathered(tuple(items), tuple(faults))


def _paths(folder: Path, *, is_site: bool) -> Iterator[str]:
    for above, folders, names in walked(folder):
        inner = os.path.relpath(above, folder).replace(os.sep, "/").removeprefix(".")
        is_top = not inner
        folders[:] = sorted(one for one in folders if not one.startswith(".") and one.lower() not in _NO_FOLDERS)
        if is_top and is_site:
            folders[:] = [one for one in folders if one.startswith("_")] or folders
        for one in sorted(names):
            is_note = one.lower().endswith(SUFFIXES) and not one.startswith(".")
            is_other = is_top and (is_site or PurePosixPath(one).stem.lower() in _NO_NOTES)
            if is_note and not is_other and not Path(above, one).is_symlink():
                yield f"{inner}/{one}".lstrip("/")


def gather_note(folder: Path, path: str, place: str, *, is_site: bool = False) -> Gathered:
    """The note of that path below the folder."""
    try:
        text = FORBIDDEN.sub("", text_of(bytes_of(folder / path, TEXT_BYTES)))
    except Unreadable as fault:
        return Gathered(faults=(f"{place}: {fault}",))
    front, below, _ = split(text)
    is_post = is_site or "_posts" in PurePosixPath(path).parts or bool(front.text("layout"))
    body, notes = jekyll.as_markdown(below) if is_post else (below, ())
    lines = tuple(body.strip("\n").split("\n"))
    note = _Note(path, front, lines, heading_of(lines), is_post)
    return Gathered((_item(note, folder, place, notes),))


def _item(note: _Note, folder: Path, place: str, notes: tuple[str, ...]) -> Item:
    title, is_guess = _title(note)
    values, told = _values(note, title)
    kept, refused = sound(values)
    text = _text(note, folder, str(kept.get("title", "")))
    dated, guesses = with_year(kept, text.date)
    told += refused
    told += [note.front.fault] if note.front.fault else []
    if is_guess and title:
        guesses["title"] = "the title is the name of the file"
    return Item(place, note.name, dated, (*notes, *told), text, guesses)


def _title(note: _Note) -> tuple[str, bool]:
    """The paper's title, and whether it is only the file's name."""
    told = note.front.text("paper_title", "title") or labelled(note.lines).get("title") or note.heading.words
    if told:
        return told, False
    post = jekyll.POST.fullmatch(note.name)
    words = (post[4] if post else note.name).replace("_", " ")
    return (words.replace("-", " ") if " " not in words else words), True


def _values(note: _Note, title: str) -> tuple[dict[str, Any], list[str]]:
    """What a note says of its paper."""
    front, labels = note.front, labelled(note.lines)
    told: list[str] = []
    identifiers, guess = _identifiers(note, title)
    told += [guess] if guess else []
    authors, shortened = _authors(note, labels.get("authors", ""))
    told += shortened
    venue = front.text("venue", "conference", "journal", "booktitle") or labels.get("venue", "")
    year = year_in(front.text("year", "paper_year")) or year_in(labels.get("year", "")) or year_in(venue)
    tags = [*front.texts("tags", "tag", "keywords")] or ([labels["keywords"]] if "keywords" in labels else [])
    keywords = keywords_in(tags, by_blanks=note.is_post)
    values: dict[str, Any] = {
        "title": title,
        "authors": authors,
        "year": year or None,
        "venue": venue_in(venue) if venue else "",
        "keywords": keywords,
        **identifiers,
        "pdf": front.text("pdf"),
        "code": front.text("code", "github"),
        "aliases": _aliases(note),
    }
    given = {key: value for key, value in values.items() if value}
    guessed = guess_of_tags(given, tags)
    told += [f"{key} {value} is guessed from the tags" for key, value in guessed.items()]
    if "venue" in guessed:
        given["keywords"] = [tag for tag in keywords if not tag.startswith(f"{guessed['venue']} ")]
    return given | guessed, told


def _identifiers(note: _Note, title: str) -> tuple[dict[str, str], str]:
    front = note.front
    found: dict[str, str] = {}
    for kind in ("arxiv", "doi", "openreview", "dblp"):
        for value in front.texts(kind, f"{kind}_id"):
            found |= first_recognised([value, f"{kind}:{value}"])
    addresses = [*front.texts("url", "link", "paper", "paper_url", "paper_link", "pdf"), note.heading.address]
    found = first_recognised(addresses) | found
    return (found, "") if found else identifier_in(note.lines, title)


def _authors(note: _Note, label: str) -> tuple[list[Any], list[str]]:
    given = note.front.texts("authors", "paper_authors")
    single = note.front.text("author")
    if not given and _MORE_PEOPLE.search(single):
        given = (single,)
    if len(given) > 1:
        return [made for name in given if (made := person_in(name))], []
    made, notes = authors_in(given[0] if given else label)
    return made, list(notes)


def _aliases(note: _Note) -> list[str]:
    if not note.is_post:
        return []
    front = note.front
    former = jekyll.former_address(note.name, front.text("permalink"), front.texts("categories", "category"))
    return [former] if former else []


def _text(note: _Note, folder: Path, title: str) -> Text:
    """The text of a note, without a heading that is the paper's title."""
    front = note.front
    writer = front.text("author")
    is_writer = bool(writer) and not _MORE_PEOPLE.search(writer)
    date = next(filter(None, map(_day, front.texts("date") + front.texts("created", "date created"))), "")
    date = date or jekyll.day_of(note.name)
    return Text(
        body=without_heading(note.lines, note.heading, title),
        author=handle_of(writer) if is_writer else "",
        name=writer if is_writer else "",
        date=date if moment(date) else "",
        facts=_facts(front, date),
        note=note.path,
        root=folder,
    )


def _facts(front: FrontMatter, date: str) -> dict[str, str]:
    language, tldr = front.text("lang", "language"), front.text("tldr", "tl;dr")
    updated = _day(front.text("updated", "last_modified_at", "lastmod"))
    is_hidden = front.text("published").lower() == "false" or front.text("draft").lower() == "true"
    facts = {
        "tldr": tldr if len(tldr) <= _TLDR else "",
        "lang": language if _LANGUAGE.fullmatch(language) and language.lower() != "english" else "",
        "updated": updated if date and updated > date else "",
        "draft": "true" if is_hidden else "",
    }
    return {key: value for key, value in facts.items() if value}


def _day(text: str) -> str:
    """The day that a text starts with, or an empty one."""
    found = re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", text)
    day = f"{found[1]}-{found[2].zfill(2)}-{found[3].zfill(2)}" if found else ""
    return day if moment(day) else ""
