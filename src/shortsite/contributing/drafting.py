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
#: The check asks for a required key without a value, but for authors only where the whole key is missing.
_PAPER_BLANKS = {
    "title": "title:  # as it stands on the paper",
    "authors": "# authors: [Given Family, Given Family]",
    "year": "year:  # in which it was published",
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
    modeline, _, known = record_text("paper", values, site + urls.schema("paper")).partition("\n")
    blanks = [key for key in _PAPER_BLANKS if not values.get(key)]
    lines = [BLANK, *(_PAPER_BLANKS[key] for key in blanks)] if blanks else []
    top = "".join(f"{line}\n" for line in [modeline, *lines])
    return Addition(f"{CONTENT}/papers/{paper}.yml", top + known)


def summary_file(draft: SummaryDraft) -> Addition:
    """A summary without its text: front matter, and as comments the questions that a summary answers."""
    text = text_file("summary", _front_matter(draft), QUESTIONS)
    front, fence, body = text.partition("\n---\n")
    blanks = "".join(f"\n{key}:  # {hint}" for key, hint in _SUMMARY_BLANKS.items())
    return Addition(draft.path, front + blanks + fence + body)


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
