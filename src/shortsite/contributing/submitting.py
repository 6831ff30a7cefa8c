"""A summary that was handed in by the issue form becomes files of the archive."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shortsite.additions import Addition
from shortsite.catalogue import Catalogue, ListedText
from shortsite.contributing.contribution import Archive, free_stem, person_of, texts_by, title_of
from shortsite.contributing.drafting import BODY_BYTES, SummaryDraft, paper_file, whole_summary
from shortsite.contributing.issue_form import Form, read_form
from shortsite.contributing.naming import paper_id
from shortsite.contributing.seeking import Sought, Unknown, seek
from shortsite.contributing.writers import Writer, writer_of_login
from shortsite.front_matter import split_front_matter
from shortsite.metadata import Client, Found
from shortsite.model import ANONYMOUS
from shortsite.problems import quoted
from shortsite.records import FORBIDDEN, TEXT_BYTES, Scalar, parse_record, read_text
from shortsite.urls import is_id, slug

_NAME = re.compile(r"[^\W_](?:[\w .,'\u2019()-]*[\w.)])?")
_NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Submission:
    """An issue: its body, who opened it and its number (as far as known), and whether it replaces what it made."""

    body: str
    today: date
    login: str = ""
    number: int = 0
    replaces: bool = False

    @property
    def origin(self) -> str:
        """What the files made of the issue say about where they come from."""
        return f"from issue {self.number}" if self.number else ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a submission becomes: new files, and a text to write over the one that it made before.

    If there are ``faults`` there is nothing else. ``notes`` are for who reviews the files.
    """

    additions: tuple[Addition, ...] = ()
    replacement: Addition | None = None
    title: str = ""
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The text that the same issue made before."""

    text: str
    values: Mapping[str, str]


def submitted(submission: Submission, archive: Archive, client: Client | None) -> Submitted:
    """The files that an issue asks for, or everything that is wrong with it."""
    body = submission.body.replace("\r\n", "\n").replace("\r", "\n")
    form, faults = read_form(FORBIDDEN.sub("", body))
    size = len(form.text.encode("utf-8", "replace"))
    if size > BODY_BYTES:
        faults.append(f"the summary has {size:,} bytes; at most {BODY_BYTES:,} are allowed")
    writer, found, notes = _writer(form, submission.login, archive.catalogue) if form.paper else (None, [], [])
    faults += found
    sought, found = _sought(form, archive, client) if form.paper else (None, [])
    faults += found
    if faults or writer is None or sought is None:
        return Submitted(faults=tuple(faults))
    return _files(submission, form, sought, writer, archive, [*notes, *sought.notes])


def _files(
    submission: Submission, form: Form, sought: Sought, writer: Writer, archive: Archive, notes: Sequence[str]
) -> Submitted:
    """The files of a form without fault, unless there is a text already that they would double."""
    catalogue = archive.catalogue
    paper = sought.paper or paper_id(sought.values, catalogue.ids)
    before = _made_before(submission, paper, archive)
    if before and not submission.replaces:
        return Submitted(faults=(f"this issue has become {before.path} already",))
    own = texts_by(writer, paper, catalogue) if writer.handle != ANONYMOUS else ()
    if own and not before:
        message = f"{writer.handle} has a summary of this paper already, {own[0].path}; edit that file instead"
        return Submitted(faults=(message,))
    new = [] if sought.paper else [paper_file(paper, sought.values, archive.config.url)]
    new += person_of(writer, archive)
    stem = before.stem if before else free_stem(writer.handle, paper, archive)
    draft = SummaryDraft(paper, stem, writer.handle, submission.today, sought.version)
    facts = {"tldr": form.tldr, "ai": form.ai}
    made = whole_summary(draft, facts, form.text, submission.origin)
    title = title_of(sought, catalogue)
    if not before:
        return Submitted((*new, made), title=title, notes=tuple(notes))
    again = _again(submission, draft, facts, form.text, before, archive)
    return Submitted(tuple(new), again, title, notes=tuple(notes))


# The paper


def _sought(form: Form, archive: Archive, client: Client | None) -> tuple[Sought | None, list[str]]:
    """The paper that the form names, or why there is none."""

    def choose(_found: Sequence[Found]) -> Found | None:
        return None

    try:
        sought = seek(form.paper, archive.config.url, archive.catalogue, client, choose)
    except Unknown as fault:
        return None, [str(fault)]
    is_named = bool(sought.paper or sought.source or sought.values.keys() - {"title", "year"})
    if not is_named:
        hint = "give its arXiv number, its DOI, or its id in this archive"
        return None, [f"no paper is known as {quoted(form.paper)}; {hint}"]
    return (
        (None, [f"nothing could be learnt about {quoted(form.paper)}: {sought.fault}"])
        if sought.fault
        else (sought, [])
    )


# Who writes


def _writer(form: Form, login: str, catalogue: Catalogue) -> tuple[Writer | None, list[str], list[str]]:
    """Who wrote the text, what is wrong with the name given, and what a reviewer should know."""
    name = form.handle.removeprefix("@")
    if name.casefold() == ANONYMOUS:
        return Writer(ANONYMOUS), [], []
    known = writer_of_login(catalogue, login)
    if known:
        return Writer(known.handle, known.name, known.github), [], []
    name = name or login
    if not name:
        return None, ["'Your name or handle' is empty; write one, or 'anonymous'"], []
    handle = name if is_id(name) else slug(name)
    if len(name) > _NAME_LENGTH or not _NAME.fullmatch(name) or not is_id(handle):
        return None, [f"{quoted(name)} is no name or handle; write it like jane or Jane Doe"], []
    return _named(handle, name, login, catalogue)


def _named(handle: str, name: str, login: str, catalogue: Catalogue) -> tuple[Writer | None, list[str], list[str]]:
    """The contributor with that handle, or a new one, for somebody whose account nobody has yet."""
    person = catalogue.contributors.get(handle)
    if person and person.github and login:
        return None, [f"the handle {quoted(handle)} belongs to another GitHub account; choose another"], []
    who = f"@{login}" if login else "whoever opened the issue"
    texts = (text for of in catalogue.texts.values() for text in of)
    if person or any(text.author == handle for text in texts):
        notes = [f"'{handle}' has written here before, and nothing shows that {who} is the same person"]
    else:
        notes = []
    if person:
        return Writer(person.handle, person.name, person.github), [], notes
    return Writer(handle, "" if is_id(name) else name, login), [], notes


# What was made before


def _made_before(submission: Submission, paper: str, archive: Archive) -> ListedText | None:
    """The text of the paper that this issue has become, as its front matter tells."""
    texts = archive.catalogue.texts.get(paper, ()) if submission.origin else ()
    mark = re.compile(rf"^paper:.*#[ \t]*{re.escape(submission.origin)}[ \t]*$", re.MULTILINE)
    return next((text for text in texts if mark.search(_earlier(text, archive).text)), None)


def _earlier(text: ListedText, archive: Archive) -> _Earlier:
    whole = read_text(archive.root / text.path, text.path, TEXT_BYTES)[0] or ""
    front = split_front_matter(whole, text.path)[0]
    record = parse_record(front, text.path)[0]
    entries = record.entries.items() if record else ()
    return _Earlier(whole, {key: value.text for key, (_, value) in entries if isinstance(value, Scalar)})


def _again(
    submission: Submission,
    draft: SummaryDraft,
    facts: Mapping[str, Any],
    text: str,
    before: ListedText,
    archive: Archive,
) -> Addition | None:
    """The text anew, first published when it was, and updated today if anything changed; None if nothing did."""
    earlier = _earlier(before, archive)
    day = earlier.values.get("date", "")
    dated = {**facts, "date": day} if day else facts
    updated = {"updated": earlier.values.get("updated", "")}
    same = whole_summary(draft, {**dated, **updated}, text, submission.origin).text
    if same == earlier.text:
        return None
    if day and day < submission.today.isoformat():
        updated = {"updated": submission.today.isoformat()}
    return Addition(before.path, whole_summary(draft, {**dated, **updated}, text, submission.origin).text)
