"""What may stand in what: HTML that strangers nested as HTML does not allow becomes HTML that it does.

The sanitiser closes every element but does not know their contents' rules (https://html.spec.whatwg.org/#content-models),
which pages can bend and books can't. Words are never lost, and what is sound already stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shortsite.markdown.elements import VOID
from shortsite.markdown.marks import FORMULA

_PART = re.compile(f'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>|{FORMULA}(\\d+)\ue001')
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | {"blockquote", "details", "div", "dl", "figure", "hr", "ol", "p", "pre", "table", "ul"}
#: May stand wherever words may, and holds words alone.
_INLINE = frozenset(
    "abbr b cite code dfn em i kbd mark q ruby s samp small span strong sub sup u var".split()  # noqa: SIM905
)
#: Hold what may stand where they do.
_TRANSPARENT = frozenset({"a", "del", "ins"})
#: Hold words alone, and can't be something else.
_WORDS = _HEADINGS | {"pre", "rp", "rt", "summary"}
_ITEMS = {"ul": frozenset({"li"}), "ol": frozenset({"li"}), "dl": frozenset({"dd", "dt"})}
_WITHIN = {
    **dict.fromkeys(("rp", "rt"), ("ruby",)),
    **dict.fromkeys(("dd", "dt"), ("dl",)),
    "li": ("ul", "ol"),
    "figcaption": ("figure",),
    "summary": ("details",),
}
#: What may stand nowhere within.
_UNFIT = {
    "dfn": frozenset({"dfn"}),
    "dt": _HEADINGS,
    "th": _HEADINGS,
}
#: What is nested deeper, nobody wrote to be read.
_DEEPEST = 100
#: The parts of a table in their order.
_PARTS = ("caption", "colgroup", "thead", "tbody", "tfoot")
_CLASS = re.compile(r' (?:id|class)="[^"]*"')


@dataclass(slots=True, eq=False)
class _Element:
    """An element: its name, its attributes as written, and its content: words and elements."""

    name: str
    attributes: str = ""
    content: list[str | _Element] = field(default_factory=list)
    is_block: bool = False

    def renamed(self, name: str) -> None:
        """Make it another element, which has no other attributes than every element may have."""
        self.name, self.attributes = name, "".join(_CLASS.findall(self.attributes))
        self.is_block = name in _BLOCKS

    def elements(self) -> Iterator[_Element]:
        """The elements right within."""
        return (part for part in self.content if isinstance(part, _Element))


def nested(html: str, displayed: Sequence[bool]) -> str:
    """The HTML, well nested. ``displayed`` tells of each formula whether it stands in a block of its own."""
    root = _Element("div")
    if _read(html, displayed, root) > _DEEPEST:
        return html
    _mend(root)
    return "".join(_written(root.content))


def _read(html: str, displayed: Sequence[bool], root: _Element) -> int:
    """Put the parts of the HTML into the root, and tell how deep they are nested."""
    opened, start, depth = [root], 0, 0
    for found in _PART.finditer(html):
        opened[-1].content += [html[start : found.start()]] if found.start() > start else []
        start = found.end()
        if found[4]:
            opened[-1].content.append(_Element("", found[0], is_block=displayed[int(found[4])]))
        elif found[1]:
            opened.pop()
        else:
            element = _Element(found[2], found[3], is_block=found[2] in _BLOCKS)
            opened[-1].content.append(element)
            opened += [] if found[2] in VOID else [element]
            depth = max(depth, len(opened))
    root.content.append(html[start:])
    return depth


def _written(content: Sequence[str | _Element]) -> Iterator[str]:
    for part in content:
        if isinstance(part, str):
            yield part
        elif not part.name:
            yield part.attributes
        else:
            yield f"<{part.name}{part.attributes}>"
            yield from _written(part.content)
            yield "" if part.name in VOID else f"</{part.name}>"


def _mend(element: _Element) -> None:
    """Mend what is within, and then the element itself."""
    for inner in element.elements():
        _mend(inner)
    element.content = [piece for part in element.content for piece in (part, *_moved_out(part))]
    for inner in element.elements():
        if element.name not in _WITHIN.get(inner.name, (element.name,)):
            inner.renamed("div")
    if element.name == "ruby":
        _mend_ruby(element)
    elif element.name == "table":
        _mend_table(element)
    elif element.name == "details":
        _mend_details(element)
    elif element.name == "figure":
        _mend_figure(element)
    elif element.name in _ITEMS:
        _mend_list(element)
    _mend_blocks(element)


def _mend_blocks(element: _Element) -> None:
    """What holds words alone holds no block: it becomes a block of its own, or its blocks become words."""
    has_block = any(inner.is_block for inner in element.elements())
    holds_words = element.name in _WORDS and has_block
    if holds_words or (element.name == "caption" and any(inner.name == "table" for inner in _below(element))):
        element.content = [*_as_words(element.content)]
    elif has_block and (element.name in _INLINE or element.name == "p"):
        element.renamed("div")
    elif element.name in _TRANSPARENT:
        element.is_block = has_block
    for inner in _below(element) if element.name in _UNFIT else ():
        if inner.name in _UNFIT[element.name]:
            inner.renamed("div" if inner.is_block else "span")


def _moved_out(part: str | _Element) -> list[_Element]:
    """Displayed formulas out of what holds words alone: they come behind it."""
    if isinstance(part, str) or part.name not in _WORDS:
        return []
    found = {inner: None for inner in _below(part) if not inner.name and inner.is_block}
    for holder in (part, *_below(part)) if found else ():
        holder.content = [inner for inner in holder.content if isinstance(inner, str) or inner not in found]
    return [*found]


def _below(element: _Element) -> Iterator[_Element]:
    for inner in element.elements():
        yield inner
        yield from _below(inner)


def _as_words(content: Sequence[str | _Element]) -> Iterator[str | _Element]:
    """The content without its blocks, whose own content stays."""
    for part in content:
        if isinstance(part, str) or not part.name:
            yield part
        elif part.name in _INLINE or part.name in _TRANSPARENT or part.name in VOID - {"hr", "col"}:
            part.content = [*_as_words(part.content)]
            yield part
        else:
            yield " "
            yield from _as_words(part.content)
            yield " "


def _is_blank(part: str | _Element) -> bool:
    return isinstance(part, str) and not part.strip()


def _mend_list(element: _Element) -> None:
    """What is no item of a list becomes one; a list of descriptions that begins with none becomes a block."""
    items = _ITEMS[element.name]
    wrong = [part for part in element.content if not _is_blank(part) and getattr(part, "name", "") not in items]
    if element.name != "dl":
        element.content = [*_as_items(element.content)] if wrong else element.content
        return
    first = next((inner.name for inner in element.elements()), "")
    last = [inner.name for inner in element.elements()][-1:]
    if wrong or first != "dt" or last != ["dd"]:
        for inner in (element, *(inner for inner in element.elements() if inner.name in items)):
            inner.renamed("div")


def _as_items(content: Sequence[str | _Element]) -> Iterator[str | _Element]:
    item = _Element("li")
    for part in content:
        if isinstance(part, _Element) and part.name == "li":
            yield from [item] * (not all(map(_is_blank, item.content)))
            item = _Element("li")
            yield part
        else:
            item.content.append(part)
    yield from [item] * (not all(map(_is_blank, item.content)))


def _mend_ruby(element: _Element) -> None:
    """Ruby is pairs of words and what is said above them; without these it is words."""
    parts = [part for part in element.content if not _is_blank(part)]
    names = [getattr(part, "name", "") for part in parts]
    is_sound = names[-1:] in (["rt"], ["rp"]) and "rt" in names and names[0] not in {"rt", "rp"}
    if not is_sound or any(inner.is_block for inner in element.elements()):
        for inner in (element, *(inner for inner in element.elements() if inner.name in {"rt", "rp"})):
            inner.renamed("span")


def _mend_table(element: _Element) -> None:
    """The parts in their order; one caption, one head and one foot."""
    first: dict[str, _Element] = {}
    for inner in list(element.elements()):
        known = first.setdefault(inner.name, inner)
        if known is inner or inner.name not in {"caption", "thead", "tfoot"}:
            continue
        if inner.name == "caption":
            known.content += [" ", *inner.content]
            element.content.remove(inner)
        else:
            inner.renamed("tbody")
    ranks = [*map(_rank, element.elements())]
    if ranks != sorted(ranks):
        element.content = [*sorted(element.elements(), key=_rank)]


def _rank(element: _Element) -> int:
    return _PARTS.index(element.name) if element.name in _PARTS else len(_PARTS)


def _mend_details(element: _Element) -> None:
    """One summary, which comes first."""
    summaries = [inner for inner in element.elements() if inner.name == "summary"]
    for extra in summaries[1:]:
        extra.renamed("div")
    if summaries and next(part for part in element.content if not _is_blank(part)) is not summaries[0]:
        element.content.remove(summaries[0])
        element.content.insert(0, summaries[0])


def _mend_figure(element: _Element) -> None:
    """One caption, at the start or the end."""
    parts = [part for part in element.content if not _is_blank(part)]
    captions = [inner for inner in element.elements() if inner.name == "figcaption"]
    for number, caption in enumerate(captions):
        if number or (caption is not parts[0] and caption is not parts[-1]):
            caption.renamed("div")
