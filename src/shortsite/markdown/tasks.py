"""Task lists: ``[ ]`` and ``[x]`` at the start of a list item become characters that need no form control."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from shortsite.markdown.marks import OURS

_BOX = re.compile(r"\[([ xX])\](?=\s)")
_SIGNS = {" ": "☐", "x": "☑", "X": "☑"}


def plugin(md: MarkdownIt) -> None:
    """Add the rule behind the parsing."""
    md.core.ruler.push("tasks", _tasks)


def _tasks(state: StateCore) -> None:
    tokens = state.tokens
    for index in range(len(tokens) - 2):
        if tokens[index].type != "list_item_open" or tokens[index + 1].type != "paragraph_open":
            continue
        children = tokens[index + 2].children
        found = _BOX.match(children[0].content) if children and children[0].type == "text" else None
        if children and found:
            children[0].content = _SIGNS[found[1]] + children[0].content[found.end() :]
            tokens[index].attrs["class"] = f"{OURS}task"
