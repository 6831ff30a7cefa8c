"""What Pagefind is given: a small document for each paper, with its texts as plain words.

Not the pages themselves: these hold menus and formulas in several forms, and change when a theme does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from shortsite import urls
from shortsite.markdown import inline
from shortsite.model import Summary
from shortsite.views import Views


def text_documents(views: Views, papers: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The (path, HTML) of each paper, by id. A summary is a section that bears its name, so that it can be linked."""
    for paper_id in sorted(papers):
        yield urls.file_of(urls.paper(paper_id)), _document(views, paper_id)


def _document(views: Views, paper_id: str) -> str:
    paper = views.paper(paper_id)
    venue = paper.venue
    where = f"{venue.text} {paper.record.year}" if venue else str(paper.record.year)
    more = [venue.title] if venue and venue.title else []
    status = f'<span data-pagefind-meta="status:{paper.status}"></span>' if paper.status else ""
    texts = "".join(_section(views, text) for text in views.archive.readable(paper_id))
    return (
        f'<!DOCTYPE html><html lang="{escape(views.config.language)}"><body data-pagefind-body>'
        f'<h1 data-pagefind-meta="title" data-pagefind-weight="10">{escape(paper.title)}</h1>'
        f'<p data-pagefind-meta="authors" data-pagefind-weight="6">{escape(", ".join(paper.names))}</p>'
        f'<p data-pagefind-weight="3"><span data-pagefind-meta="where">{escape(where)}</span>{status}</p>'
        f'<p data-pagefind-weight="4">{escape(", ".join([*more, *(word.text for word in paper.keywords)]))}</p>'
        f"{texts}</body></html>"
    )


def _section(views: Views, text: Summary) -> str:
    author = views.archive.contributors[text.author].name
    blocks = "".join(f"<p>{escape(block)}</p>" for block in views.body(text.body).text.splitlines())
    title = text.title.text or (f"Reply by {author}" if text.reply_to else f"Summary by {author}")
    # behind the text, so that it stands in no excerpt but one that was asked for by it
    by = f"<p>{escape(author)}</p>" if text.title.text else ""
    return (
        f'<h2 id="{escape(text.stem)}">{escape(title)}</h2>'
        f'<p data-pagefind-weight="2">{escape(inline(text.tldr, views.config.macros).text)}</p>{blocks}{by}'
    )
