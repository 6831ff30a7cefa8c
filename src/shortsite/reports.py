"""Reports: how problems are printed, for people and for programs.

A format is a function from the problems, in order, and the archive's folder to lines of text. Paths and messages may
hold what a contributor wrote, so each format escapes all that could be taken for its own syntax.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

import click

from shortsite import __version__
from shortsite.excerpts import excerpt, printable, source_lines
from shortsite.problems import CODES, ERROR, NOTE, SEVERITIES, WARNING, Problem
from shortsite.tally import counted, folded, numbers

Format = Callable[[Sequence[Problem], Path], Iterator[str]]

#: What ends the words of a link, unless a backslash is before it.
_LINK = re.compile(r"(?<!\\)((?:\\\\)*)\]\(")
_COLOURS = {ERROR: "red", WARNING: "yellow", NOTE: "cyan"}
#: What GitHub calls a severity. SARIF's levels are our own words.
_COMMANDS = {ERROR: "error", WARNING: "warning", NOTE: "notice"}
_SURROGATE = re.compile("[\ud800-\udfff]")
#: GitHub shows no summary of more than 1 MiB.
_SUMMARY_BYTES = 1_000_000
_SUMMARY_HEAD = "| | place | what is wrong | to mend it |\n|---|---|---|---|\n"


def report(
    problems: Sequence[Problem], root: Path, name: str = "text", *, results: bool = False, every: bool = False
) -> None:
    """Print the problems in the format of that name, then how many there are.

    They go to stdout if they are the command's results, else to stderr, where the count always goes. For people they
    are folded, unless every one is wanted.
    """
    shown, more = (problems, ()) if every or name != "text" else folded(problems)
    stream = sys.stdout if results else sys.stderr
    lines = on_terminal if name == "text" and stream.isatty() else FORMATS[name]
    # https://no-color.org; else only in a terminal
    colour = False if os.environ.get("NO_COLOR") else None
    for line in (*lines(shown, root), *more):
        click.echo(line, err=not results, color=colour)
    if name == "github":
        _append_summary(problems)
    if problems or results:
        click.echo(counted(problems), err=True)


def _words(problem: Problem) -> str:
    return f"{problem.message}; {problem.hint}" if problem.hint else problem.message


# For people


def text(problems: Sequence[Problem], _root: Path) -> Iterator[str]:
    """``path:line:column: severity code: message; hint``, one problem a line."""
    return (printable(str(problem)) for problem in problems)


def on_terminal(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """The same lines in colour, each with the source line below it and a caret under the column."""
    import shutil  # slow to import, and seldom needed

    lines_of = cache(partial(source_lines, root.resolve()))
    room = shutil.get_terminal_size().columns
    for problem in problems:
        place = click.style(printable(str(problem.place)), bold=True)
        severity = click.style(f"{problem.severity} {problem.code}", fg=_COLOURS[problem.severity])
        yield f"{place}: {severity}: {printable(_words(problem))}"
        yield from excerpt(problem.place, lines_of(problem.place.path), room)


# For GitHub


def github(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """Workflow commands that GitHub Actions shows beside the lines of a change; errors first, since it shows few.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    folder = _folder_in_repository(root)
    for problem in sorted(problems, key=lambda problem: SEVERITIES.index(problem.severity)):
        properties = {
            "file": str(folder / problem.place.path),
            "line": str(problem.place.line),
            "col": str(problem.place.column),
            "title": f"{problem.code} {CODES[problem.code][1]}",
        }
        told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
        yield f"::{_COMMANDS[problem.severity]} {told}::{_data(_words(problem))}"


def _data(value: str) -> str:
    return printable(value, "\r\n").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def _folder_in_repository(root: Path) -> PurePosixPath:
    """Where the archive lies in its git repository: GitHub's paths start there."""
    folder = root.resolve()
    top = next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), folder)
    return PurePosixPath(folder.relative_to(top))


def _append_summary(problems: Sequence[Problem]) -> None:
    """Add all problems to the summary of the job, since GitHub shows only ten errors and ten warnings of a step."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path or not problems:
        return
    try:
        with open(path, "a", encoding="utf-8") as file:
            file.write(summary(problems))
    except OSError as fault:
        click.echo(f"the job's summary cannot be written: {fault}", err=True)


def summary(problems: Sequence[Problem]) -> str:
    """The problems as a table in Markdown, cut where GitHub would refuse the whole."""
    rows = [_row(problem) for problem in problems]
    fitting = sum(size <= _SUMMARY_BYTES for size in accumulate(len(row.encode()) for row in rows))
    more = f"\n… and {len(rows) - fitting:,} more\n" if fitting < len(rows) else ""
    return f"\n### {counted(problems)}\n\n{_SUMMARY_HEAD}{''.join(rows[:fitting])}{more}"


def _row(problem: Problem) -> str:
    cells = map(_code, (str(problem.place), problem.message, problem.hint))
    return f"| {problem.severity} {problem.code} | {' | '.join(cells)} |\n"


def _code(value: str) -> str:
    """As code, where GitHub looks for no formulas and names, and with nothing in it that is Markdown or HTML."""
    escaped = re.sub(r"[!-/:-@\[-`{-~]", lambda found: f"&#{ord(found[0])};", printable(value))
    return f"<code>{escaped}</code>" if value else ""


# For programs


def as_json(problems: Sequence[Problem], _root: Path) -> Iterator[str]:
    """One document of version 1: all problems with all that is known of them, and how many there are."""
    counts = {f"{severity}s": number for severity, number in numbers(problems).items()}
    return _document({"version": 1, "problems": [_object(problem) for problem in problems], **counts})


def _object(problem: Problem) -> dict[str, Any]:
    title = CODES[problem.code][1]
    # a heading's anchor, as GitHub makes it
    anchor = re.sub(r"[^\w\- ]", "", f"{problem.code} {title}".lower()).replace(" ", "-")
    return {
        "code": problem.code,
        "severity": problem.severity,
        "path": _encodable(problem.place.path),
        "line": problem.place.line,
        "column": problem.place.column,
        "message": _encodable(problem.message),
        "hint": _encodable(problem.hint),
        "title": title,
        "doc": f"docs/problems.md#{anchor}",
    }


def sarif(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """A log of SARIF 2.1.0 with one run: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html."""
    folder = _folder_in_repository(root)
    driver = {"name": "shortsite", "version": __version__, "rules": [_rule(code) for code in CODES]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, folder) for problem in problems],
    }
    return _document({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _rule(code: str) -> dict[str, Any]:
    severity, title = CODES[code]
    return {
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": f"{title[0].upper()}{title[1:]}."},
        "help": {"text": f"'shortsite explain {code}' tells more, with an example."},
        "defaultConfiguration": {"level": severity},
    }


def _result(problem: Problem, folder: PurePosixPath) -> dict[str, Any]:
    # braces would be placeholders (section 3.11.5), a bracket before a parenthesis the end of a link's words (3.11.6)
    words = _LINK.sub(r"\1\\](", _encodable(_words(problem))).replace("{", "{{").replace("}", "}}")
    uri = quote(_encodable(str(folder / problem.place.path.lstrip("/"))))
    region = {"startLine": problem.place.line, "startColumn": problem.place.column}
    location = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}, "region": region}
    return {
        "ruleId": problem.code,
        "ruleIndex": list(CODES).index(problem.code),
        "level": problem.severity,
        "message": {"text": words},
        "locations": [{"physicalLocation": location}],
    }


def _encodable(value: str) -> str:
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)


def _document(value: dict[str, Any]) -> Iterator[str]:
    return iter(json.dumps(value, indent=2, sort_keys=True).splitlines())


#: Name -> format.
FORMATS: dict[str, Format] = {"text": text, "github": github, "json": as_json, "sarif": sarif}
