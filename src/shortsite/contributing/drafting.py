"""Drafts: the files with which a contribution begins, complete in form and empty where somebody has to write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shortsite import urls
from shortsite.additions import Addition
from shortsite.config import CONTENT
from shortsite.contributing.writers import Writer
from shortsite.record_text import record_text, text_file
from shortsite.records import TEXT_BYTES
from shortsite.schemas import keys_of

#: So long may a text be: front matter needs the rest of what its file may hold.
BODY_BYTES = TEXT_BYTES - 4096

#: Comments of HTML: they are neither shown nor counted, so a draft left as it was still has no text.
QUESTIONS = """\
<!-- Answer what matters, in your own words and under headings of your choice (##). Comments like this one are not
shown; delete them as you go. Formulas are $x^2$, other papers of the archive [[paper-id]], images files beside this
one: ![what it shows](figure.png). -->

<!-- The problem: what was not possible, or not understood, before? Say it so that the next field understands. -->

<!-- The news: what does this paper add? One sentence first, then the details. -->

<!-- The mechanism: how does it work? Give the one formula or picture that carries it, every symbol explained. -->

<!-- The evidence: on which experiment or theorem does the claim rest? Numbers with units, and measured on what. -->

<!-- The doubts: what was assumed, left out, or not compared? What would you take away, and what would you not? -->
"""

_SUMMARY_BLANKS = {
    "tldr": "one plain sentence: what to take away",
    "ai": "none, assisted or generated: did a language model help?",
}
#: The first keys of every record; the check asks for what has no value.
_PAPER_BLANKS = {
    "title": "as it stands on the paper",
    "authors": "[Given Family, Given Family], or [] if none are known",
    "year": "in which it was published",
}
#: The line that stands in a record with such keys.
BLANK = "# Fill in what has no value, from the paper itself; 'shortsite check' tells what is missing."


@dataclass(frozen=True, slots=True)
class SummaryDraft:
    """What is known of a summary before it is written."""

    paper: str
    stem: str
    author: str
    date: date
    version: str = ""
    reply_to: str = ""

    @property
    def path(self) -> str:
        """Where it belongs."""
        return summary_path(self.paper, self.stem)


def summary_path(paper: str, stem: str) -> str:
    """Where a summary belongs, by convention."""
    return f"{CONTENT}/summaries/{paper}/{stem}.md"


def paper_file(paper: str, values: Mapping[str, Any], site: str) -> Addition:
    """A paper's record; keys that every record has stand there without a value where ``values`` lack them.

    ``site`` is the archive's address, below which editors find the record's schema.
    """
    modeline = record_text("paper", {}, site + urls.schema("paper"))
    is_whole = all(values.get(key) for key in _PAPER_BLANKS)
    # in the order that fmt would give them
    lines = (_line("paper", key, values.get(key), hint) for key, hint in _PAPER_BLANKS.items())
    others = record_text("paper", {key: value for key, value in values.items() if key not in _PAPER_BLANKS})
    top = modeline if is_whole else f"{modeline}{BLANK}\n"
    return Addition(f"{CONTENT}/papers/{paper}.yml", top + "".join(lines) + others)


def summary_file(draft: SummaryDraft) -> Addition:
    """A summary without its text: front matter, and as comments the questions that a summary answers."""
    values = _front_matter(draft)
    keys = [key for key in keys_of("summary") if key in values or key in _SUMMARY_BLANKS]
    lines = (_line("summary", key, values.get(key), _SUMMARY_BLANKS.get(key, "")) for key in keys)
    return Addition(draft.path, f"---\n{''.join(lines)}---\n{QUESTIONS}")


def _line(kind: str, key: str, value: Any, hint: str) -> str:
    """A key with its value; one without is to be filled in, and a comment tells with what."""
    return record_text(kind, {key: value}) if value else f"{key}:  # {hint}\n"


def whole_summary(draft: SummaryDraft, facts: Mapping[str, Any], text: str, origin: str) -> Addition:
    """A summary with its text, and with ``facts`` as further keys; ``origin`` is noted beside the paper's id."""
    values = _front_matter(draft) | {key: value for key, value in facts.items() if value}
    return Addition(draft.path, text_file("summary", values, text, {"paper": origin} if origin else {}))


def contributor_file(writer: Writer, site: str) -> Addition | None:
    """The record of a contributor; None if nothing is known that it could hold."""
    values = {key: value for key, value in (("name", writer.name), ("github", writer.github)) if value}
    path = f"{CONTENT}/contributors/{writer.handle}.yml"
    return Addition(path, record_text("contributor", values, site + urls.schema("contributor"))) if values else None


def _front_matter(draft: SummaryDraft) -> dict[str, str]:
    values = {
        "paper": draft.paper,
        "author": draft.author,
        "date": draft.date.isoformat(),
        "version": draft.version,
        "reply_to": draft.reply_to,
    }
    return {key: value for key, value in values.items() if value}
