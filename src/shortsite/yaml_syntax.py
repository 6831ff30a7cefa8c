"""What libyaml says about YAML that it cannot parse, in the words of somebody who writes a record.

The parser tells what it expected, and often only a line or more behind the slip. Each rule here knows one slip that
people make, finds where it was made, and says how to mend it; the first rule that recognises its slip wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import yaml

from shortsite.problems import Place, Problem, quoted

#: The longest value that a hint repeats.
SHORT = 120

_LINE = re.compile(r"(?P<lead>[ ]*(?:-[ ]+)*)(?:(?P<key>[A-Za-z_][\w .-]*):(?:[ ]+|$))?(?P<value>.*)")
_NO_SPACE = re.compile(r"([ ]*(?:-[ ]+)*)([A-Za-z_]\w*):(?!//)([^ \t].*)")
#: What ends a line in YAML, whose lines are counted by these.
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_INDICATORS = "@`%*&!|>"
_CLOSING = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class _Slip:
    """What was done wrong, where (line and column from 0)."""

    line: int
    column: int
    message: str
    hint: str = ""
    code: str = "SS002"


@dataclass(frozen=True, slots=True)
class _Scene:
    """A fault as the parser sees it: what it says, where it is, where what it was reading began, and all lines."""

    said: str
    context: str
    line: int
    column: int
    began: tuple[int, int] | None
    lines: list[str]

    def text(self, line: int) -> str:
        """A line of the file; empty behind its end."""
        return self.lines[line] if 0 <= line < len(self.lines) else ""

    @property
    def above(self) -> int:
        """The last line before the fault's that holds anything."""
        return next((line for line in range(self.line - 1, -1, -1) if self.text(line).strip()), self.line)


def syntax_problem(fault: yaml.YAMLError, text: str, path: str) -> Problem:
    """The problem that a fault of the parser is."""
    mark = getattr(fault, "problem_mark", None)
    if mark is None:
        return _forbidden_character(fault, text, path)
    began = getattr(fault, "context_mark", None)
    scene = _Scene(
        said=getattr(fault, "problem", None) or "",
        context=getattr(fault, "context", None) or "",
        line=mark.line,
        column=mark.column,
        began=(began.line, began.column) if began else None,
        lines=_BREAK.split(text),
    )
    slip = next((found for rule in _RULES if (found := rule(scene))), None)
    slip = slip or _Slip(scene.line, scene.column, f"YAML that cannot be parsed: {scene.said}")
    return Problem(Place(path, slip.line + 1, slip.column + 1), slip.code, slip.message, slip.hint)


def missing_space(text: str, path: str) -> Problem | None:
    """The problem of the first line such as ``key:value``, where a record is no mapping at all."""
    lines = _BREAK.split(text)
    slip = next((found for line in range(len(lines)) if (found := _without_space(lines, line))), None)
    return Problem(Place(path, slip.line + 1, slip.column + 1), slip.code, slip.message, slip.hint) if slip else None


def _forbidden_character(fault: yaml.YAMLError, text: str, path: str) -> Problem:
    position = getattr(fault, "position", 0)
    before = text.encode("utf-8", "surrogatepass")[:position].decode("utf-8", "ignore")
    place = Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
    character = f" (U+{ord(text[len(before)]):04X})" if len(before) < len(text) else ""
    return Problem(place, "SS002", f"YAML does not allow this character{character}", "remove it")


def _in_quotes(value: str) -> str:
    return "'" + value.replace("'", "''") + "'" if '"' in value or "\\" in value else f'"{value}"'


def _quoting(key: str | None, value: str) -> str:
    """The hint to put a whole value in quotes."""
    if len(value) > SHORT:
        return "put the whole value in quotes"
    return f"write {key}: {_in_quotes(value)}" if key else f"write {_in_quotes(value)}"


def _whole_in_quotes(found: re.Match[str]) -> str:
    return _quoting(found["key"], found["value"].strip())


def _parts(line: str) -> re.Match[str]:
    found = _LINE.fullmatch(line)
    assert found is not None
    return found


# The rules


def _tab(scene: _Scene) -> _Slip | None:
    line = scene.text(scene.line)
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" not in indent:
        return None
    return _Slip(scene.line, line.index("\t"), "a tab stands at the start of the line", "indent with spaces")


def _second_document(scene: _Scene) -> _Slip | None:
    ended = scene.text(scene.above).rstrip() == "..."
    if "another document" not in scene.said and not ended:
        return None
    line = scene.above if ended else scene.line
    hint = f"remove the line '{scene.text(line).strip()}'"
    return _Slip(line, 0, "a record may not hold a second document", hint, "SS004")


def _alias(scene: _Scene) -> _Slip | None:
    if "undefined alias" not in scene.said:
        return None
    hint = _whole_in_quotes(_parts(scene.text(scene.line)))
    return _Slip(scene.line, scene.column, "a record may not hold an alias ('*name')", hint, "SS004")


def _escape(scene: _Scene) -> _Slip | None:
    if "unknown escape" not in scene.said:
        return None
    escape = scene.text(scene.line)[scene.column :][:2]
    message = f"'{escape}' means nothing to YAML within double quotes"
    return _Slip(scene.line, scene.column, message, "put the value in single quotes, where a backslash is itself")


def _indicator(scene: _Scene) -> _Slip | None:
    found = _parts(scene.text(scene.line))
    value = found["value"]
    if not value or value[0] not in _INDICATORS:
        return None
    hint = _whole_in_quotes(found) if found["key"] else "write lines of the form 'key: value', or use quotes"
    return _Slip(scene.line, found.start("value"), f"a value that starts with '{value[0]}' needs quotes", hint)


def _colon(scene: _Scene) -> _Slip | None:
    found = _parts(scene.text(scene.line))
    if "mapping values are not allowed" not in scene.said or not re.search(r":( |$)", found["value"]):
        return None
    what = f"the value of '{found['key']}'" if found["key"] else "a value"
    return _Slip(scene.line, scene.column, f"{what} holds ': ' and needs quotes", _whole_in_quotes(found))


def _without_space(lines: list[str], line: int) -> _Slip | None:
    found = _NO_SPACE.fullmatch(lines[line])
    if not found:
        return None
    hint = f"write {found[2]}: {found[3].strip()}" if len(found[3]) <= SHORT else ""
    return _Slip(line, found.start(3), f"there is no space behind '{found[2]}:'", hint)


def _no_space(scene: _Scene) -> _Slip | None:
    """A key without its space is read as text, so the parser stumbles there or over what comes next."""
    where = (scene.line, scene.began[0] if scene.began else scene.line, scene.above)
    slips = (_without_space(scene.lines, line) for line in where if line < len(scene.lines))
    return next(filter(None, slips), None)


def _open_quote(scene: _Scene) -> _Slip | None:
    """A quote that its own line does not close takes in the lines below, up to the next quote."""
    for line in range(min(scene.line, len(scene.lines))):
        found = _parts(scene.lines[line])
        value = found["value"]
        if value[:1] in {'"', "'"} and value.count(value[0]) - value.count("\\" + value[0]) == 1:
            message = f"the quote {value[0]} is opened and not closed"
            return _Slip(line, found.start("value"), message, f"close it: {value.strip()}{value[0]}"[:SHORT])
    return None


def _open_bracket(scene: _Scene) -> _Slip | None:
    if scene.began is None or "while parsing a flow" not in scene.context:
        return None
    line, column = scene.began
    bracket = scene.text(line)[column : column + 1]
    if bracket not in _CLOSING or scene.line == line:
        return None
    message = f"the '{bracket}' is opened and not closed"
    return _Slip(line, column, message, f"close it with '{_CLOSING[bracket]}', or put the value in quotes")


def _text_behind(scene: _Scene) -> _Slip | None:
    """Something stands behind a value that has ended: behind its closing quote or bracket."""
    found = _parts(scene.text(scene.line))
    rest = found.string[scene.column :].strip()
    if found["value"][:1] not in {'"', "'", *_CLOSING} or not rest or scene.column <= found.start("value"):
        return None
    if not rest.strip("]}"):
        return _Slip(scene.line, scene.column, f"'{rest[0]}' closes nothing", "remove it")
    if rest[0] in {",", *_CLOSING.values()}:
        return None
    kind = "quotes end" if found["value"][0] in {'"', "'"} else "brackets end"
    value = found["value"].strip()
    if value[0] == "'" and found.string[scene.column - 1] == "'":
        value = value.strip("'")  # an apostrophe within the word ended the value
    return _Slip(scene.line, scene.column, f"the {kind} before the value does", _quoting(found["key"], value))


def _columns(scene: _Scene) -> _Slip | None:
    found, above = _parts(scene.text(scene.line)), _parts(scene.text(scene.above))
    if not (found["key"] or found["lead"].strip()) or found["lead"] == above["lead"]:
        return None
    what = "the items of a list" if found["lead"].strip() else "the keys of a record"
    return _Slip(scene.line, len(found["lead"]), f"{what} must start in one column", "indent them alike")


def _stray(scene: _Scene) -> _Slip | None:
    if "expected ':'" not in scene.said:
        return None
    line = scene.began[0] if scene.began else scene.line
    message = f"{quoted(scene.text(line).strip())} is no 'key: value'"
    return _Slip(line, 0, message, "if it goes on with the value above, indent it")


_RULES: tuple[Callable[[_Scene], _Slip | None], ...] = (
    _tab,
    _second_document,
    _alias,
    _escape,
    _open_quote,
    _open_bracket,
    _indicator,
    _colon,
    _no_space,
    _text_behind,
    _columns,
    _stray,
)
