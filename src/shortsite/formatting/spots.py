"""Where the values of a YAML text stand, as libyaml tells it: the frame on which its comments are hung."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from shortsite.yaml_text import CANNOT_BE_BLOCK, NOTHING, Leaf


@dataclass(slots=True, eq=False)
class Spot:
    """An entry of a mapping or an item of a list: where it starts and ends, and at which column it is written.

    ``before`` are comments and blank lines above it, ``beside`` comments at the end of its first line, ``after``
    comments below it.
    """

    key: str
    node: Any
    start: int
    column: int
    parent: Spot | None
    end: int = 0
    children: list[Spot] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        """Whether it holds a list or mapping without brackets, which ends where the last of its parts does."""
        return not isinstance(self.node, ScalarNode) and not self.node.flow_style

    @property
    def is_item(self) -> bool:
        """Whether it belongs to a list."""
        return self.parent is not None and isinstance(self.parent.node, SequenceNode)

    def lineage(self) -> Iterator[Spot]:
        """The spot, what holds it, and so on outwards."""
        spot: Spot | None = self
        while spot:
            yield spot
            spot = spot.parent


def spots_of(node: Node | None, parent: Spot | None = None) -> list[Spot]:
    """The spots of what a collection holds, each with its own."""
    if isinstance(node, MappingNode):
        return [_entry(key, value, parent) for key, value in node.value]
    if isinstance(node, SequenceNode):
        return [_item(item, node, parent) for item in node.value]
    return []


def scalars_of(node: Node | None) -> Iterator[ScalarNode]:
    """Every scalar in the order of the text, keys too."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield from scalars_of(key)
            yield from scalars_of(value)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from scalars_of(item)


def _entry(key: ScalarNode, value: Node, parent: Spot | None) -> Spot:
    name = unicodedata.normalize("NFC", key.value)
    return _filled(Spot(name, value, key.start_mark.index, key.start_mark.column, parent, key.end_mark.index))


def _item(item: Node, of: SequenceNode, parent: Spot | None) -> Spot:
    column = (item if of.flow_style else of).start_mark.column
    return _filled(Spot("", item, item.start_mark.index, column, parent, item.start_mark.index))


def _filled(spot: Spot) -> Spot:
    spot.children = spots_of(spot.node, spot)
    spot.end = max(spot.end, spot.children[-1].end if spot.is_block else spot.node.end_mark.index)
    return spot


# Scalars


def leaf_of(text: str, spot: Spot) -> Leaf:
    """The value of a spot that holds a scalar; one in a block of several lines stays as its author has broken it."""
    node = spot.node
    value = unicodedata.normalize("NFC", node.value)
    if node.style in ("|", ">"):
        return _block(text[node.start_mark.index : node.end_mark.index], value)
    is_nothing = not node.style and not spot.is_item and value in NOTHING
    return Leaf(value, "bare" if is_nothing else "text")


def block_comment(text: str, node: ScalarNode) -> str:
    """The comment in the first line of a block (``|- # so``), or an empty text."""
    if node.style not in ("|", ">"):
        return ""
    header = text[node.start_mark.index : node.end_mark.index].partition("\n")[0]
    return "".join(header.partition("#")[1:]).rstrip()


def _block(source: str, value: str) -> Leaf:
    header, _, rest = source.partition("\n")
    lines = rest.strip("\n").rstrip().split("\n")
    if len(lines) == 1 or re.match(r".[-+]?\d", header) or CANNOT_BE_BLOCK.search(rest):
        return Leaf(value)
    while not lines[0].strip():
        del lines[0]
    indent = len(lines[0]) - len(lines[0].lstrip(" "))
    shown = "\n".join(line[indent:] for line in lines)
    return Leaf(unicodedata.normalize("NFC", shown), f"{source[0]}-")
