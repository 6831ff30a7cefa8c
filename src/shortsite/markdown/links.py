"""Links: words for those that have none, anchors of the text's own headings, and addresses that are no links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLinkText
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin
from mdit_py_plugins.gfm_autolink._match import match_email, match_http
from mdit_py_plugins.gfm_autolink.index import _email_rule, _www_inline_rule

from shortsite.markdown.draft import Draft, draft_of
from shortsite.markdown.marks import FORBIDDEN, PAGE, secured
from shortsite.markdown.spans import start_of
from shortsite.problems import quoted, some_of

_PROTOCOLS = ("http", "https", "mailto")
_BEFORE = frozenset(" \t\r\n*_~(")
#: Longer addresses stay words: one that goes on to the end would be looked through for each that begins in it.
_LONGEST, _LONGEST_EMAIL = 2_000, 330
_ADDRESS = re.compile(rf"[^\s<]{{1,{_LONGEST + 1}}}")
_ABSOLUTE = ("http://", "https://", "//", "mailto:")


def plugin(md: MarkdownIt) -> None:
    """Add autolinks, and the rule behind the parsing."""
    gfm_autolink_plugin(md)
    md.inline.ruler.at("gfm_autolink_protocol", _protocol)
    md.inline.ruler.at("gfm_autolink_www", _www)
    md.inline.ruler.at("gfm_autolink_email", _email)
    # A link's address is decoded to be shown, which could bring back what was removed from the source.
    md.normalizeLinkText = _shown  # type: ignore[method-assign] # markdown-it documents it as replaceable
    md.core.ruler.push("links", _links)


def _shown(link: str) -> str:
    return FORBIDDEN.sub("", normalizeLinkText(link))


def _www(state: StateInline, silent: bool) -> bool:
    """The plugin's rule, with a bound to the address."""
    if not state.src.startswith("www.", state.pos):
        return False
    word = _word(state, state.pos)
    return bool(word) and _up_to(_www_inline_rule, state, silent, state.pos + len(word))


def _email(state: StateInline, silent: bool) -> bool:
    """The plugin's rule, with a bound to the address."""
    if state.src[state.pos] != "@":
        return False
    return _up_to(_email_rule, state, silent, state.pos + _LONGEST_EMAIL)


def _up_to(rule: Callable[[StateInline, bool], bool], state: StateInline, silent: bool, end: int) -> bool:
    """What a rule says of a text that ends there."""
    whole = state.posMax
    state.posMax = min(end, whole)
    try:
        return rule(state, silent)
    finally:
        state.posMax = whole


def _word(state: StateInline, start: int) -> str:
    """What may be an address from there on; an empty text where it is too long for one."""
    found = _ADDRESS.match(state.src, start, state.posMax)
    return found[0] if found and len(found[0]) <= _LONGEST else ""


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
    word = _word(state, start) if state.src.startswith("//", state.pos + 1) else ""
    return match_http(word) if word else None


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
            token.children = list(_finished(draft, token, children))


def _finished(draft: Draft, token: Token, children: list[Token]) -> Iterator[Token]:
    """The children with words in every link, and without the links that lead nowhere."""
    is_dropped = False
    for index, child in enumerate(children):
        if child.type == "link_open":
            address = str(child.attrs.get("href", ""))
            child.attrs["href"] = _address_of(draft, address)
            is_dropped = not child.attrs["href"]
            if is_dropped:
                _report(draft, token, child, address)
            else:
                yield child
            if children[index + 1].type == "link_close":
                yield Token("text", "", 0, content=_shown(address) or "link")
        elif child.type != "link_close" or not is_dropped:
            yield child


def _address_of(draft: Draft, address: str) -> str:
    """The address as the page needs it; empty for one that leads nowhere.

    Only headings of the same text can be linked by ``#``, and nothing but its images lies beside a page.
    """
    if address.startswith("#"):
        return f"{PAGE}#{draft.context.id(address[1:])}" if address[1:] in draft.slugs else ""
    return secured(address) if address.startswith(_ABSOLUTE) else ""


def _report(draft: Draft, token: Token, child: Token, address: str) -> None:
    written, start = _shown(address), start_of(child)
    place = draft.places.of(token, max(start, token.content.find(f"]({written}", start, start + _LONGEST)))
    if not address:
        draft.report("SS047", place, "a link without an address", "write [words](https://...)")
    elif address.startswith("#"):
        hint = f"its headings are {some_of(draft.slugs, '#{}')}" if draft.slugs else ""
        draft.report("SS047", place, f"no heading of this text has the anchor {quoted(written)}", hint)
    else:
        hint = "write a whole URL, or [[paper-id]] for a paper of this archive"
        draft.report("SS047", place, f"the link {quoted(written)} leads nowhere on the site", hint)
