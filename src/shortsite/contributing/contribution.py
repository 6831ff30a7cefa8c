"""The beginning of a contribution: from the name of a paper to the files of a summary of it."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from shortsite.additions import Addition
from shortsite.catalogue import Catalogue, ListedText
from shortsite.citations.entry import Entry
from shortsite.config import CONTENT, Config
from shortsite.contributing.drafting import BLANK, SummaryDraft, contributor_file, paper_file, summary_file
from shortsite.contributing.naming import free_name, paper_id
from shortsite.contributing.seeking import Sought, seek, settled
from shortsite.contributing.writers import Writer
from shortsite.identifiers import BY_KEY
from shortsite.metadata import Client, Found
from shortsite.model import ANONYMOUS
from shortsite.problems import did_you_mean, quoted, some_of

_AUTHORS = 6
#: More entries than these are too many to read through.
_CHOICES = 30
_BY_NUMBER = "name one by its number in the file, such as --key"


class Talk(Protocol):
    """The conversation with whoever gave the command."""

    def say(self, text: str) -> None:
        """Tell something."""

    def agrees(self, question: str, *, unasked: bool) -> bool:
        """Yes or no; ``unasked`` is the answer where nobody can be asked."""

    def choose(self, question: str, options: Sequence[str], unasked: str) -> int | None:
        """The number of an option from 0, or None for none of them.

        Raises Refused with the sentence ``unasked`` where nobody can be asked.
        """


class Refused(Exception):  # noqa: N818  # nothing is wrong with the program
    """The contribution does not begin; the text is a sentence that says why, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Archive:
    """Where the contribution goes."""

    root: Path
    config: Config
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class Contribution:
    """The files with which it begins; ``title`` is the paper's, ``text`` the path of the text to write."""

    additions: tuple[Addition, ...]
    title: str
    text: str = ""

    @property
    def blank(self) -> tuple[str, ...]:
        """The paths of records with keys that have no value yet."""
        return tuple(addition.path for addition in self.additions if f"\n{BLANK}\n" in addition.text)


def paper_of(text: str, archive: Archive, client: Client | None, talk: Talk) -> Sought:
    """The paper that the text means. Raises Refused and, where it names none, ``seeking.Unknown``."""

    def choose(found: Sequence[Found]) -> Found | None:
        unasked = "several papers may be meant; give the identifier of one of these, or its whole title"
        chosen = talk.choose("Which paper do you mean?", [_in_short(one.values) for one in found], unasked)
        return None if chosen is None else found[chosen]

    return seek(text, archive.config.url, archive.catalogue, client, choose)


def paper_of_entries(entries: Sequence[Entry], key: str, archive: Archive, talk: Talk) -> Sought:
    """The paper of one entry of a file of citations: that with the key, the only one, or one that is chosen.

    A key may be the number of the entry in the file, for many files have none.
    """
    if not entries:
        raise Refused("the file holds no entry that can be read")
    named = [entry for entry in entries if entry.key == key] if key else entries
    if not named and key.isdecimal():
        named = entries[int(key[:9]) - 1 :][:1] if int(key[:9]) else []
    if not named:
        near = did_you_mean(key, [entry.key for entry in entries])
        raise Refused(f"the file has no entry {quoted(key)}; {near or f'it has {_some_keys(entries)}'}")
    chosen: int | None = 0
    if len(named) > 1:
        unasked = _which(entries, key)
        if len(named) > _CHOICES:
            raise Refused(unasked)
        options = [f"{entry.key}: {_in_short(entry.values)}".removeprefix(": ") for entry in named]
        chosen = talk.choose("Which entry do you mean?", options, unasked)
    if chosen is None:
        raise Refused("nothing was chosen, so nothing is written")
    return settled(Found(named[chosen].values, "", named[chosen].notes), archive.catalogue)


def _which(entries: Sequence[Entry], key: str) -> str:
    """That one of the entries has to be named, and how."""
    counted = Counter(entry.key for entry in entries)
    if key:
        number = next(number for number, entry in enumerate(entries, 1) if entry.key == key)
        return f"the file has {counted[key]:,} entries with the key {quoted(key)}; {_BY_NUMBER} {number}"
    single = next((name for name, number in counted.items() if name and number == 1), "")
    how = f"name one with --key, such as --key {shlex.quote(single)}" if single else f"{_BY_NUMBER} 1"
    return f"the file has {len(entries):,} entries; {how}"


def record_of(sought: Sought, archive: Archive, talk: Talk) -> tuple[str, tuple[Addition, ...]]:
    """The id of the paper, and its record if the archive has none yet. Raises Refused."""
    if sought.paper:
        return sought.paper, ()
    for line in _shown(sought):
        talk.say(line)
    is_known = not sought.fault and bool(sought.values.get("authors"))
    question = "Is this the paper?" if is_known else "Write a record to fill in by hand?"
    if not talk.agrees(question, unasked=True):
        raise Refused("nothing is written; try the paper's DOI or arXiv number, or more of its title")
    paper = paper_id(sought.values, archive.catalogue.ids)
    return paper, (paper_file(paper, sought.values, archive.config.url),)


def summary_of(
    sought: Sought, writer: Writer, reply_to: str, today: date, archive: Archive, talk: Talk
) -> Contribution:
    """The files of a new summary of the paper, or of a reply to another text of it. Raises Refused."""
    if sought.paper:
        talk.say(already_here(sought.paper, archive.catalogue))
        for note in sought.notes:
            talk.say(f"note: {note}")
    paper, record = record_of(sought, archive, talk)
    stem = _stem(paper, writer, reply_to, archive, talk)
    draft = SummaryDraft(paper, stem, writer.handle, today, sought.version, reply_to)
    files = [*record, summary_file(draft), *person_of(writer, archive)]
    return Contribution(tuple(files), title_of(sought, archive.catalogue), draft.path)


def person_of(writer: Writer, archive: Archive) -> tuple[Addition, ...]:
    """The contributor's record, if they have none and are somebody."""
    if writer.handle in archive.catalogue.contributors or writer.handle == ANONYMOUS:
        return ()
    made = contributor_file(writer, archive.config.url)
    return (made,) if made else ()


def texts_by(writer: Writer, paper: str, catalogue: Catalogue) -> tuple[ListedText, ...]:
    """The summaries of the paper, replies not counted, that the contributor has written."""
    people = catalogue.contributors
    texts = catalogue.texts.get(paper, ()) if paper in catalogue.papers else ()
    return tuple(
        text
        for text in texts
        if not text.reply_to and (people[text.author].handle if text.author in people else text.author) == writer.handle
    )


def free_stem(name: str, paper: str, archive: Archive) -> str:
    """The name, with a number behind it if the paper has a text of that name."""
    folder = archive.root / CONTENT / "summaries" / paper
    there = [file.stem for file in folder.iterdir()] if folder.is_dir() else []
    return free_name(name, {*archive.catalogue.texts_of(paper), *there})


def title_of(sought: Sought, catalogue: Catalogue) -> str:
    """The paper's title, or else its id or identifier."""
    if sought.paper:
        return catalogue.papers[sought.paper].title or sought.paper
    numbers = (f"{kind.label} {sought.values[key]}" for key, kind in BY_KEY.items() if sought.values.get(key))
    return str(sought.values.get("title", "")) or next(numbers, "a paper")


def already_here(paper: str, catalogue: Catalogue) -> str:
    """What the archive has of the paper, in a sentence."""
    texts = [text for text in catalogue.texts.get(paper, ()) if not text.reply_to]
    authors = ", ".join(dict.fromkeys(text.author for text in texts if text.author))
    number = {0: "no summary yet", 1: "1 summary"}.get(len(texts), f"{len(texts):,} summaries")
    title = catalogue.papers[paper].title or paper
    return f"already here: {quoted(title, 200)} as {paper}, {number}{f' (by {authors})' if authors else ''}"


def _stem(paper: str, writer: Writer, reply_to: str, archive: Archive, talk: Talk) -> str:
    """The name of the new text. Raises Refused if the contributor has one already, or there is nothing to answer."""
    if reply_to:
        stems = archive.catalogue.texts_of(paper)
        if reply_to not in stems:
            near = did_you_mean(reply_to, stems) or f"it has {some_of(stems) or 'none'}"
            raise Refused(f"{paper} has no text {quoted(reply_to)} to reply to; {near}")
        return free_stem(f"{writer.handle}-reply", paper, archive)
    stem = free_stem(writer.handle, paper, archive)
    own = texts_by(writer, paper, archive.catalogue) if writer.handle != ANONYMOUS else ()
    if own:
        talk.say(f"{writer.handle} has a summary of it already: {own[0].path}")
        if not talk.agrees(f"Write a second one, {stem}.md?", unasked=False):
            raise Refused("edit that file and set 'updated', or answer a text of the paper with --reply-to NAME")
    return stem


def _shown(sought: Sought) -> list[str]:
    """What is known of a paper, for somebody to say whether it is the one."""
    values = sought.values
    names = [_name(author) for author in values.get("authors", ())]
    more = f", ... ({len(names)} authors)" if len(names) > _AUTHORS else ""
    numbers = [f"{kind.label} {values[key]}" for key, kind in BY_KEY.items() if values.get(key)]
    lines = (
        str(values.get("title", "")),
        ", ".join(names[:_AUTHORS]) + more,
        ", ".join(str(values[key]) for key in ("year", "venue") if values.get(key)),
        ", ".join(numbers),
        f"from {sought.source}" if sought.source else "",
        *(f"note: {note}" for note in sought.notes),
    )
    return [*([sought.fault] if sought.fault else []), *(f"  {line}" for line in lines if line)]


def _in_short(values: dict[str, Any]) -> str:
    """A paper on one line."""
    names = [_name(author) for author in values.get("authors", ())]
    by = f" ({names[0]}{' and others' if len(names) > 1 else ''})" if names else ""
    where = [str(values[key]) for key in ("venue", "year") if values.get(key)]
    number = next((f"{key}:{values[key]}" for key in BY_KEY if values.get(key)), "")
    return ", ".join(filter(None, [f"{values.get('title', 'without a title')}{by}", *where, number]))


def _name(author: Any) -> str:
    if isinstance(author, dict):
        return " ".join(filter(None, (author.get("given"), author.get("family"))))
    family, _, given = str(author).partition(",")
    return f"{given.strip()} {family.strip()}".strip()


def _some_keys(entries: Sequence[Entry]) -> str:
    return some_of([entry.key for entry in entries if entry.key]) or f"{len(entries):,}, without keys"
