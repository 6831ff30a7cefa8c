"""Links: words for those that have none, anchors of the text's own headings, and addresses that are no links."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLinkText
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin
from mdit_py_plugins.gfm_autolink._match import match_email, match_http

from shortsite.markdown.draft import Draft, draft_of
from shortsite.markdown.marks import FORBIDDEN, PAGE

_PROTOCOLS = ("http", "https", "mailto")
_BEFORE = frozenset(" \t\r\n*_~(")
_ADDRESS = re.compile(r"\S+")
_LONGEST_EMAIL = 330


def plugin(md: MarkdownIt) -> None:
    """Add autolinks, and the rule behind the parsing."""
    gfm_autolink_plugin(md)
    md.inline.ruler.at("gfm_autolink_protocol", _protocol)
    # A link's address is decoded to be shown, which could bring back what was removed from the source.
    md.normalizeLinkText = _shown  # type: ignore[method-assign] # markdown-it documents it as replaceable
    md.core.ruler.push("links", _links)


def _shown(link: str) -> str:
    return FORBIDDEN.sub("", normalizeLinkText(link))


def _protocol(state: StateInline, silent: bool) -> bool:
    """The plugin's rule, which searches all that came before, told where to look."""
    if state.src[state.pos] != ":":
        return False
    name = next((name for name in _PROTOCOLS if state.src.endswith(name, 0, state.pos)), "")
    start = state.pos - len(name)
    if silent or not name or state.linkLevel or (start > 0 and state.src[start - 1] not in _BEFORE):
        return False
    if not state.pending.endswith(name):
        return False
    found = _address(state, name, start)
    if found is None:
        return False
    address, length = found
    state.pending = state.pending[: -len(name)]
    _push_link(state, address, state.src[start : start + length])
    state.pos = start + length
    return True


def _address(state: StateInline, name: str, start: int) -> tuple[str, int] | None:
    """The address that begins at ``start``, and how many characters it takes."""
    if name == "mailto":
        return match_email(state.src[start : min(start + _LONGEST_EMAIL, state.posMax)])
    word = _ADDRESS.match(state.src, start, state.posMax) if state.src.startswith("//", state.pos + 1) else None
    return match_http(word[0]) if word else None


def _push_link(state: StateInline, address: str, words: str) -> None:
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": state.md.normalizeLink(address)}
    state.push("text", "", 0).content = state.md.normalizeLinkText(words)
    state.push("link_close", "a", -1)


def _links(state: StateCore) -> None:
    draft = draft_of(state.env)
    for token in state.tokens:
        children = token.children
        if children and any(child.type == "link_open" for child in children):
            token.children = list(_finished(draft, children))


def _finished(draft: Draft, children: list[Token]) -> list[Token]:
    made: list[Token] = []
    for index, child in enumerate(children):
        made.append(child)
        if child.type == "link_open":
            address = str(child.attrs.get("href", ""))
            if address.startswith("#") and len(address) > 1:
                child.attrs["href"] = _own_anchor(draft, address[1:])
            if children[index + 1].type == "link_close":
                made.append(Token("text", "", 0, content=_shown(address) or "link"))
    return made


def _own_anchor(draft: Draft, anchor: str) -> str:
    """The address of one of the text's headings, or of something else on the page."""
    return f"{PAGE}#{draft.context.id(anchor) if anchor in draft.slugs else anchor}"
