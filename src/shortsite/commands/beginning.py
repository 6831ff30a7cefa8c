"""What ``new`` and ``from-issue`` share: the archive, the client, who writes, what to type next."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

import click

from shortsite.additions import Addition, AdditionError, replace_text, write_additions
from shortsite.catalogue import read_catalogue
from shortsite.citations.entry import Entry
from shortsite.commands.dialogue import Dialogue
from shortsite.config import load_config
from shortsite.contributing.contribution import (
    Archive,
    Contribution,
    Refused,
    paper_of,
    paper_of_entries,
    record_of,
    summary_of,
    title_of,
)
from shortsite.contributing.seeking import Sought, Unknown
from shortsite.contributing.submitting import Submitted
from shortsite.contributing.writers import Writer, writer_here
from shortsite.excerpts import printable
from shortsite.metadata import Client
from shortsite.problems import SiteError, quoted
from shortsite.records import read_text
from shortsite.reports import report
from shortsite.urls import is_id, slug

ANSWERS = ".shortsite/answers.sqlite"
#: How files of citations end.
CITATIONS = (".bib", ".ris", ".json")

_CITATION_BYTES = 64 * 1024 * 1024
_SHOWN_FAULTS = 5
_ISSUE_BYTES = 4 * 1024 * 1024
_LOGIN = r"[A-Za-z0-9][A-Za-z0-9-]{0,38}"


class Stopped(click.ClickException):
    """Nothing was written, for the reason given; exit status 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the reason on stderr."""
        click.echo(printable(self.message, "\n"), file=file, err=True)


@contextmanager
def stopping() -> Iterator[None]:
    """End the command with a sentence and exit status 1 where a contribution cannot begin."""
    try:
        yield
    except (AdditionError, Refused, Unknown) as error:
        raise Stopped(str(error)) from None


def archive_in(root: Path) -> Archive:
    """The archive in the folder; problems of its configuration are reported. Raises Stopped if it has none."""
    try:
        config, problems = load_config(root)
    except SiteError as error:
        report(error.problems, root)
        raise Stopped("nothing is written before that is mended") from None
    if problems:
        report(problems, root)
    return Archive(root, config, read_catalogue(root))


def client_of(archive: Archive) -> Client:
    """The client that asks the sources, in the archive's name."""
    config = archive.config
    return Client(archive.root / ANSWERS, config.contact or config.repository or config.url)


def today() -> date:
    """The day in UTC, as all dates of an archive."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants to begin: ``text`` names the paper, ``key`` an entry of a file of citations."""

    text: str
    today: date
    handle: str = ""
    reply_to: str = ""
    key: str = ""
    paper_only: bool = False
    offline: bool = False


def begin(
    root: Path, order: Order, talk: Dialogue, client: Callable[[Archive], Client] = client_of
) -> tuple[list[str], Contribution]:
    """Write the files with which a summary of the paper begins; return their paths, and what was begun.

    Raises Refused, Unknown or AdditionError where nothing is begun.
    """
    archive = archive_in(root)
    writer = None if order.paper_only else _writer(archive, order.handle, talk)
    sought = _sought(order, archive, talk, client)
    if writer:
        made = summary_of(sought, writer, order.reply_to, order.today, archive, talk)
    else:
        made = Contribution(_record_only(sought, archive, talk), title_of(sought, archive.catalogue))
    return write_additions(made.additions, root), made


def _record_only(sought: Sought, archive: Archive, talk: Dialogue) -> tuple[Addition, ...]:
    if sought.paper:
        raise Refused(f"the archive has that paper: {archive.catalogue.papers[sought.paper].path}")
    return record_of(sought, archive, talk)[1]


def _sought(order: Order, archive: Archive, talk: Dialogue, client: Callable[[Archive], Client]) -> Sought:
    if Path(order.text).suffix.lower() in CITATIONS and "://" not in order.text:
        return paper_of_entries(_entries(Path(order.text), talk), order.key, archive, talk)
    if order.offline:
        return paper_of(order.text, archive, None, talk)
    with client(archive) as asking:
        return paper_of(order.text, archive, asking, talk)


def _entries(file: Path, talk: Dialogue) -> Sequence[Entry]:
    """The entries of a file of citations; tells which could not be read."""
    text, problems = read_text(file.resolve(), str(file), _CITATION_BYTES)
    if text is None:
        raise Refused(str(problems[0]) if file.exists() else f"there is no file {quoted(str(file), 200)}")
    entries, faults = _read_citations(file.suffix.lower(), text)
    for fault in faults[:_SHOWN_FAULTS]:
        talk.say(f"{file}: {fault}")
    return entries


def _read_citations(suffix: str, text: str) -> tuple[list[Entry], list[str]]:
    from shortsite.citations import bibtex, csl_json, ris

    # an abstract is its publisher's, unless a person knows better
    return {".bib": bibtex.read, ".ris": ris.read, ".json": csl_json.read}[suffix](text, abstracts=False)


def _writer(archive: Archive, handle: str, talk: Dialogue) -> Writer:
    """Who writes. Raises click.UsageError if nobody knows, or if a handle is none."""
    asked = handle or ("" if writer_here(archive.root, archive.catalogue) else talk.asked("Your handle, such as jane"))
    if asked and not is_id(asked):
        raise click.UsageError(f"{quoted(asked)} is not a handle; write it like {slug(asked)}")
    writer = writer_here(archive.root, archive.catalogue, asked)
    if writer is None:
        raise click.UsageError("who writes? name yourself with --as HANDLE, or set git's user.name")
    return writer


# What to type next


def next_steps(root: Path, written: Sequence[str], made: Contribution) -> list[str]:
    """The commands that lead from the new files to a published summary, as they are typed here."""
    folder = "" if root == Path() else f" -C {shlex.quote(str(root))}"
    tasks = [f"fill in {path}" for path in made.blank] + ([f"write {made.text}"] if made.text else [])
    lines = [f"\nNow {' and '.join(tasks) or 'look the record over'}", "", "  shortsite{0} serve"]
    lines += ["  shortsite{0} check", *(f"  {line}" for line in _publishing(root, written, made))]
    return [line.format(folder) if line.startswith("  shortsite") else line for line in lines]


def _publishing(root: Path, written: Sequence[str], made: Contribution) -> list[str]:
    """How the files get to where they are published, if the archive lies in a git repository."""
    if not any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)):
        return []
    git = "git" if root == Path() else f"git -C {shlex.quote(str(root))}"
    paths = " ".join(shlex.quote(path) for path in written)
    what = "Summary of" if made.text else "Record of"
    message = shlex.quote(printable(f"{what} {made.title}"))
    branch = slug(made.title)[:40].strip("-.")
    send = "gh pr create --fill" if shutil.which("gh") else f"{git} push -u origin HEAD"
    return [f"{git} switch -c {branch}", f"{git} add {paths}", f"{git} commit -m {message}", send]


# Issues


def read_submission(body: Path, login: str) -> str:
    """The text of an issue. Raises Refused if it can't be read, click.UsageError if the account can't be one."""
    if login and not re.fullmatch(_LOGIN, login):
        raise click.UsageError(f"{quoted(login)} is not the name of a GitHub account")
    text, problems = read_text(body.resolve(), body.name, _ISSUE_BYTES)
    if text is None:
        raise Refused(str(problems[0]))
    return text


def write_submitted(made: Submitted, root: Path) -> list[str]:
    """Write the files of a submission and tell what a reviewer should know; return the paths that changed.

    Raises Refused with everything that is wrong, one sentence a line.
    """
    if made.faults:
        raise Refused("\n".join(made.faults))
    for note in made.notes:
        click.echo(printable(f"note: {note}"), err=True)
    written = write_additions(made.additions, root)
    if made.replacement:
        replace_text(made.replacement, root)
        written.append(made.replacement.path)
    return written
