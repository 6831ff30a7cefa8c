"""Footnotes: numbered in the order of their marks, with ids that no other text of a page can have."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote.index import footnote_def

from shortsite.markdown.draft import Draft, draft_of
from shortsite.markdown.marks import OURS, PAGE
from shortsite.markdown.spans import Texts
from shortsite.problems import only_printable as printable

#: No mark has a longer label.
_LONG = 100
_MARK = re.compile(r"\[\^([^\s\[\]]{1,100})\]")
#: Labels that nobody writes for anything else; and those that may be letters that a pattern excludes.
_NUMBER, _WORD = re.compile(r"\d{1,3}"), re.compile(r"[^\W\d_]{3,}[\w-]*")


def plugin(md: MarkdownIt) -> None:
    """Take the definitions' rule from mdit-py-plugins; marks, the list at the end and the rendering are our own."""
    md.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    md.inline.ruler.after("image", "footnote_ref", _mark)
    md.core.ruler.after("inline", "footnotes", _collect)
    md.add_render_rule("footnote_ref", _render_mark)
    md.add_render_rule("footnote_block_open", _render_list_open)
    md.add_render_rule("footnote_block_close", _render_list_close)
    md.add_render_rule("footnote_open", _render_open)
    md.add_render_rule("footnote_close", _render_close)
    md.add_render_rule("footnote_anchor", _render_anchor)


def _mark(state: StateInline, silent: bool) -> bool:
    defined: dict[str, int] = state.env.get("footnotes", {}).get("refs", {})
    if not defined or not state.src.startswith("[^", state.pos):
        return False
    found = _MARK.match(state.src, state.pos, state.posMax)
    if not found or f":{found[1]}" not in defined:
        return False
    if not silent:
        token = state.push("footnote_ref", "", 0)
        token.meta = {"label": found[1]}
    state.pos = found.end()
    return True


def _collect(state: StateCore) -> None:
    """Move the definitions to the end in the order of their marks; those without a mark come last."""
    draft = draft_of(state.env)
    defined = state.env.get("footnotes", {}).get("refs", {})
    for token in state.tokens:
        if token.type == "inline" and "[^" in token.content:
            _report_undefined(draft, token, defined)
    if not defined:
        return
    _report_repeated(draft, state.tokens)
    body, definitions = _apart(state.tokens)
    order: dict[str, int] = {}
    marks: dict[str, int] = {}
    _number(body, definitions, order, marks)
    for label, content in definitions.items():
        if label not in order:
            order[label] = len(order) + 1
            _number(content, definitions, order, marks)
    _report_unused(draft, state.tokens, marks)
    body.append(Token("footnote_block_open", "", 1, block=True))
    for label, number in order.items():
        body.extend(_item(definitions.get(label, []), number, marks.get(label, 0)))
    body.append(Token("footnote_block_close", "", -1, block=True))
    state.tokens = body


def _report_undefined(draft: Draft, token: Token, defined: Mapping[str, int]) -> None:
    """Report marks of footnotes that have no text: they stand on the page as they are."""
    texts = Texts(token.children or ())
    for found in _MARK.finditer(token.content):
        label = found[1]
        is_label = _NUMBER.fullmatch(label) or (defined and _WORD.fullmatch(label))
        is_meant = is_label and not token.content.endswith("\\", 0, found.start())
        if is_meant and f":{label}" not in defined and texts.has(found.start()):
            place = draft.places.of(token, found.start())
            message = f"the footnote {printable(found[0])} has no text"
            draft.report("SS062", place, message, f"write it on a line of its own, as {printable(found[0])}: words")


def _report_repeated(draft: Draft, tokens: Sequence[Token]) -> None:
    """Report second texts of one footnote, which are nowhere on the page."""
    seen: set[str] = set()
    for token in _definitions(tokens):
        label = token.meta["label"]
        if label in seen:
            message = f"the footnote {_shown(label)} has another text above, and this one is not shown"
            draft.report("SS062", _place(draft, token), message, "give it a mark of its own")
        seen.add(label)


def _report_unused(draft: Draft, tokens: Sequence[Token], marks: Collection[str]) -> None:
    for label, token in {token.meta["label"]: token for token in reversed(list(_definitions(tokens)))}.items():
        if label not in marks:
            mark = _shown(label)
            hint = f"write {mark} where it belongs, or delete it"
            draft.report("SS063", _place(draft, token), f"no mark leads to the footnote {mark}", hint)


def _shown(label: str) -> str:
    return printable(f"[^{label}]" if len(label) <= _LONG else f"[^{label[:_LONG]}…]")


def _definitions(tokens: Sequence[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.type == "footnote_reference_open")


def _place(draft: Draft, definition: Token) -> tuple[int, int]:
    """Where the text of a footnote begins."""
    line = definition.map[0] if definition.map else 0
    return line + 1, draft.places.line(line).find(f"[^{definition.meta['label']}]") + 1


def _apart(tokens: Sequence[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """The text without definitions, and the definitions by label; the first one of a label wins."""
    body: list[Token] = []
    definitions: dict[str, list[Token]] = {}
    targets = [body]
    for token in tokens:
        if token.type == "footnote_reference_open":
            found: list[Token] = []
            definitions.setdefault(token.meta["label"], found)
            targets.append(found)
        elif token.type == "footnote_reference_close":
            targets.pop()
        else:
            targets[-1].append(token)
    return body, definitions


def _number(
    tokens: list[Token], definitions: dict[str, list[Token]], order: dict[str, int], marks: dict[str, int]
) -> None:
    """Number the marks in the tokens, then those in the definitions that these lead to."""
    queue = tokens
    while queue:
        found = [child for token in queue for child in token.children or () if child.type == "footnote_ref"]
        queue = []
        for child in found:
            label = child.meta["label"]
            if label not in order:
                order[label] = len(order) + 1
                queue.extend(definitions.get(label, ()))
            marks[label] = marks.get(label, 0) + 1
            child.meta.update(number=order[label], time=marks[label])


def _item(content: list[Token], number: int, times: int) -> list[Token]:
    opening = Token("footnote_open", "li", 1, meta={"number": number}, block=True)
    anchors = [Token("footnote_anchor", "", 0, meta={"number": number, "time": time + 1}) for time in range(times)]
    closing = Token("footnote_close", "li", -1, block=True)
    if content and content[-1].type == "paragraph_close":
        return [opening, *content[:-1], *anchors, content[-1], closing]
    return [opening, *content, *anchors, closing]


def _mark_id(number: int, time: int) -> str:
    return f"fnref{number}" if time == 1 else f"fnref{number}-{time}"


def _render_mark(
    _self: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    meta, context = tokens[idx].meta, draft_of(env).context
    if "number" not in meta:
        return ""
    href = f"{PAGE}#{context.id('fn' + str(meta['number']))}"
    own = context.id(_mark_id(meta["number"], meta["time"]))
    return f'<sup class="{OURS}footnote"><a href="{href}" id="{OURS}{own}">{meta["number"]}</a></sup>'


def _render_list_open(
    _self: RendererProtocol, _tokens: Sequence[Token], _idx: int, _options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    return f'<div class="{OURS}footnotes">\n<ol>\n'


def _render_list_close(
    _self: RendererProtocol, _tokens: Sequence[Token], _idx: int, _options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    return "</ol>\n</div>\n"


def _render_open(
    _self: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    own = draft_of(env).context.id(f"fn{tokens[idx].meta['number']}")
    return f'<li id="{OURS}{own}">'


def _render_close(
    _self: RendererProtocol, _tokens: Sequence[Token], _idx: int, _options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    return "</li>\n"


def _render_anchor(
    _self: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    meta = tokens[idx].meta
    href = f"{PAGE}#{draft_of(env).context.id(_mark_id(meta['number'], meta['time']))}"
    return f' <a class="{OURS}back" href="{href}" aria-label="{OURS}Back to the text">\u21a9\ufe0e</a>'
