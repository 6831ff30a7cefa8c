"""A proposal as one comment on a pull request, or as JSON.

Titles and names are a contributor's: nothing in them is taken for Markdown, HTML, a mention, a reference to an issue or
a command to the workflow that prints them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

from shortsite.excerpts import printable
from shortsite.problems import SEVERITIES
from shortsite.reports import FORMATS, summary
from shortsite.review.changes import ADDED, BROKEN, CHANGED, MOVED, REMOVED, Change, FeedChange
from shortsite.review.proposal import Proposal
from shortsite.tally import counted

#: GitHub takes 65,536 characters; a note may still be put in front.
LIMIT = 60_000
#: So many of a kind are listed, the rest is counted.
LISTED = 30
#: So many characters of a title, or of the words of an entry.
_TITLE, _WORDS = 160, 300

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
#: What GitHub makes a link of in finished HTML, where no entity helps: @name, #12, GH-12.
_LINKED = re.compile(r"(?<=[@#])|(?<=\bGH)(?=-)", re.IGNORECASE)
_ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"

_HEADINGS = {
    ADDED: "New",
    CHANGED: "Changed",
    MOVED: "Moved",
    BROKEN: "Cannot be shown until mended",
    REMOVED: "Gone",
}
_KINDS = {
    "summary": "summary of ",
    "reply": "reply on ",
    "paper": "paper: ",
    "page": "page: ",
    "venue": "venue: ",
    "contributor": "contributor: ",
    "keyword": "keyword: ",
}
#: The start of a flagged path, and why a reviewer should look at it.
_REASONS = (
    (".github/", "what GitHub runs, and with which rights"),
    ("themes/", "templates and scripts of every page"),
    ("config.yml", "the configuration of the whole site"),
    ("content/", "hidden, and git and GitHub may go by it"),
    ("", "outside of content/"),
)


def escaped(text: str, limit: int = _TITLE) -> str:
    """A contributor's words as plain text of GitHub's Markdown, on one line and cut at ``limit`` characters."""
    flat = " ".join(printable(text, "\t\r\n").split())
    cut = flat if len(flat) <= limit else f"{flat[: limit - 1]}…"
    return _PUNCTUATION.sub(lambda found: f"&#{ord(found[0])};", _LINKED.sub(_ZERO_WIDTH, cut))


def markdown(proposal: Proposal) -> str:
    """The comment, of at most ``LIMIT`` characters: what is cut is said."""
    return fitting([line for part in _PARTS for line in part(proposal)])


def fitting(lines: Iterable[str]) -> str:
    """As many of the lines as fit into a comment, and a last one if some don't."""
    kept, room = [], LIMIT - 100
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            kept.append("\n… and more than fits into a comment.")
            break
        kept.append(line)
    return "\n".join(kept) + "\n"


def as_json(proposal: Proposal) -> str:
    """One document of version 1 with all that the comment tells, nothing cut. New keys may come."""
    told = asdict(proposal) | {"version": 1}
    told["changes"] = [_object(change, proposal.url) for change in proposal.changes]
    told["entries"] = [_object(entry, proposal.url) for entry in proposal.entries]
    told["findings"] = json.loads("\n".join(FORMATS["json"](proposal.findings, Path())))["problems"]
    text = json.dumps(told, indent=2, sort_keys=True, ensure_ascii=True)
    return text + "\n"


def _object(thing: Change | FeedChange, url: str) -> dict[str, Any]:
    return asdict(thing) | {"url": _address(url, thing.path)}


def _address(url: str, path: str) -> str:
    # the configuration may be a stranger's too
    return quote(f"{url}{path}", safe="/#?!$&'()*+,;=:-._~%[]")


# The parts of the comment


def _head(proposal: Proposal) -> Iterator[str]:
    yield "### What this change does"
    yield ""
    if not proposal.url:
        yield "The configuration or the theme has an error, so the pages cannot be compared."
    elif proposal.is_first:
        yield f"The archive could not be read before this change: all {proposal.pages:,} pages count as new."
    else:
        why = " or cannot be shown" if any(change.how == BROKEN for change in proposal.changes) else ""
        addresses = f"{proposal.added:,} at new addresses; {proposal.removed:,} are gone{why}"
        yield f"{_counts(proposal)}. The site has {proposal.pages:,} pages with all lists, {addresses}."


def _counts(proposal: Proposal) -> str:
    told = []
    for how, heading in _HEADINGS.items():
        number = sum(change.how == how for change in proposal.changes)
        told += [f"{number:,} {heading.lower()}"] if number else []
    return ", ".join(told).capitalize() if told else "Nothing that readers see"


def _flags(proposal: Proposal) -> Iterator[str]:
    if proposal.renews_feeds:
        yield from ("", "> [!WARNING]", "> The ids of feeds change: their readers will see every entry as new.")
    if not proposal.flagged:
        return
    yield from ("", "> [!WARNING]", "> This change touches more than texts. Please look at:")
    reasons = {path: next(row for row in _REASONS if path.startswith(row[0])) for path in proposal.flagged}
    for path in sorted(reasons, key=lambda path: _REASONS.index(reasons[path]))[:LISTED]:
        yield f"> * <code>{escaped(path)}</code>: {reasons[path][1]}"
    yield from _rest(proposal.flagged, "> ")


def _findings(proposal: Proposal) -> Iterator[str]:
    if not proposal.findings:
        yield from ("", "Nothing was found that has to be mended.")
        return
    worst = sorted(proposal.findings, key=lambda problem: SEVERITIES.index(problem.severity))[:LISTED]
    yield "\n" + summary(worst).strip().replace(counted(worst), f"To look at: {counted(proposal.findings)}", 1)
    yield from _rest(proposal.findings)


def _pages(proposal: Proposal) -> Iterator[str]:
    for how, heading in _HEADINGS.items():
        found = [change for change in proposal.changes if change.how == how]
        if found:
            yield from ("", f"### {heading}", "")
            yield from (_change(change, proposal.url) for change in found[:LISTED])
            yield from _rest(found)


def _change(change: Change, url: str) -> str:
    kind, name = _KINDS[change.kind], escaped(change.name)
    if change.how in (BROKEN, REMOVED):
        return f"* {kind}{name}, which was at <code>{escaped('/' + change.path, 300)}</code>"
    moved = f", before at <code>{escaped('/' + change.former, 300)}</code>" if change.former else ""
    return f"* {kind}[{name}](<{_address(url, change.path)}>){moved}"


def _entries(proposal: Proposal) -> Iterator[str]:
    if not proposal.entries:
        return
    yield from ("", "### In feed readers", "")
    for entry in proposal.entries[:LISTED]:
        mark = "updated: " if entry.how == CHANGED else ""
        yield f"* {mark}[{escaped(entry.title)}](<{_address(proposal.url, entry.path)}>)  "
        told = f"{escaped(entry.author)}, {entry.date}"
        yield f"  {told}{'' if entry.is_recent else '; too old for the feed of the whole archive'}"
        yield from (f"  <br>{words}" for words in [escaped(entry.words, _WORDS)] if words)
    yield from _rest(proposal.entries)


def _rest(found: Sequence[object], start: str = "") -> Iterator[str]:
    if len(found) > LISTED:
        yield f"{start}* and {len(found) - LISTED:,} more"


_PARTS: tuple[Callable[[Proposal], Iterator[str]], ...] = (_head, _flags, _findings, _pages, _entries)

#: Name -> how a proposal is written.
WRITTEN: dict[str, Callable[[Proposal], str]] = {"markdown": markdown, "json": as_json}
