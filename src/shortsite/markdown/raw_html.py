"""HTML in the source: harmless tags are kept, unknown names are words, and everything else is removed and reported.

Tags are judged one by one, before the sanitiser sees them, so that no raw-text element (``script``, ``textarea``)
can swallow what follows, and so that no word in angle brackets is lost.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, html_inline
from markdown_it.token import Token

from shortsite.markdown.draft import Draft, draft_of, escape
from shortsite.markdown.elements import ALLOWED, BLOCKS, INSIDE, KNOWN, OPTIONAL_END, SILENT, VOID
from shortsite.markdown.images import raw_image
from shortsite.markdown.marks import OURS
from shortsite.markdown.open_elements import Endings, OpenElements

_TAG_ALONE = (
    r"<(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)"
    r"(?P<attributes>(?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*)\s*/?>"
)
#: A tag or a comment; and a tag, or what begins a comment, which in a block may never end.
_TAG, _BEGINNING = re.compile(f"{_TAG_ALONE}|<!--.*?-->", re.DOTALL), re.compile(f"{_TAG_ALONE}|<!--")
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
_RAW_BLOCK = re.compile(r"<(script|style|pre|textarea)(?=[\s>])", re.IGNORECASE)
_KEPT_ATTRIBUTES = {
    "a": ("href", "title"),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan"),
    "ol": ("start",),
    "li": ("value",),
    "details": ("open",),
    "abbr": ("title",),
}
_ALIGNED = frozenset({"td", "th", "p", "div"})


def plugin(md: MarkdownIt) -> None:
    """Put our rules in the places of Markdown's own."""
    md.inline.ruler.at("html_inline", _inline)
    md.block.ruler.at("html_block", _block, {"alt": ["paragraph", "reference", "blockquote"]})
    md.core.ruler.push("raw_html", _judge)


def _inline(state: StateInline, silent: bool) -> bool:
    """A tag of an HTML element, or a comment; anything else is text."""
    source, start = state.src, state.pos
    if source[start] != "<":
        return False
    name = _NAME.match(source, start)
    if name:
        return name[1].lower() in KNOWN and _tag(state, silent)
    return source.startswith("<!--", start) and _tag(state, silent)


def _tag(state: StateInline, silent: bool) -> bool:
    """What Markdown takes for a tag or a comment, with where it stands."""
    start, count = state.pos, len(state.tokens)
    is_tag = html_inline(state, silent)
    for token in state.tokens[count:]:
        if token.type == "html_inline":
            token.meta["span"] = start, state.pos
    return is_tag


def _block(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """A block of HTML, if it begins with an element that HTML has and ends within the text."""
    start = state.bMarks[line] + state.tShift[line]
    source = state.src
    if not source.startswith("<", start):
        return False
    name = _NAME.match(source, start)
    if source.startswith("<!--", start):
        return source.find("-->", start) >= 0 and html_block(state, line, last, silent)
    if not name or name[1].lower() not in KNOWN:
        return False
    raw = _RAW_BLOCK.match(source, start)
    if raw and not _closes(state, raw[1].lower(), start):
        return False
    return html_block(state, line, last, silent)


def _closes(state: StateBlock, name: str, start: int) -> bool:
    ends: dict[str, int] = state.env.setdefault("raw_ends", {})
    if name not in ends:
        ends[name] = state.src.lower().rfind(f"</{name}>")
    return ends[name] > start


def _judge(state: StateCore) -> None:
    draft = draft_of(state.env)
    open_names = OpenElements()
    for index, token in enumerate(state.tokens):
        if token.type == "html_block":
            token.content = _Judge(draft, token, open_names).block(token.content)
        elif token.type == "inline" and any(child.type == "html_inline" for child in token.children or ()):
            in_heading = index > 0 and state.tokens[index - 1].type == "heading_open"
            _Judge(draft, token, open_names).inline(in_heading)


class _Judge:
    """Judges the tags of one block."""

    def __init__(self, draft: Draft, token: Token, open_names: OpenElements) -> None:
        self._draft = draft
        self._token = token
        self._open = open_names
        self._offset = 0

    def block(self, content: str) -> str:
        """The HTML of a block with only allowed tags."""
        made: list[str] = []
        position, before = 0, len(self._open.names)
        endings = Endings(content)
        for found in _BEGINNING.finditer(content):
            if found.start() < position:
                continue
            name = (found["name"] or "").lower()
            is_passed_over = not name or (name in SILENT and not found["slash"])
            end = endings.behind(f"</{name}" if name else "-->", found.end()) if is_passed_over else 0
            if not (name or end):
                continue
            made.append(_text(content[position : found.start()]))
            position = end or found.end()
            if name:
                made.append(self._tag(found, found.start()))
        made.append(_text(content[position:]).rstrip() + self._loose_ends(before) + "\n")
        return "".join(made)

    def inline(self, in_heading: bool) -> None:
        """Judge the tags among an inline token's children."""
        children = self._token.children or []
        paired = set(_paired(children))
        kept: list[Token] = []
        silent = ""
        for child in children:
            found = _TAG.fullmatch(child.content) if child.type == "html_inline" else None
            name = (found["name"] or "").lower() if found else ""
            if silent:
                silent = "" if found and found["slash"] and name == silent else silent
                continue
            if found is None:
                kept.append(child)
            elif name:
                self._offset = max(self._token.content.find(child.content, self._offset), 0)
                lonely = name in ALLOWED and name not in VOID | OPTIONAL_END and id(child) not in paired
                if lonely:
                    child.type = "text"
                else:
                    child.content = self._inline_tag(found, in_heading)
                if name in SILENT and not found["slash"] and id(child) in paired:
                    silent = name
                kept.append(child)
                self._offset += 1
        self._token.children = kept

    def _inline_tag(self, found: re.Match[str], in_heading: bool) -> str:
        if in_heading and found["name"].lower() in BLOCKS:
            return " "
        return self._tag(found, self._offset)

    def _tag(self, found: re.Match[str], offset: int) -> str:
        name = found["name"].lower()
        if name == "img" and not found["slash"]:
            place = self._draft.places.of(self._token, offset)
            return raw_image(self._draft, dict(_attributes(found["attributes"])), place)
        if name not in KNOWN:
            return escape(found[0])
        if name not in ALLOWED:
            if not found["slash"]:
                self._report(name, offset)
            return ""
        return self._closing(name) if found["slash"] else self._opening(name, found["attributes"])

    def _opening(self, name: str, attributes: str) -> str:
        if name in INSIDE and not any(parent in self._open for parent in INSIDE[name]):
            return ""
        if name not in VOID and not self._open.enter(name):
            return ""
        return f"<{name}{_kept(name, dict(_attributes(attributes)))}>"

    def _closing(self, name: str) -> str:
        if name not in self._open:
            return ""
        made = [self._open.leave()]
        while self._open.left != name:
            made.append(self._open.leave())
        return "".join(made)

    def _loose_ends(self, before: int) -> str:
        """Close what must not go on behind its block: elements within sentences, and all that stands in them."""
        names = self._open.names
        lowest = next((n for n in range(before, len(names)) if names[n] not in BLOCKS), len(names))
        return "".join(self._open.leave() for _ in range(len(names) - lowest))

    def _report(self, name: str, offset: int) -> None:
        place = self._draft.places.of(self._token, offset)
        self._draft.report("SS045", place, f"<{name}> is not allowed in a text and was removed", "write it in Markdown")


def _text(content: str) -> str:
    return content.replace("<", "&lt;")


def _paired(children: list[Token]) -> Iterator[int]:
    """The tags that have a partner in the same paragraph."""
    waiting: dict[str, list[int]] = {}
    for index, child in enumerate(children):
        found = _TAG.fullmatch(child.content) if child.type == "html_inline" else None
        if found is None or found["name"] is None:
            continue
        name = found["name"].lower()
        if not found["slash"]:
            if name != "s" or _touches_word(children, index + 1):
                waiting.setdefault(name, []).append(id(child))
        elif waiting.get(name):
            yield waiting[name].pop()
            yield id(child)


def _touches_word(children: list[Token], index: int) -> bool:
    """Whether a word follows directly: papers on language write ``<s>`` for the start of a sentence."""
    if index >= len(children):
        return False
    follower = children[index]
    return follower.content[:1].isalnum() if follower.type == "text" else follower.type.endswith("_open")


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        yield name.lower(), html.unescape(double or single or bare)


def _kept(name: str, attributes: dict[str, str]) -> str:
    made = [
        f' {key}="{escape(attributes[key].strip())}"' for key in _KEPT_ATTRIBUTES.get(name, ()) if key in attributes
    ]
    if name in _ALIGNED and attributes.get("align", "").lower() in {"left", "right", "center"}:
        made.append(f' class="{OURS}{attributes["align"].lower()}"')
    return "".join(made)
