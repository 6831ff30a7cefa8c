r"""Marks of other systems, which a page would show as they stand: LaTeX's commands for texts, Obsidian's remarks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from shortsite.markdown.draft import Draft, draft_of
from shortsite.markdown.remarks import Mark, marks_in, remarks
from shortsite.markdown.spans import Texts
from shortsite.markdown.tex import BEGINNING

_COMMAND = re.compile(
    r"(?<!\\)\\(?:begin\{(?P<environment>[A-Za-z]{1,20})\*?\}|(?P<name>cite[a-zA-Z]{0,12}|nocite|textbf|textit|textsc"
    r"|texttt|emph|underline|(?:sub){0,2}section|paragraph|(?:eq|page|auto|[cC])?ref|footnote|href|url"
    r"|includegraphics|caption)\*?(?=[\[{]))"
)
_PAPER = "write [[paper-id]] for a paper of this archive, and else a link"
_CODE = "write `words`"
_LIST = "begin each item with '- ' or '1. '"
_HEADING = "write ## words"
#: What to write instead.
_INSTEAD = {
    "textbf": "write **words**",
    "textit": "write *words*",
    "emph": "write *words*",
    "underline": "write *words*",
    "textsc": "write *words*",
    "texttt": _CODE,
    "nocite": _PAPER,
    "section": _HEADING,
    "subsection": "write ### words",
    "subsubsection": "write #### words",
    "paragraph": "write **words**",
    "footnote": "write [^1], and [^1]: words on a line of its own",
    "href": "write [words](https://...)",
    "url": "write <https://...>",
    "includegraphics": "write ![what it shows](plot.png)",
    "caption": 'write ![what it shows](plot.png "The caption")',
    "itemize": _LIST,
    "enumerate": _LIST,
    "description": _LIST,
    "figure": "write ![what it shows](plot.png)",
    "table": "write a table of Markdown: | a | b | and below it |---|---|",
    "tabular": "write a table of Markdown: | a | b | and below it |---|---|",
    "quote": "begin the line with '> '",
    "quotation": "begin the line with '> '",
    "verbatim": "write ``` on a line before and behind it",
    "lstlisting": "write ``` on a line before and behind it",
    "algorithm": "write ``` on a line before and behind it",
}
_FORMULAS = re.compile(r"(?:[a-zA-Z]?matrix|cases|array|aligned|gathered|split|displaymath|math)")


def plugin(md: MarkdownIt) -> None:
    """Add the rule behind the parsing."""
    md.core.ruler.push("foreign", _report)


def _report(state: StateCore) -> None:
    draft = draft_of(state.env)
    told: set[str] = set()
    marks: list[Mark] = []
    for token in state.tokens:
        if token.type == "inline" and "\\" in token.content:
            _report_commands(draft, token, told)
        if token.type == "inline" and "%%" in token.content:
            marks += _marks(draft, token)
    for opening, _ in remarks(marks):
        message = "'%%' sets off a remark for Obsidian alone: readers see it"
        draft.report("SS064", opening.place, message, "delete it, or write it between <!-- and -->")


def _marks(draft: Draft, token: Token) -> Iterator[Mark]:
    texts = Texts(token.children or ())
    for offset, *what in marks_in(token.content):
        if texts.has(offset):
            place = draft.places.of(token, offset)
            yield Mark(place, place[0], *what)


def _report_commands(draft: Draft, token: Token, told: set[str]) -> None:
    """Report LaTeX outside of formulas, each command once a text."""
    texts: Texts | None = None
    for found in _COMMAND.finditer(token.content):
        texts = texts or Texts(token.children or ())
        if found[0] in told or BEGINNING.match(found[0]) or not texts.has(found.start()):
            continue
        told.add(found[0])
        message = f"'{found[0]}' is LaTeX, and is shown as it stands"
        draft.report("SS064", draft.places.of(token, found.start()), message, _instead(found))


def _instead(found: re.Match[str]) -> str:
    name = found["environment"] or found["name"]
    if found["environment"]:
        of_formulas = "write $$ before and behind it" if _FORMULAS.fullmatch(name) else ""
        return _INSTEAD.get(name) or of_formulas or f"write **{name.capitalize()}.** and the words"
    return _INSTEAD.get(name) or (_PAPER if name.startswith("cite") else "say in words what is meant")
