"""A page in a hurry: what a saved text says, before the whole site is made anew.

Only for whoever looks at a preview. The build that follows makes the page once more, with all that depends on it.
"""

from __future__ import annotations

from dataclasses import replace

from shortsite.load import load_file
from shortsite.model import File, Page, Summary
from shortsite.pages.onward import Onward
from shortsite.pages.papers import paper_page
from shortsite.pipeline import Built, Options, store_of
from shortsite.problems import errors_of


def early_page(built: Built, options: Options, path: str) -> File | None:
    """The page of the paper whose text was saved in the file at ``path``, in the archive that ``built`` is of.

    None where it is no text of that archive, or where it is unsound, or says of itself anything by which texts are
    grouped or put in order.
    """
    views = built.plan.views
    with store_of(options) as store:
        loaded = load_file(views.config, path, store)
    found = loaded.record if loaded and not errors_of(loaded.problems) else None
    if not isinstance(found, Summary):
        return None
    known = next((text for text in views.archive.texts_of(_paper(built, found)) if text.place.path == path), None)
    if known is None or _standing(found) != _standing(known):
        return None
    if found.author not in (known.author, *views.archive.contributors[known.author].aliases):
        return None
    text = replace(found, paper=known.paper, author=known.author)
    made = views.with_text(text)
    page = next(output for output in paper_page(made, Onward(made), text.paper) if isinstance(output, Page))
    return built.renderer.file(page)


def _paper(built: Built, text: Summary) -> str:
    return built.plan.views.archive.names.get(text.paper, "")


def _standing(text: Summary) -> tuple[object, ...]:
    return text.stem, text.date, text.reply_to, text.withdrawn, text.draft
