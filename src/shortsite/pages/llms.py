"""``/llms.txt``: where a language model finds the archive's texts in a form that it reads well (https://llmstxt.org/)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import islice

from shortsite import urls
from shortsite.digests import digest_of
from shortsite.model import Made, Output, Part
from shortsite.pages.api import PAPERS, TEXTS
from shortsite.pages.head import shortened
from shortsite.pages.indexes import LABELS
from shortsite.views import Views

#: The newest texts that are named one by one; the others are in the files for programs.
NEWEST = 100
_LISTS = (
    ("venue", "papers by where they appeared"),
    ("keyword", "papers by subject"),
    ("year", "papers by year"),
    ("author", "papers by author"),
    ("contributor", "summaries by who wrote them"),
)


def llms_file(views: Views) -> Iterator[Part]:
    """``/llms.txt``."""
    yield Part("llms", lambda: digest_of([*map(views.digests.brief, _newest(views))]), partial(_file, views))


def _file(views: Views) -> Iterator[Output]:
    yield Made("llms.txt", partial(_text, views))


def _text(views: Views) -> str:
    config = views.config
    about = config.description or config.tagline or "Summaries of research papers."
    lines = [
        f"# {_plain(config.title)}",
        "",
        f"> {_plain(about)}",
        "",
        f"Each paper has one page with all summaries of it: `{config.url}{urls.paper('<id>')}`. Beside it lie",
        "`index.json` (the record with all texts) and `<stem>.md` (a text as it was written). Texts are under",
        f"{config.license} where nothing else is said; name their authors and link the page.",
        "",
        "## Files for programs",
        "",
        f"- [Index]({config.url}{urls.api('index.json')}): what there is, and how it is called",
        f"- [Papers]({config.url}{urls.api(PAPERS)}): a line of JSON each",
        f"- [Summaries]({config.url}{urls.api(TEXTS)}): a line of JSON each, with the text",
        "",
        "## Lists",
        "",
        *(f"- [{LABELS[name].many}]({config.url}{urls.term(name)}): {about}" for name, about in _LISTS),
        "",
        "## Newest summaries",
        "",
        *(_told(views, key) for key in _newest(views)),
    ]
    return "\n".join(lines) + "\n"


def _newest(views: Views) -> Iterator[tuple[str, str]]:
    texts = ((key, views.archive.summaries[key]) for key in views.latest)
    return islice((key for key, text in texts if not (text.reply_to or text.withdrawn)), NEWEST)


def _told(views: Views, key: tuple[str, str]) -> str:
    paper, view = views.paper(key[0]), views.summary(key)
    title = _plain(paper.status_mark + paper.title)
    told = shortened(view.tldr or view.opening)
    url = views.config.url + urls.twin(*key)
    return f"- [{title}]({url}): {_plain(told)}" if told else f"- [{title}]({url})"


def _plain(text: str) -> str:
    """The text in one line, with nothing that Markdown takes for a link or for HTML."""
    return re.sub(r"([\[\]\\<`])", r"\\\1", " ".join(text.split()))
