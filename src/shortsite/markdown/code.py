"""Code: highlighted by Pygments when the page is made, for languages that it knows."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from shortsite.markdown.draft import Draft, draft_of, escape

_LANGUAGE = re.compile(r"[a-zA-Z0-9+#._-]{1,40}")
#: The languages that are highlighted, by the names that people give them. Many lexers take time by the square of a
#: block's length, and some by its cube; those of these take a tenth of a second at most within the bounds below, for
#: whatever is in the block (``benchmarks/lexers.py``).
LANGUAGES = frozenset(
    """
    agda awk bash bibtex c c++ clojure cmake console coq cpp css cuda diff docker dockerfile fortran fsharp go graphql
    haskell hs html http ini isabelle java javascript jl js json json5 julia kotlin latex lean lisp lua make makefile
    matlab nix ocaml octave perl php prolog py py3 pycon python python3 r rb rconsole rs ruby rust scala scheme sed sh
    shell sql stan swift tex toml ts typescript xml yaml yml zig zsh
    """.split()  # noqa: SIM905
)
#: A longer block is shown as it is, and so is one with more blanks in a row.
LIMIT, BLANKS = 2_000, 80
_BLANKS = re.compile(rf"\s{{{BLANKS + 1}}}")
_FORMATTER = HtmlFormatter(nowrap=True)


def plugin(md: MarkdownIt) -> None:
    """Add the rendering of fenced and indented code; the HTML is ours and passes the sanitiser as a placeholder."""
    md.core.ruler.push("fences", _fences)
    md.add_render_rule("fence", _fence)
    md.add_render_rule("code_block", _code_block)


def _fences(state: StateCore) -> None:
    """Report blocks that nobody closes: all that follows them is code, and none of it is looked at."""
    draft = draft_of(state.env)
    for token in state.tokens:
        if token.type == "fence" and token.map and not is_closed(draft, token):
            first = token.map[0]
            place = first + 1, draft.places.line(first).find(token.markup) + 1
            hint = f"close it with a line {token.markup}"
            draft.report("SS057", place, f"'{token.markup}' opens a code block that is not closed", hint)


def is_closed(draft: Draft, fence: Token) -> bool:
    """Whether the last line of a fenced block is the one that closes it."""
    first, behind = fence.map or (0, 0)
    last = draft.places.line(behind - 1).lstrip(" \t>").rstrip()
    return behind - 1 > first and last.startswith(fence.markup) and not last.strip(fence.markup[0])


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False) if language in LANGUAGES else None
    except ClassNotFound:  # an older version of Pygments
        return None


def highlighted(code: str, language: str) -> str:
    """The code as HTML, with the parts of the language marked where it is one of ``LANGUAGES``."""
    is_short = len(code) <= LIMIT and not _BLANKS.search(code)
    lexer = _lexer(language) if is_short else None
    return highlight(code, lexer, _FORMATTER) if lexer else escape(code)


def _fence(
    _self: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    info = _LANGUAGE.match(unescapeAll(tokens[idx].info).strip(" {."))
    language = info[0].lower() if info else ""
    named = f' class="language-{escape(language)}"' if _lexer(language) else ""
    return _block(f"<code{named}>{highlighted(tokens[idx].content, language)}</code>", env)


def _code_block(
    _self: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    return _block(f"<code>{escape(tokens[idx].content)}</code>", env)


def _block(code: str, env: MutableMapping[str, Any]) -> str:
    return draft_of(env).keep(f'<pre tabindex="0">{code}</pre>') + "\n"
