"""Problems: what is wrong with an archive, where, and how to mend it.

A stage of the pipeline does not raise at the first fault. It returns its result together with
every problem that it met; the pipeline reports them all and refuses to go on if one is an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter

ERROR, WARNING, NOTE = "error", "warning", "note"
#: From what stops a build to what is mere advice, which fails no run.
SEVERITIES = (ERROR, WARNING, NOTE)

_SHOWN = 10
#: Every code: its severity and what it is about. ``docs/problems.md`` has an entry for each.
CODES: dict[str, tuple[str, str]] = {
    "SS001": (ERROR, "a file cannot be read"),
    "SS002": (ERROR, "YAML that cannot be parsed"),
    "SS003": (ERROR, "front matter is missing or not closed"),
    "SS004": (ERROR, "a feature of YAML that records may not use"),
    "SS005": (ERROR, "a key is given twice"),
    "SS006": (ERROR, "an unknown key"),
    "SS007": (ERROR, "a required key is missing"),
    "SS008": (ERROR, "a value of the wrong type"),
    "SS009": (ERROR, "a value that is not one of the known ones"),
    "SS010": (ERROR, "not a date"),
    "SS011": (ERROR, "an id that is misshapen"),
    "SS012": (ERROR, "an unknown paper"),
    "SS013": (ERROR, "an identifier that is misshapen"),
    "SS014": (ERROR, "a URL that is misshapen or of a scheme that is not allowed"),
    "SS015": (ERROR, "a value that is empty, too long or out of range"),
    "SS016": (WARNING, "characters that no page may hold were removed"),
    "SS017": (WARNING, "a file that shortsite does not use"),
    "SS018": (WARNING, "a paper without authors"),
    "SS019": (WARNING, "an ORCID that fails its check digit"),
    "SS020": (ERROR, "an id is used twice"),
    "SS021": (ERROR, "a name or alias stands for two things"),
    "SS022": (ERROR, "two records of one paper"),
    "SS023": (WARNING, "two papers with the same title"),
    "SS024": (ERROR, "an unknown summary"),
    "SS025": (ERROR, "replies that answer each other in a circle"),
    "SS026": (ERROR, "a link to a paper that the archive does not have"),
    "SS027": (ERROR, "an author is claimed by two entries"),
    "SS028": (WARNING, "a venue's record that is not found under this name"),
    "SS029": (NOTE, "two spellings of what may be one venue"),
    "SS030": (NOTE, "two spellings of what may be one keyword"),
    "SS031": (NOTE, "two summaries of one paper by one author"),
    "SS032": (WARNING, "a text that stands in the archive twice"),
    "SS033": (ERROR, "a date that is still to come"),
    "SS034": (WARNING, "a year that is still to come"),
    "SS035": (WARNING, "a value that YAML takes for something else"),
    "SS036": (NOTE, "a name that may be several authors"),
    "SS037": (NOTE, "two handles of what may be one contributor"),
    "SS040": (WARNING, "a formula that cannot be converted"),
    "SS041": (WARNING, "a formula that is too long or too deep"),
    "SS042": (WARNING, "an image that is not there"),
    "SS043": (WARNING, "an image on another host"),
    "SS044": (WARNING, "a file that is not the image that its name says"),
    "SS045": (WARNING, "HTML that is not allowed was removed"),
    "SS046": (WARNING, "a formula that is opened and not closed"),
    "SS047": (WARNING, "a link that leads nowhere"),
    "SS048": (WARNING, "an image whose name differs by letter case"),
    "SS049": (WARNING, "an image that is too large"),
    "SS050": (NOTE, "an image that no text shows"),
    "SS051": (NOTE, "an image without a description"),
    "SS052": (WARNING, "a character that cannot be seen and misleads"),
    "SS053": (WARNING, "a summary that repeats the abstract"),
    "SS054": (NOTE, "a very short summary"),
    "SS055": (NOTE, "a summary without a tldr"),
    "SS056": (WARNING, "a row with more cells than its table has columns"),
    "SS057": (WARNING, "a code block that is not closed"),
    "SS058": (WARNING, "what is no image or link, though it looks like one"),
    "SS059": (WARNING, "lines that are no table, though they look like one"),
    "SS060": (ERROR, "two things at one URL"),
    "SS061": (ERROR, "two URLs that differ only by letter case"),
    "SS062": (WARNING, "a footnote without a text, or with a second one"),
    "SS063": (NOTE, "a footnote to which no mark leads"),
    "SS064": (WARNING, "marks of another system, which a page shows as they stand"),
    "SS070": (ERROR, "a theme that cannot be used"),
    "SS071": (ERROR, "a template that fails"),
    "SS080": (ERROR, "the output folder cannot be used"),
    "SS081": (WARNING, "texts that cannot be indexed"),
    "SS090": (WARNING, "a text that changed while its date did not"),
    "SS091": (ERROR, "a published name that is gone"),
    "SS092": (ERROR, "what the published site has and this archive would lose"),
    "SS093": (WARNING, "a published site that cannot be compared"),
    "SS094": (WARNING, "what was removed is still there"),
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file: path relative to the archive, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: where, what (one sentence, lower case), and how to mend it (``hint``).

    ``is_old`` says that it was there before a change that is checked: then it is a note, whatever its code says.
    """

    place: Place
    code: str
    message: str
    hint: str = ""
    is_old: bool = False

    @property
    def severity(self) -> str:
        """One of ``SEVERITIES``."""
        return NOTE if self.is_old else CODES[self.code][0]

    def __str__(self) -> str:
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.place}: {self.severity} {self.code}: {self.message}{hint}"


#: What problems are sorted by: all that they say, in the order of the fields, compared without a call of Python.
_ORDER = attrgetter("place.path", "place.line", "place.column", "code", "message", "hint", "is_old")


class SiteError(Exception):
    """The one exception of an archive that cannot be built; holds every problem that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[SiteError], tuple[tuple[Problem, ...]]]:
        """It may be raised in one process and told in another."""
        return type(self), (self.problems,)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems sorted by place, none twice."""
    return tuple(sorted(set(problems), key=_ORDER))


def errors_of(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only those that stop a build."""
    return tuple(problem for problem in problems if problem.severity == ERROR)


def failing(problems: Iterable[Problem], *, strict: bool = False) -> tuple[Problem, ...]:
    """Those that fail a run: the errors, with ``strict`` the warnings too, never the notes."""
    return tuple(problem for problem in problems if problem.severity == ERROR or (strict and problem.severity != NOTE))


def without_notes(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that a build tells; advice is given by ``check`` alone."""
    return tuple(problem for problem in problems if problem.severity != NOTE)


def refuse(problems: Sequence[Problem]) -> None:
    """Raise SiteError with all of the problems if one of them is an error."""
    if errors_of(problems):
        raise SiteError(problems)


def did_you_mean(word: str, known: Collection[str], form: str = "{}") -> str:
    """The hint ``did you mean 'x'?`` with the nearest known word, or an empty text."""
    return meant(nearest(word, known), form)


def meant(name: str, form: str = "{}") -> str:
    """The hint with that name, or an empty text where there is none."""
    return f"did you mean '{form.format(name)}'?" if name else ""


def some_of(names: Collection[str], form: str = "{}") -> str:
    """The names, behind the first ten only how many more there are."""
    rest = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(form.format(name) for name in islice(names, _SHOWN)) + rest


def nearest(word: str, known: Collection[str], cutoff: float = 0.6) -> str:
    """The known word that is most like the word, or an empty text if none is."""
    import difflib

    near = difflib.get_close_matches(word.casefold(), {name.casefold(): name for name in known}, n=1, cutoff=cutoff)
    return next(name for name in sorted(known) if name.casefold() == near[0]) if near else ""


def quoted(text: str, limit: int = 60) -> str:
    """The text in quotes, on one line and cut at ``limit`` characters, fit for a message."""
    flat = only_printable(text)
    return f"'{flat}'" if len(flat) <= limit else f"'{flat[: limit - 1]}…'"


def only_printable(text: str) -> str:
    """The text with a sign in place of each character that a terminal may take for a command, or not have at all."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def shifted(problem: Problem, lines: int) -> Problem:
    """The problem moved down by so many lines: from a text's own lines to its file's."""
    return replace(problem, place=replace(problem.place, line=problem.place.line + lines))
