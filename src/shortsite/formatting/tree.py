"""A YAML text as a tree of slots with their comments, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from yaml.nodes import Node, ScalarNode, SequenceNode

from shortsite.formatting.comments import hang_comments
from shortsite.formatting.spots import Spot, leaf_of, spots_of
from shortsite.record_text import canonical
from shortsite.yaml_text import Mapping, Sequence, Slot, Value, yaml_lines

_MODELINE = re.compile(r"#\s*(yaml-language-server:|vim:|-\*-)")


@dataclass(frozen=True, slots=True)
class Tree:
    """A document: comments at the top that are about the whole, the keys, comments below the last key."""

    mapping: Mapping
    head: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()

    def in_form(self, kind: str) -> Tree:
        """The tree with its record in canonical form."""
        return replace(self, mapping=canonical(kind, self.mapping))


def tree_of(text: str, node: Node | None) -> Tree:
    """The tree of a text and its node, whose top is a mapping or nothing."""
    tops = spots_of(node)
    foot = hang_comments(text, node, tops)
    head = _cut_head(tops[0]) if tops else ()
    return Tree(Mapping(_entries(text, tops)), head, tuple(foot))


def lines_of(tree: Tree) -> Iterator[str]:
    """The lines of the document."""
    yield from tree.head
    entries = tree.mapping.entries
    if entries and tree.head[-1:] in ((), ("",)):
        entries = (replace(entries[0], before=_unled(entries[0].before)), *entries[1:])
    yield from yaml_lines(Mapping(entries))
    yield from tree.foot if entries else _unled(tree.foot)


def _cut_head(first: Spot) -> tuple[str, ...]:
    """Take from above the first key what is about the whole file: all above a blank line, and a line for editors."""
    lines = list(_unled(tuple(first.before)))
    last_blank = max((number for number, line in enumerate(lines) if not line), default=-1)
    modelines = next((number for number, line in enumerate(lines) if not _MODELINE.match(line)), len(lines))
    cut = max(last_blank + 1, modelines)
    first.before = lines[cut:]
    return tuple(lines[:cut])


def _unled(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines without a blank one at their start."""
    return lines[1:] if lines[:1] == ("",) else lines


def _entries(text: str, spots: list[Spot]) -> tuple[Slot, ...]:
    slots = [_slot(text, spot) for spot in spots]
    return (replace(slots[0], before=_unled(slots[0].before)), *slots[1:]) if slots else ()


def _slot(text: str, spot: Spot) -> Slot:
    before = (line for line in spot.before if line or not spot.is_item)
    return Slot(_value(text, spot), spot.key, tuple(before), tuple(spot.beside), tuple(spot.after))


def _value(text: str, spot: Spot) -> Value:
    if isinstance(spot.node, ScalarNode):
        return leaf_of(text, spot)
    if isinstance(spot.node, SequenceNode):
        return Sequence(tuple(_slot(text, child) for child in spot.children))
    return Mapping(_entries(text, spot.children))
