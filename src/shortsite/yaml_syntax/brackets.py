"""Slips within brackets, such as an item that needs quotes, and brackets or quotes that nobody closed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shortsite.problems import quoted
from shortsite.yaml_syntax.flow import IN_QUOTES, Opened, followed, innermost
from shortsite.yaml_syntax.scene import CLOSING, QUOTES, SHORT, Scene, Slip, indent_of, parts, quoting, without_comment

#: The lines of the longest value in quotes.
_LONG = 200
#: What may stand behind a value's closing quote.
_ENDED = re.compile(r"[ \t\]},]*(#[^\n]*)?")


def open_quote(scene: Scene) -> Slip | None:
    """A quote that its own line does not close takes in the lines below, up to the next quote."""
    last = scene.line + scene.is_at_end
    for line in range(min(last, len(scene.lines))):
        column = _unclosed(scene, line)
        if column >= 0 and not _is_closed_below(scene, line, column):
            quote = scene.lines[line][column]
            return Slip(line, column, f"the quote {quote} is opened and not closed", _closing(scene, line, column))
    if scene.began and "scanning a quoted" in scene.context and scene.is_at_end:
        line, column = scene.began
        return Slip(
            line, column, f"the quote {scene.text(line)[column]} is opened and not closed", "close or remove it"
        )
    return None


def _unclosed(scene: Scene, line: int) -> int:
    """The column of the quote that a line opens and does not close; less than 0 if there is none."""
    text = scene.lines[line]
    start = parts(text).start("value")
    if text[start : start + 1] in QUOTES:
        return -1 if IN_QUOTES.match(text, start) else start
    opened = followed(text, line, start, len(text)) if text[start : start + 1] in CLOSING else None
    return opened.quote if opened else -1


def _is_closed_below(scene: Scene, line: int, column: int) -> bool:
    """Whether a line below ends the quotes and nothing follows there, as behind a value of several lines."""
    text = "\n".join(scene.lines[line : line + _LONG])
    found = IN_QUOTES.match(text, column)
    rest = text[found.end() :].partition("\n")[0] if found else "?"
    return _ENDED.fullmatch(rest) is not None


def _closing(scene: Scene, line: int, column: int) -> str:
    text = scene.lines[line]
    quote, value = text[column], text[column:].strip()
    if parts(text).start("value") != column:
        value = value.rstrip("]} ")
        return f"close it with {quote}" if "," in value else f"close it: {value}{quote}"[:SHORT]
    if scene.goes_on(line):
        return f"write a {quote} where the value ends"
    return f"close it: {value}{quote}"[:SHORT]


def open_bracket(scene: Scene) -> Slip | None:
    """A bracket that is still open where the next key begins, or at the end."""
    opened = innermost(scene)
    if opened is None:
        return None
    line, column = opened.place(opened.bracket)
    here = parts(scene.text(scene.line))
    is_below = scene.line > line and indent_of(here.string) <= indent_of(scene.text(opened.line))
    is_next = is_below and (here["key"] or here["lead"].strip())
    if not is_next and not scene.is_at_end:
        return None
    comment = re.search(r"(?<=\s)#.*", scene.text(line)[column:])
    if comment and CLOSING[opened.kind] in comment[0]:
        message = f"'#' behind a blank begins a comment, so the '{opened.kind}' is not closed"
        return Slip(line, column + comment.start(), message, "put what starts with '#' in quotes")
    message = f"the '{opened.kind}' is opened and not closed"
    return Slip(line, column, message, f"close it with '{CLOSING[opened.kind]}', or put the value in quotes")


def within_brackets(scene: Scene) -> Slip | None:
    """What is wrong with one item of a list or mapping in brackets."""
    opened = innermost(scene)
    if opened is None:
        return None
    is_bullet = opened.item == opened.fault and opened.whole.startswith("- ")
    if "cannot start any token" in scene.said or is_bullet:
        return _indicator(opened)
    if "undefined alias" in scene.said:
        key, value, start = opened.subject
        return Slip(*opened.place(start), "a record may not hold an alias ('*name')", quoting(key, value), "SS004")
    if "expected node content" in scene.said or "expected the node content" in scene.said:
        return _wrong_bracket(opened) or _nothing(opened)
    return next(_misfits(opened), None) if "expected ',' or" in scene.said else None


def _misfits(opened: Opened) -> Iterator[Slip]:
    """What may stand where a comma or the closing bracket was expected."""
    if slip := _wrong_bracket(opened):
        yield slip
    sign, item = opened.text[opened.fault : opened.fault + 1], opened.whole
    opens = {*QUOTES, *CLOSING}
    key, value, start = opened.subject
    what = f"the value of '{key}'" if key else f"the item {quoted(item)}"
    if not key and item[:1] in opens and sign in opens and opened.text[opened.fault - 1 : opened.fault].isspace():
        yield Slip(*opened.place(opened.fault), "there is no ',' between two items", "write one in front of this")
    elif sign == ":":
        yield Slip(*opened.place(opened.fault), f"{what} holds ': ' and needs quotes", quoting(key, value))
    elif value[:1] in QUOTES:
        yield Slip(*opened.place(opened.fault), "the quotes end before the value does", quoting(key, value))
    elif value[:1] in CLOSING:
        message = f"{what} starts with '{value[0]}' and needs quotes"
        yield Slip(*opened.place(start), message, quoting(key, value))
    elif sign in CLOSING:
        yield Slip(*opened.place(start), f"{what} holds '{sign}' and needs quotes", quoting(key, value))


def _indicator(opened: Opened) -> Slip:
    key, value, start = opened.subject
    what = f"the value of '{key}'" if key else f"the item {quoted(opened.whole)}"
    sign = opened.text[opened.fault]
    return Slip(*opened.place(start), f"{what} starts with '{sign}' and needs quotes", quoting(key, value))


def _wrong_bracket(opened: Opened) -> Slip | None:
    """A bracket of the other kind stands where this one should be closed, or beside the one that closes it."""
    sign, right = opened.text[opened.fault : opened.fault + 1], CLOSING[opened.kind]
    if sign not in CLOSING.values() or sign == right:
        return None
    if right in without_comment(opened.text[opened.fault :].partition("\n")[0]):
        return Slip(*opened.place(opened.fault), f"'{sign}' closes nothing", "remove it")
    return Slip(*opened.place(opened.fault), f"the '{opened.kind}' is closed by '{sign}'", f"write '{right}'")


def _nothing(opened: Opened) -> Slip | None:
    if opened.text[opened.fault : opened.fault + 1] != ",":
        return None
    is_first = opened.text[: opened.fault].rstrip()[-1:] == opened.kind
    message = "nothing stands in front of the ','" if is_first else "nothing stands between two commas"
    return Slip(*opened.place(opened.fault), message, "remove it" if is_first else "remove one of them")


def text_behind(scene: Scene) -> Slip | None:
    """Something stands behind a value that has ended: behind its closing quote or bracket."""
    found = parts(scene.text(scene.line))
    rest = found.string[scene.column :].strip()
    value = without_comment(found["value"])
    if value[:1] not in {*QUOTES, *CLOSING} or not rest or scene.column <= found.start("value"):
        return None
    if not rest.strip("]}"):
        return Slip(scene.line, scene.column, f"'{rest[0]}' closes nothing", "remove it")
    if rest[0] in CLOSING.values():
        return None
    if without_comment(rest) == "," and not scene.goes_on(scene.line):
        hint = "remove it: lines of a record end without one"
        return Slip(scene.line, scene.column, "a ',' stands behind the value", hint)
    kind = "quotes end" if value[0] in QUOTES else "brackets end"
    message = f"the {kind} before the value does"
    if value[0] == "'" and found.string[scene.column - 1] == "'":
        value = value.strip("'")  # an apostrophe within the word ended the value
    value = " ".join([value, *scene.goes_on(scene.line)])
    listed = _as_one_list(value) if rest[0] == "," else ""
    hint = f"write {found['key']}: {listed}" if listed and found["key"] else quoting(found["key"], value)
    return Slip(scene.line, scene.column, message, hint)


def _as_one_list(value: str) -> str:
    """``[A], [B]``, ``[A], B`` and ``"A", "B"`` as one list; empty where the value is something else, or long."""
    if len(value) > SHORT:
        return ""
    if value[0] == "[":
        items = [part.strip(" []") for part in value.split(",")]
        return f"[{', '.join(filter(None, items))}]" if not set(value) & {*QUOTES, "{"} else ""
    items = [found[0] for found in IN_QUOTES.finditer(value)]
    return f"[{value}]" if value[0] in QUOTES and ", ".join(items) == value else ""
