"""Slips in the form of lines: indentation, keys and bullets without their space, values that need quotes."""

from __future__ import annotations

import re

from shortsite.yaml_syntax.scene import (
    CLOSING,
    QUOTES,
    SHORT,
    Scene,
    Slip,
    indent_of,
    parts,
    whole_in_quotes,
    without_comment,
)

_NO_SPACE = re.compile(r"([ ]*(?:-[ ]+)*)([A-Za-z_]\w*):(?!//)([^ \t].*)")
_NO_SPACE_BEHIND_BULLET = re.compile(r"(?P<lead>[ ]*)-(?P<value>[^\s-].*)")
_INDICATORS = "@`%*&!|>"
#: ``X, given: Y``: keys with their values on one line.
_MORE_KEYS = re.compile(r"[^,:]*(?:,[ ]++[a-z_]+:[ ]++[^,:]*)+")


def tab(scene: Scene) -> Slip | None:
    """A line is indented with a tab."""
    line = scene.text(scene.line)
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" not in indent:
        return None
    return Slip(scene.line, line.index("\t"), "a tab stands at the start of the line", "indent with spaces")


def second_document(scene: Scene) -> Slip | None:
    """A line ``---`` or ``...`` ends the record, and something follows."""
    ended = scene.text(scene.above).rstrip() == "..."
    if "another document" not in scene.said and not ended:
        return None
    line = scene.above if ended else scene.line
    hint = f"remove the line '{scene.text(line).strip()}'"
    return Slip(line, 0, "a record may not hold a second document", hint, "SS004")


def alias(scene: Scene) -> Slip | None:
    """A value starts with a star and a word, which YAML takes for an alias."""
    if "undefined alias" not in scene.said:
        return None
    hint = whole_in_quotes(scene, scene.line)
    return Slip(scene.line, scene.column, "a record may not hold an alias ('*name')", hint, "SS004")


def escape(scene: Scene) -> Slip | None:
    """TeX, or a path, within double quotes."""
    if "unknown escape" not in scene.said:
        return None
    escaped = scene.text(scene.line)[scene.column :][:2]
    message = f"'{escaped}' means nothing to YAML within double quotes"
    return Slip(scene.line, scene.column, message, "put the value in single quotes, where a backslash is itself")


def indicator(scene: Scene) -> Slip | None:
    """A value starts with a sign that means something to YAML."""
    found = parts(scene.text(scene.line))
    value = found["value"]
    if not value or value[0] not in _INDICATORS:
        return None
    hint = "write lines of the form 'key: value', or use quotes"
    hint = whole_in_quotes(scene, scene.line) if found["key"] or found["lead"].strip() else hint
    return Slip(scene.line, found.start("value"), f"a value that starts with '{value[0]}' needs quotes", hint)


def bullet_behind_key(scene: Scene) -> Slip | None:
    """A value starts with ``- ``, as the items of a list do, or with ``? ``."""
    found = parts(scene.text(scene.line))
    value = found["value"]
    if "are not allowed" not in scene.said or not found["key"] or value[:2] not in {"- ", "? "}:
        return None
    message = f"a value that starts with '{value[:2]}' needs quotes"
    below = scene.text(scene.line + 1).strip()
    if value[0] == "-" and below.startswith("- "):
        message, hint = "a list can't start behind its key", "begin it on the next line"
    else:
        hint = whole_in_quotes(scene, scene.line)
        hint += ", or begin a list on the next line" if value[0] == "-" else ""
    return Slip(scene.line, found.start("value"), message, hint)


def no_space_behind_bullet(scene: Scene) -> Slip | None:
    """An item whose bullet has no space behind it is read as text, among others that have one."""
    for line in dict.fromkeys((scene.began[0] if scene.began else scene.line, scene.line, scene.above)):
        found = _NO_SPACE_BEHIND_BULLET.fullmatch(scene.text(line))
        near = (scene.text(line - 1), scene.text(line + 1))
        if found and any(text.startswith(f"{found['lead']}-") for text in near):
            value = found["value"].strip()
            hint = f"write - {value}" if len(value) <= SHORT else "write one"
            return Slip(line, found.start("value"), "there is no space behind the '-'", hint)
    return None


def colon(scene: Scene) -> Slip | None:
    """A value holds a colon and a blank, on its first line or on another."""
    if "mapping values are not allowed" not in scene.said:
        return None
    found = parts(scene.text(scene.line))
    if re.search(r":( |$)", found["value"]):
        bare = without_comment(found["value"])
        if found["key"] and found["lead"].strip() and len(bare) < SHORT and _MORE_KEYS.fullmatch(bare):
            hint = f"write - {{{found['key']}: {bare}}}"
            return Slip(scene.line, scene.column, "several keys on one line need braces", hint)
        owner = scene.line if found["key"] or found["lead"].strip() else _owner(scene)
    elif _is_text(scene):
        owner = _owner(scene)
    else:
        return None
    key = parts(scene.text(owner))["key"]
    what = f"the value of '{key}'" if key else "a value"
    return Slip(scene.line, scene.column, f"{what} holds ': ' and needs quotes", whole_in_quotes(scene, owner))


def _owner(scene: Scene) -> int:
    """The line above on which the value starts that goes on here; the fault's own line if there is none."""
    indent = indent_of(scene.text(scene.line))
    for line in range(scene.line - 1, -1, -1):
        text = scene.text(line)
        if text.strip() and indent_of(text) < indent:
            found = parts(text)
            value = without_comment(found["value"])
            is_plain = value and value[0] not in {*QUOTES, *CLOSING, "|", ">"}
            return line if is_plain and found.end("lead") < indent else scene.line
    return scene.line


def _is_text(scene: Scene) -> bool:
    """Whether an indented line such as ``that: goes on`` is more of the value above than a key with its value."""
    owner, found = _owner(scene), parts(scene.text(scene.line))
    if owner == scene.line or found["lead"].strip():
        return False
    near = [*scene.lines[owner + 1 : scene.line], *scene.lines[scene.line + 1 : scene.line + 2]]
    is_among_text = any(
        indent_of(line) >= found.end("lead") and not parts(line)["key"] for line in near if line.strip()
    )
    return is_among_text or " " in (found["key"] or "")


def without_space(lines: list[str], line: int) -> Slip | None:
    """A key has no space behind its colon."""
    found = _NO_SPACE.fullmatch(lines[line])
    if not found:
        return None
    hint = f"write {found[2]}: {found[3].strip()}" if len(found[3]) <= SHORT else ""
    return Slip(line, found.start(3), f"there is no space behind '{found[2]}:'", hint)


def no_space(scene: Scene) -> Slip | None:
    """A key without its space is read as text, so the parser stumbles there or over what comes next."""
    where = (scene.line, scene.began[0] if scene.began else scene.line, scene.above)
    slips = (without_space(scene.lines, line) for line in where if line < len(scene.lines))
    return next(filter(None, slips), None)


def columns(scene: Scene) -> Slip | None:
    """Keys of one record, or items of one list, start in several columns."""
    found, above = parts(scene.text(scene.line)), parts(scene.text(scene.above))
    if not (found["key"] or found["lead"].strip()) or found["lead"] == above["lead"]:
        return None
    what = "the items of a list" if found["lead"].strip() else "the keys of a record"
    hint = "indent them alike"
    owner = _owner(scene) if "mapping values are not allowed" in scene.said else scene.line
    # 'that: goes on' may be a key, or go on with the value above; a list or an empty value is no text
    if owner != scene.line and found["value"][:1] not in {"", *QUOTES, *CLOSING}:
        hint += f", or put the whole value of '{parts(scene.text(owner))['key']}' in quotes"
    return Slip(scene.line, len(found["lead"]), f"{what} must start in one column", hint)
