"""Rules that compare an archive with its past: what was published keeps its name, and says when it was changed.

The past is a folder with the files that have changed since, as they were. Records are only listed, not converted: a
file that cannot be read counts as being there, and what is wrong with it is told elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path

from shortsite.catalogue import Catalogue
from shortsite.catalogue.files import ListedFile, listed_files
from shortsite.front_matter import split_front_matter
from shortsite.identifiers import PAPER_IDENTIFIERS
from shortsite.problems import Place, Problem
from shortsite.records import TEXT_BYTES, read_text
from shortsite.removed import Loss, entry_of, unmeant, way_back
from shortsite.review.feed_ids import changed_feed_ids
from shortsite.review.present import TEXT_KEYS, Present, aliases_of, place_of
from shortsite.urls import is_id

_IDENTIFIERS = tuple(kind.key for kind in PAPER_IDENTIFIERS)


def problems_in_hindsight(
    root: Path, past: Path, changed: Collection[str], removed: Collection[str], today: date
) -> list[Problem]:
    """What is wrong in the archive in ``root`` compared with the files in ``past``: SS090, SS091.

    ``changed`` are the paths of all files that are not as they were, ``removed`` names what is gone on purpose.
    """
    now = Present(root)
    listed = listed_files(past, "summaries", TEXT_KEYS)
    texts = [file for file in listed if file.text("author") and not file.flag("draft")]
    losses = chain(
        _lost_papers(now, past),
        _lost_contributors(now, past),
        _lost_signatures(now, past, texts),
        _lost_venues(now, past),
        _lost_pages(now, past),
        _lost_texts(now, texts),
    )
    return [
        *unmeant("SS091", losses, removed),
        *changed_feed_ids(now, past, texts, changed),
        *_stale_dates(now, past, texts, changed, today.isoformat()),
    ]


# Ids that are gone


def _lost_name(old: ListedFile, kind: str, name: str, heir: str, folder: str) -> Loss:
    """The loss of a name that may live on as an alias of the record ``heir``: its path, empty if nobody knows it."""
    within = (entry_of(kind, old.stem),)
    if heir:
        hint = f"add it to this record: 'aliases: [{name}]'"
        return Loss(Place(heir), kind, name, hint, within, is_deleted=False)
    hint = f"put {old.path} back, or add 'aliases: [{name}]' to the record that took its place in {folder}"
    return Loss(Place(old.path), kind, name, hint, within)


def _lost_papers(now: Present, past: Path) -> Iterator[Loss]:
    for old in listed_files(past, "papers", ("title", "year", "aliases", *_IDENTIFIERS)):
        if not old.text("title") or now.is_unreadable(old.stem):
            continue
        for name in (old.stem, *aliases_of(old)):
            if name not in now.catalogue.names:
                yield _lost_name(old, "paper", name, _heir(now.catalogue, old), "content/papers/")


def _heir(catalogue: Catalogue, old: ListedFile) -> str:
    """The path of the paper that is most likely what this one has become."""
    ways = [("id", old.stem), *((key, old.text(key)) for key in _IDENTIFIERS if old.text(key))]
    found = (catalogue.find(kind, value) for kind, value in ways)
    year = int(old.text("year")) if old.text("year").isdecimal() else 0
    paper = next(filter(None, found), "") or catalogue.find_title(old.text("title"), year)
    return catalogue.papers[paper].path if paper else ""


def _lost_contributors(now: Present, past: Path) -> Iterator[Loss]:
    people = now.catalogue.contributors
    for old in listed_files(past, "contributors", ("name", "aliases")):
        person = people.get(old.stem)
        if not old.text("name") or (person and not person.name):
            continue
        heir = person.path if person else now.contributors_by_name.get(old.text("name"), "")
        for handle in (old.stem, *aliases_of(old)):
            if handle not in now.handles:
                yield _lost_name(old, "contributor", handle, heir, "content/contributors/")


def _lost_signatures(now: Present, past: Path, texts: Iterable[ListedFile]) -> Iterator[Loss]:
    """Contributors without a file who are gone since their texts are signed by another name."""
    told = {file.stem for file in listed_files(past, "contributors", ("name",))}
    for old in texts:
        handle, new = old.text("author"), now.texts.get((now.paper_of(old), old.stem))
        if new and handle not in now.handles | told:
            told.add(handle)
            people, author = now.catalogue.contributors, new.text("author")
            record = people[author].path if author in people else f"content/contributors/{author}.yml"
            hint = f"add 'aliases: [{handle}]' to {record}"
            text = read_text(now.root / new.path, new.path, TEXT_BYTES)[0] or ""
            yield Loss(place_of(text, new.path, "author"), "contributor", handle, hint, is_deleted=False)


def _lost_venues(now: Present, past: Path) -> Iterator[Loss]:
    for old in listed_files(past, "venues", ("name", "aliases")):
        venue = now.venues.get(old.stem)
        if not old.text("name") or (venue and not venue.text("name")):
            continue
        # what was its name may be another name of the one that took its place
        ways = filter(None, map(now.catalogue.venue_of, (old.stem, old.text("name"))))
        heir = now.venues[found].path if (found := next(ways, "")) else ""
        for name in (old.stem, *filter(is_id, aliases_of(old))):
            if name not in now.venue_ids:
                yield _lost_name(old, "venue", name, heir, "content/venues/")


def _lost_pages(now: Present, past: Path) -> Iterator[Loss]:
    there = {file.stem for file in (now.root / "content" / "pages").rglob("*.md")}
    for file in sorted((past / "content" / "pages").rglob("*.md")):
        if file.stem not in there:
            place = Place(file.relative_to(past).as_posix())
            yield Loss(place, "page", file.stem, "put the file back, and let it say where readers find this now")


def _lost_texts(now: Present, texts: Iterable[ListedFile]) -> Iterator[Loss]:
    for old in texts:
        paper = now.paper_of(old)
        if paper and (paper, old.stem) not in now.texts:
            draft = now.catalogue.drafts.get((paper, old.stem), "")
            former = f"{old.text('paper') or old.folder}#{old.stem}"
            path, name = draft or old.path, f"{paper}#{old.stem}"
            hint = way_back(path, is_draft=bool(draft))
            yield Loss(Place(path), "summary", name, hint, (former,), is_deleted=not draft)


# Dates that stood still


def _stale_dates(
    now: Present, past: Path, texts: Iterable[ListedFile], changed: Collection[str], today: str
) -> Iterator[Problem]:
    for old in texts:
        new = now.texts.get((now.paper_of(old), old.stem))
        days = {new.text("date")[:10], new.text("updated")[:10]} if new else {today}
        # where two papers became one, another text of that name may have been there already
        if new is None or new.path not in changed or today in days or new.text("updated") != old.text("updated"):
            continue
        text = read_text(now.root / new.path, new.path, TEXT_BYTES)[0] or ""
        before = read_text(past / old.path, old.path, TEXT_BYTES)[0] or ""
        if _words(text, new) != _words(before, old):
            hint = f"write 'updated: {today}', so that feeds tell its readers"
            yield Problem(
                place_of(text, new.path, "updated", "date"), "SS090", "the text changed and 'updated' did not", hint
            )


def _words(text: str, file: ListedFile) -> tuple[str, str, list[str]]:
    """What a reader reads, however it is wrapped."""
    return file.text("title"), file.text("tldr"), split_front_matter(text, file.path)[1].split()
