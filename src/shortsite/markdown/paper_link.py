"""Links between papers: ``[[id]]``, ``[[id#stem]]``, ``[[id|words]]``, ``[[arxiv:...]]``, ``[[doi:...]]``."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from shortsite.identifiers import BY_KEY
from shortsite.images import SUFFIXES
from shortsite.markdown.draft import Draft, draft_of, escape
from shortsite.markdown.flow import pieces_of, sentences
from shortsite.markdown.marks import HREF, OURS, TITLE, placeholder
from shortsite.markdown.spans import Texts
from shortsite.model import Reference
from shortsite.urls import is_id

_LINK = re.compile(r"\[\[([^\[\]|\n]{1,300})(?:\|((?:[^\[\]\n]|\](?!\])){1,300}))?\]\]")
_ID = re.compile(r"([^#]+)(?:#(.+))?")
#: What may be meant for such a link, and what stands around a name by mistake.
_LIKE = re.compile(r"\[\[([^\[\]\n]{1,300})\]\](?!\()")
_AROUND = " .,;:"


def plugin(md: MarkdownIt) -> None:
    """Add the rule before Markdown's own links, the numbering behind the parsing, and the rendering."""
    md.inline.ruler.before("link", "paper_link", _link)
    md.core.ruler.push("paper_links", _refer)
    md.add_render_rule("paper_link", _render)


def _target(text: str) -> tuple[str, str] | None:
    """What a link names: (paper id or ``arxiv:``/``doi:`` identifier, stem of a summary or nothing)."""
    kind, colon, value = text.partition(":")
    if colon:
        kind = kind.lower()
        known = BY_KEY.get(kind) if kind in {"arxiv", "doi"} else None
        return (f"{kind}:{known.fold(value)}", "") if known and known.pattern.fullmatch(value) else None
    found = _ID.fullmatch(text)
    if not found or not is_id(found[1]) or (found[2] and not is_id(found[2])):
        return None
    return found[1], found[2] or ""


def _meant(text: str) -> tuple[str, str] | None:
    """What a text that is no link may mean, in the form of ``_target``, whatever its capitals and points."""
    name, _, stem = (_plain(part) for part in text.partition("|")[0].removesuffix("\\").partition("#"))
    for kind in ("arxiv", "doi"):
        known = BY_KEY[kind]
        value = known.bare(text.partition("|")[0].strip(_AROUND))
        if known.pattern.fullmatch(value):
            return f"{kind}:{known.fold(value)}", ""
    return (name, stem if is_id(stem) else "") if is_id(name) else None


def _plain(text: str) -> str:
    return text.strip(_AROUND).casefold().replace("_", "-")


def _link(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[[", state.pos) or state.linkLevel > 0:
        return False
    found = _LINK.match(state.src, state.pos, state.posMax)
    target = _target(found[1].strip()) if found else None
    if target and target[0].endswith(SUFFIXES) and state.src.endswith("!", 0, state.pos):
        # how Obsidian shows an image
        return False
    if found is None or target is None or state.src.startswith("(", found.end()):
        # "[[words]](address)" is a link of Markdown's own whose words stand in brackets
        return False
    if not silent:
        token = state.push("paper_link", "a", 0)
        token.content = " ".join((found[2] or "").split())
        token.meta = {"target": target[0], "stem": target[1], "offset": state.pos, "number": -1}
    state.pos = found.end()
    return True


def _refer(state: StateCore) -> None:
    draft = draft_of(state.env)
    for token in state.tokens:
        if token.type == "inline" and "[[" in token.content:
            draft.unlinked.extend(_unlinked(draft, token))
        links = [child for child in token.children or () if child.type == "paper_link"]
        for number, child in enumerate(links, start=len(draft.references)):
            child.meta["number"] = number
        around = sentences(pieces_of(token.children or (), draft)) if links else {}
        for child in links:
            meta = child.meta
            place = draft.places.of(token, meta["offset"])
            sentence = around.get(meta["number"], "")
            draft.references.append(Reference(meta["target"], meta["stem"], child.content, sentence, *place))


def _unlinked(draft: Draft, token: Token) -> Iterator[Reference]:
    """What stands in double brackets and is no link, though it may be meant for one."""
    children = token.children or ()
    links = {child.meta["offset"] for child in children if child.type == "paper_link"}
    texts = Texts(children)
    for found in _LIKE.finditer(token.content):
        meant = _meant(found[1]) if found.start() not in links else None
        if meant and texts.has(found.start()) and not _is_set_off(token.content, found.start()):
            yield Reference(*meant, found[1], "", *draft.places.of(token, found.start()))


def _is_set_off(content: str, offset: int) -> bool:
    """Whether a backslash says that these are brackets, or this is an image of Obsidian."""
    return content.endswith(("\\", "!"), 0, offset)


def _render(
    _self: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    token = tokens[idx]
    number = token.meta["number"]
    words = escape(token.content) if token.content else placeholder(TITLE, number)
    return f'<a class="{OURS}paper" href="{placeholder(HREF, number)}">{words}</a>'
