"""Texts about papers as files: who wrote them, what they are called, what of them the archive has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from shortsite.additions import Addition, state_of
from shortsite.catalogue import ListedText
from shortsite.config import CONTENT
from shortsite.contributing.contribution import Archive
from shortsite.contributing.drafting import BODY_BYTES, SummaryDraft, contributor_file, summary_path, whole_summary
from shortsite.contributing.writers import Writer
from shortsite.front_matter import split_front_matter
from shortsite.identifiers import reference_name
from shortsite.importing.items import Text
from shortsite.importing.pictures import Finder, picture_name, with_pictures
from shortsite.importing.wiki import Notes, linked, without_dead_links, without_remarks
from shortsite.model import ANONYMOUS
from shortsite.records import FORBIDDEN, TEXT_BYTES, read_text
from shortsite.values import moment

State = Literal["new", "here", "left", "skipped"]

_NAME = 200
#: Where the day is already one ahead of UTC's, texts are written too.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Missing:
    """What to take where a file does not tell: who wrote the texts, and when. ``today`` is the day in UTC."""

    today: date
    handle: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """What becomes of a text: the files it takes if it is new, and words about it."""

    state: State
    words: str
    additions: tuple[Addition, ...] = ()
    notes: tuple[str, ...] = ()


class Texts:
    """Places one text after another; no two get one file.

    ``names`` are all that papers may be called, with their ids; ``notes`` the notes of the folders.
    """

    def __init__(
        self, archive: Archive, missing: Missing, names: Mapping[str, str], notes: Mapping[Path, Notes]
    ) -> None:
        self._archive = archive
        self._missing = missing
        self._names = names
        self._notes = notes
        self._counts: Counter[tuple[str, str]] = Counter()
        self._bodies: dict[tuple[str, str, str], str] = {}
        self._pictures: dict[str, Path] = {}
        self._people: set[str] = set()

    def place(self, text: Text, paper: str, fault: str = "") -> Placed:
        """The files of a text about the paper; ``fault`` is why it cannot be taken. Raises AdditionError."""
        whole = self._completed(text)
        fault = fault or self._fault(whole)
        if fault:
            return Placed("skipped", fault)
        key = (paper, whole.author, whole.body)
        if key in self._bodies:
            return Placed("here", f"the same text as {self._bodies[key]}")
        body, pictures, notes = self._body(whole, paper)
        made = self._placed(replace(whole, body=body), paper, pictures)
        self._bodies[key] = made.words.partition(" ")[0]
        return replace(made, notes=notes)

    def _completed(self, text: Text) -> Text:
        """The text with its author and date, as far as somebody tells them."""
        day = moment(text.date)
        is_past = day is not None and day.at.date() <= self._missing.today + _AHEAD
        return replace(
            text,
            body=FORBIDDEN.sub("", text.body).strip("\n"),
            author=text.author or self._missing.handle,
            date=text.date if is_past else self._missing.date,
        )

    def _fault(self, text: Text) -> str:
        size = len(text.body.encode("utf-8", "replace"))
        if not text.body.strip() and not text.facts.get("tldr"):
            return "the text is empty"
        if size > BODY_BYTES:
            return f"the text has {size:,} bytes; at most {BODY_BYTES:,} are allowed"
        if not text.author:
            return "the file does not tell who wrote the text; name them with --as HANDLE"
        return (
            ""
            if text.date
            else "the file does not tell a day in the past on which it was written; give one with --date"
        )

    # what the text says

    def _body(self, text: Text, paper: str) -> tuple[str, dict[str, Path], tuple[str, ...]]:
        """The text with its links and images as the archive has them, and the files of the images."""
        body = text.body
        pictures: dict[str, Path] = {}
        notes: tuple[str, ...] = ()
        if text.root is not None:
            known = self._notes[text.root]
            body, dropped = without_remarks(body)
            body = linked(body, lambda name: known.resolve(name, text.note), self._is_link)
            finder = Finder(text.root, text.note)
            body, notes = with_pictures(body, finder, lambda file: self._keep(file, paper, pictures))
            notes += ("what stands between %% is a remark, and is left out",) * bool(dropped)
        return without_dead_links(body, self._is_known), pictures, notes

    def _is_link(self, target: str) -> bool:
        """Whether it is what a link to a paper of the archive says: ``id``, ``id#stem``, ``arxiv:...``."""
        name, _, stem = target.strip().partition("#")
        return self._is_known(name, stem)

    def _is_known(self, target: str, stem: str) -> bool:
        paper = self._names.get(reference_name(target), "")
        return bool(paper) and (not stem or stem in self._archive.catalogue.texts_of(paper))

    def _keep(self, file: Path, paper: str, pictures: dict[str, Path]) -> str:
        """The name of an image beside the text, which no other image has."""
        number = 0
        while True:
            number += 1
            name = picture_name(file, number)
            path = f"{CONTENT}/summaries/{paper}/{name}"
            taken = pictures.get(path) or self._pictures.get(path)
            if taken == file or (taken is None and self._may_take(path, file)):
                pictures[path] = file
                return name

    def _may_take(self, path: str, file: Path) -> bool:
        return state_of(Addition(path, source=file), self._archive.root) != "differs"

    # where it lies

    def _placed(self, text: Text, paper: str, pictures: Mapping[str, Path]) -> Placed:
        there = {one.stem: one for one in self._archive.catalogue.texts.get(paper, ())}
        same = next((one for one in there.values() if one.author == text.author and self._says(one, text.body)), None)
        if same:
            self._counts[paper, text.author] += 1
            self._pictures |= pictures
            return Placed("here", same.path)
        stem = self._stem(text.author, paper, there)
        made = self._file(text, paper, stem)
        if stem in there or state_of(made, self._archive.root) != "new":
            path = there[stem].path if stem in there else made.path
            return Placed("left", f"{path} is there with another text")
        self._pictures |= pictures
        images = (Addition(path, source=file) for path, file in pictures.items())
        return Placed("new", f"{made.path} (by {text.author}, {text.date})", (made, *images, *self._person(text)))

    def _stem(self, author: str, paper: str, there: Mapping[str, ListedText]) -> str:
        """The handle, with a number from the author's second text on; never the name of somebody else's text."""
        while True:
            self._counts[paper, author] += 1
            number = self._counts[paper, author]
            stem = author if number == 1 else f"{author}-{number}"
            if stem not in there or there[stem].author == author:
                return stem

    def _says(self, listed: ListedText, body: str) -> bool:
        """Whether a text of the archive says just this; front matter may have changed since."""
        whole = read_text(self._archive.root / listed.path, listed.path, TEXT_BYTES)[0] or ""
        return split_front_matter(whole, listed.path)[1].strip() == body.strip()

    def _file(self, text: Text, paper: str, stem: str) -> Addition:
        draft = SummaryDraft(paper, stem, text.author, date.fromisoformat(text.date))
        made = whole_summary(draft, text.facts, text.body, "")
        assert made.path == summary_path(paper, stem)
        return made

    def _person(self, text: Text) -> tuple[Addition, ...]:
        """The record of who wrote the text, if there is none yet and they have a name."""
        name = " ".join(FORBIDDEN.sub("", text.name[:_NAME]).split())
        is_new = text.author not in self._people and text.author not in self._archive.catalogue.contributors
        if not is_new or name.casefold() in ("", text.author) or text.author == ANONYMOUS:
            return ()
        self._people.add(text.author)
        made = contributor_file(Writer(text.author, name), self._archive.config.url)
        return (made,) if made and state_of(made, self._archive.root) == "new" else ()
