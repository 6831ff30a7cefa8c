"""The one Markdown parser of a process: CommonMark, a few extensions, and our own rules."""

from __future__ import annotations

from functools import lru_cache

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin

from shortsite.markdown import (
    alerts,
    code,
    footnotes,
    foreign,
    headings,
    images,
    links,
    math,
    math_block,
    math_inline,
    no_formulas,
    no_links,
    no_tables,
    paper_link,
    raw_html,
    spans,
    tables,
    tasks,
)

#: In the order in which their rules run once a text is parsed: cells are numbered before anything asks for a place,
#: formulas before anything reads words, headings have their ids before links point to them.
RULES = (
    spans.plugin,
    footnotes.plugin,
    math_inline.plugin,
    math_block.plugin,
    tables.plugin,
    no_formulas.plugin,
    no_links.plugin,
    no_tables.plugin,
    foreign.plugin,
    alerts.plugin,
    math.plugin,
    images.plugin,
    raw_html.plugin,
    tasks.plugin,
    paper_link.plugin,
    headings.plugin,
    links.plugin,
    code.plugin,
)


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """The parser; it holds no state of a text, which travels in the environment of each call."""
    md = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    deflist_plugin(md)
    for plugin in RULES:
        plugin(md)
    return md
