"""What was meant for an image or a link and is none: its address holds a blank, or is none that a page may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from shortsite.images import SUFFIXES, image_address
from shortsite.markdown.draft import Draft, draft_of, escape
from shortsite.markdown.spans import Texts, start_of
from shortsite.problems import only_printable, quoted

#: Words in brackets and what stands in the ones behind; an image of Obsidian.
_LINK = re.compile(
    r"(?<!\\)(?P<sign>!?)\[(?P<words>[^\[\]]{0,1000})\]\((?P<inside>(?:[^()\n]|\([^()\n]{0,99}\)){1,500}+)\)"
    r"|(?<!\\)!\[\[(?P<embedded>[^\[\]|\n]{1,300})(?:\|[^\[\]\n]{0,300})?\]\]"
)
_TITLE = re.compile(r"(?<!\s)\s+(?:\"[^\"\n]*\"|'[^'\n]*')\s*$")
_SIZE = re.compile(r"(?<!\s)\s+=(?P<width>\d*)x(?P<height>\d*)\s*$")
#: Protocols whose addresses Markdown takes for words.
_LOCAL = re.compile(r"(?:file|javascript|vbscript|data):", re.IGNORECASE)
_WEB = re.compile(r"https?://|www\.|mailto:", re.IGNORECASE)
_BLANK = re.compile(r"\s")
#: What is longer was hardly meant for an address.
_LONGEST = 1_000


def plugin(md: MarkdownIt) -> None:
    """Add the rule behind the parsing."""
    md.core.ruler.push("no_links", _report)


def _report(state: StateCore) -> None:
    draft = draft_of(state.env)
    for token in state.tokens:
        content = token.content
        if token.type != "inline":
            continue
        if "](" in content or "![[" in content:
            _report_slips(draft, token)
        elif " " in content and content in draft.sizes:
            hint = f"write ![what it shows]({image_address(content)})"
            message = f"{quoted(content)} by itself shows no image, since it holds a blank"
            draft.report("SS058", draft.places.of(token), message, hint)


def _report_slips(draft: Draft, token: Token) -> None:
    found = list(_slips(token.content))
    children = token.children or () if found else ()
    texts = Texts(children)
    links = {start_of(child) for child in children if child.type == "link_open" and "span" in child.meta}
    for offset, message, hint in found:
        if texts.has(offset) and offset not in links:
            draft.report("SS058", draft.places.of(token, offset), message, hint)


def _slips(content: str) -> Iterator[tuple[int, str, str]]:
    """Where in a content such a slip begins, what is wrong, and how to mend it."""
    for found in _LINK.finditer(content):
        told = _embedded(found) if found["embedded"] else _link(found)
        if told:
            # words of strangers may hold the end of a line, or commands to a terminal
            yield found.start(), only_printable(told[0]), only_printable(told[1])


def _embedded(found: re.Match[str]) -> tuple[str, str] | None:
    name = found["embedded"].strip()
    if not name.lower().endswith(SUFFIXES):
        return None
    return f"{quoted(found[0])} shows no image", f"write ![what it shows]({image_address(name)})"


def _link(found: re.Match[str]) -> tuple[str, str] | None:
    if len(found["inside"]) > _LONGEST:
        return None
    kind = "image" if found["sign"] else "link"
    size = _SIZE.search(found["inside"]) if found["sign"] else None
    address = unquote(_TITLE.sub("", found["inside"][: size.start()] if size else found["inside"]).strip())
    if address.startswith("<"):
        return None
    if _LOCAL.match(address):
        name = image_address(PurePosixPath(address.replace("\\", "/")).name)
        hint = f"copy it beside the text and write {name}" if found["sign"] else "write an address of the web"
        return f"{quoted(address)} is the address of no {kind} that a page may show", hint
    if size:
        wide = f' width="{size["width"]}"' if size["width"] else ""
        hint = f'write <img src="{image_address(address)}" alt="{escape(found["words"])}"{wide}>'
        return f"{quoted(found[0])} is no image, since Markdown knows no sizes", hint
    if not _BLANK.search(address) or not (found["sign"] or _WEB.match(address)):
        return None
    encoded = _BLANK.sub("%20", address) if _WEB.match(address) else image_address(address)
    return f"{quoted(found[0])} is no {kind}, since its address holds a blank", f"write the address as {encoded}"
