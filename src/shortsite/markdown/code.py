"""Code: highlighted by Pygments when the page is made, for languages that it knows."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import lru_cache
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

from shortsite.markdown.draft import draft_of, escape

_LANGUAGE = re.compile(r"[a-zA-Z0-9+#._-]{1,40}")
#: Some lexers take more than linear time.
_LIMIT = 50_000
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
        if token.type == "fence" and token.map:
            first, behind = token.map
            last = draft.places.line(behind - 1).lstrip(" \t>").rstrip()
            is_closed = behind - 1 > first and last.startswith(token.markup) and not last.strip(token.markup[0])
            if not is_closed:
                place = first + 1, draft.places.line(first).find(token.markup) + 1
                hint = f"close it with a line {token.markup}"
                draft.report("SS057", place, f"'{token.markup}' opens a code block that is not closed", hint)


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None


def _highlighted(code: str, language: str) -> str:
    lexer = _lexer(language.lower()) if language and len(code) <= _LIMIT else None
    return highlight(code, lexer, _FORMATTER) if lexer else escape(code)


def _fence(
    _self: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    info = _LANGUAGE.match(unescapeAll(tokens[idx].info).strip(" {."))
    language = info[0] if info else ""
    named = f' class="language-{escape(language.lower())}"' if language and _lexer(language.lower()) else ""
    return _block(f"<code{named}>{_highlighted(tokens[idx].content, language)}</code>", env)


def _code_block(
    _self: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    return _block(f"<code>{escape(tokens[idx].content)}</code>", env)


def _block(code: str, env: MutableMapping[str, Any]) -> str:
    return draft_of(env).keep(f'<pre tabindex="0">{code}</pre>') + "\n"
