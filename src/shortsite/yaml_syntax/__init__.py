"""What libyaml says about YAML that it cannot parse, in the words of somebody who writes a record.

The parser tells what it expected, and often only a line or more behind the slip. Each rule knows one slip that people
make, finds where it was made, and says how to mend it; the first rule that recognises its slip wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

from shortsite.problems import Place, Problem
from shortsite.yaml_syntax import brackets, lines, stray
from shortsite.yaml_syntax.scene import Scene, Slip

#: What ends a line in YAML, whose lines are counted by these.
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")

_RULES: tuple[Callable[[Scene], Slip | None], ...] = (
    lines.tab,
    lines.second_document,
    lines.escape,
    brackets.open_quote,
    brackets.open_bracket,
    brackets.within_brackets,
    lines.alias,
    lines.indicator,
    lines.bullet_behind_key,
    lines.colon,
    lines.no_space,
    brackets.text_behind,
    lines.no_space_behind_bullet,
    lines.columns,
    stray.stray,
)


def syntax_problem(fault: yaml.YAMLError, text: str, path: str) -> Problem:
    """The problem that a fault of the parser is."""
    mark = getattr(fault, "problem_mark", None)
    if mark is None:
        return _forbidden_character(fault, text, path)
    began = getattr(fault, "context_mark", None)
    scene = Scene(
        said=getattr(fault, "problem", None) or "",
        context=getattr(fault, "context", None) or "",
        line=mark.line,
        column=mark.column,
        began=(began.line, began.column) if began else None,
        lines=_BREAK.split(text),
    )
    slip = next((found for rule in _RULES if (found := rule(scene))), None)
    slip = slip or Slip(scene.line, scene.column, f"YAML that cannot be parsed: {scene.said}")
    return _problem(slip, path)


def missing_space(text: str, path: str) -> Problem | None:
    """The problem of the first line such as ``key:value`` or ``key = value``, where a record is no mapping at all."""
    all_lines = _BREAK.split(text)
    slips = (
        lines.without_space(all_lines, line) or stray.without_colon(all_lines, line) for line in range(len(all_lines))
    )
    slip = next(filter(None, slips), None)
    return _problem(slip, path) if slip else None


def _problem(slip: Slip, path: str) -> Problem:
    return Problem(Place(path, slip.line + 1, slip.column + 1), slip.code, slip.message, slip.hint)


def _forbidden_character(fault: yaml.YAMLError, text: str, path: str) -> Problem:
    position = getattr(fault, "position", 0)
    before = text.encode("utf-8", "surrogatepass")[:position].decode("utf-8", "ignore")
    place = Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
    character = f" (U+{ord(text[len(before)]):04X})" if len(before) < len(text) else ""
    return Problem(place, "SS002", f"YAML does not allow this character{character}", "remove it")
