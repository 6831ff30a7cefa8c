"""Links: words for those that have none, anchors of the text's own headings, and addresses that are no links."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLinkText
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin
from mdit_py_plugins.gfm_autolink.index import _email_rule, _protocol_rule

from shortsite.markdown.draft import Draft, draft_of
from shortsite.markdown.marks import FORBIDDEN, PAGE

_PROTOCOLS = ("http", "https", "mailto")
_LONGEST_NAME = 64


def plugin(md: MarkdownIt) -> None:
    """Add autolinks, and the rule behind the parsing."""
    gfm_autolink_plugin(md)
    md.inline.ruler.at("gfm_autolink_protocol", _protocol)
    md.inline.ruler.at("gfm_autolink_email", _email)
    # A link's address is decoded to be shown, which could bring back what was removed from the source.
    md.normalizeLinkText = lambda url: FORBIDDEN.sub("", normalizeLinkText(url))  # type: ignore[method-assign]
    md.core.ruler.push("links", _links)


def _protocol(state: StateInline, silent: bool) -> bool:
    """The plugin's rule searches all that came before; so ask it only where a protocol ends."""
    if state.src[state.pos] != ":" or not state.src.endswith(_PROTOCOLS, 0, state.pos):
        return False
    return _protocol_rule(state, silent)


def _email(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "@":
        return False
    return _email_rule(state, silent)


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
                made.append(Token("text", "", 0, content=FORBIDDEN.sub("", normalizeLinkText(address)) or "link"))
    return made


def _own_anchor(draft: Draft, anchor: str) -> str:
    """The address of one of the text's headings, or of something else on the page."""
    return f"{PAGE}#{draft.context.id(anchor) if anchor in draft.slugs else anchor}"
