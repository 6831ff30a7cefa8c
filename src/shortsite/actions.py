"""What a reader of a page can do for the archive, as links into its repository, as far as one is named."""

from __future__ import annotations

from shortsite import forges, urls
from shortsite.config import Config
from shortsite.model import Paper, Summary
from shortsite.outside import Link

#: The text of a new summary that is begun in the browser; short, since it is a part of an address.
SKELETON = """---
paper: {paper}
author: your-handle
date: year-month-day
tldr: One plain sentence that says what to take away.
ai: none
---

What problem does the paper solve? What is its idea? What shows that it works, and what do you doubt?
Put your answers here, in your own words.
"""

#: The text of a new reply; it stands in the address of every text that can be answered, so it is shorter still.
REPLY = """---
paper: {paper}
author: your-handle
date: year-month-day
reply_to: {stem}
ai: none
---

"""


def paper_actions(paper: Paper, config: Config) -> tuple[Link, ...]:
    """Write a summary of the paper, correct its record, report something."""
    page = config.url + urls.escaped(urls.paper(paper.id))
    return _linked(
        ("Write a summary", new_summary_url(config, paper.id)),
        ("Correct this record", forges.edit_url(config, paper.place.path)),
        ("Report a problem", report_url(config, page)),
    )


def summary_actions(summary: Summary, config: Config) -> tuple[Link, ...]:
    """Reply to a summary, edit it, see it as it was written and how it was edited, report it."""
    page = config.url + urls.escaped(urls.paper(*summary.key))
    return _linked(
        ("Reply", reply_url(config, summary)),
        ("Edit this summary", forges.edit_url(config, summary.place.path)),
        ("Source", urls.href(urls.twin(*summary.key))),
        ("History", forges.history_url(config, summary.place.path)),
        ("Report", report_url(config, page)),
    )


def new_summary_url(config: Config, paper: str = "paper-id") -> str:
    """Where a summary of that paper is begun in the browser."""
    path = f"content/summaries/{paper}/your-handle.md"
    return forges.new_file_url(config, path, SKELETON.format(paper=paper))


def reply_url(config: Config, summary: Summary) -> str:
    """Where a reply to that summary is begun in the browser."""
    path = f"content/summaries/{summary.paper}/your-handle-reply.md"
    return forges.new_file_url(config, path, REPLY.format(paper=summary.paper, stem=summary.stem))


def summary_form_url(config: Config) -> str:
    """The form that takes a summary and the paper's identifier, and becomes a pull request."""
    return forges.form_url(config, "summary", "Summary", {})


def request_form_url(config: Config) -> str:
    """The form that asks for a summary of a paper."""
    return forges.form_url(config, "request", "Request", {})


def report_url(config: Config, page: str) -> str:
    """The form that reports what is wrong with a page."""
    return forges.form_url(config, "report", "Report", {"page": page})


def _linked(*links: tuple[str, str]) -> tuple[Link, ...]:
    return tuple(Link(text, url) for text, url in links if url)
