"""The issue form in which a summary is handed in: its fields, and the text that GitHub makes of them.

GitHub puts an issue together as ``### Label``, a blank line, and what was filled in. The form's fields before the text
hold one line each, so the first headings are the form's own; those behind the text are the last. Whatever stands
between is the text, with headings, fences and front matter of its own.
https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from shortsite.problems import quoted

#: The fields in the form's order: id and label.
FIELDS = (
    ("paper", "Paper"),
    ("handle", "Your name or handle"),
    ("tldr", "One sentence"),
    ("text", "Your summary"),
    ("ai", "Use of AI"),
    ("licence", "Licence"),
)
#: What the form offers under "Use of AI"; the word before the colon is the value of ``ai``.
AI_OPTIONS = (
    "none: written without AI",
    "assisted: written with the help of AI",
    "generated: written by AI, and checked by me",
)

_LABELS = dict(FIELDS)
_NOTHING = "_No response_"
_LINE = 500


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody filled in: trimmed, ``text`` but for its outer blank lines as it was; empty where nothing was."""

    paper: str = ""
    handle: str = ""
    tldr: str = ""
    text: str = ""
    ai: str = ""
    licence: bool = False


def read_form(body: str) -> tuple[Form, list[str]]:
    """The form that an issue's body holds, and what is wrong with it, one sentence each. Never raises."""
    values, faults = _split(body.replace("\r\n", "\n").replace("\r", "\n"))
    for name in ("paper", "handle", "tldr", "ai"):
        value = values.get(name, "")
        if "\n" in value or len(value) > _LINE:
            faults.append(f"'{_LABELS[name]}' must be one line of at most {_LINE} characters")
            values[name] = ""
    faults += _missing(values) if not faults else []
    ai = values.get("ai", "").partition(":")[0].strip().lower()
    known = [option.partition(":")[0] for option in AI_OPTIONS]
    if ai and ai not in known:
        faults.append(f"'{_LABELS['ai']}' can't be {quoted(ai)}; choose one of {', '.join(known)}")
    form = Form(
        paper=values.get("paper", ""),
        handle=values.get("handle", ""),
        tldr=" ".join(values.get("tldr", "").split()),
        text=values.get("text", ""),
        ai=ai if ai in known else "",
        licence=_is_ticked(values.get("licence", "")),
    )
    return form, faults


def _split(body: str) -> tuple[dict[str, str], list[str]]:
    """The value under each heading; or a fault for each heading that is missing."""
    places = _headings(body)
    missing = [label for name, label in FIELDS if name not in places]
    if missing:
        names = ", ".join(f"'### {label}'" for label in missing)
        return {}, [f"the issue has no heading {names}; leave the headings of the form as they are"]
    ends = [start for start, _ in list(places.values())[1:]] + [len(body)]
    found = zip(places.items(), ends, strict=True)
    values = {name: body[below:end].strip("\n") for (name, (_, below)), end in found}
    return {name: _filled_in(value, whole=name == "text") for name, value in values.items()}, []


def _headings(body: str) -> dict[str, tuple[int, int]]:
    """Where each heading of the form starts and ends, in the form's order."""
    names = [name for name, _ in FIELDS]
    middle = names.index("text")
    found: dict[str, tuple[int, int]] = {}
    start = 0
    for name in names[: middle + 1]:
        if match := _heading(_LABELS[name]).search(body, start):
            found[name] = match.span()
            start = match.end()
    last: dict[str, tuple[int, int]] = {}
    end = len(body)
    for name in reversed(names[middle + 1 :]):
        matches = [match.span() for match in _heading(_LABELS[name]).finditer(body, start, end)]
        if matches:
            last[name] = matches[-1]
            end = matches[-1][0]
    return found | {name: last[name] for name in names if name in last}


def _heading(label: str) -> re.Pattern[str]:
    return re.compile(rf"^### {re.escape(label)}[ \t]*$", re.MULTILINE)


def _filled_in(value: str, *, whole: bool) -> str:
    bare = value.strip()
    if bare == _NOTHING:
        return ""
    return value if whole and bare else bare


def _missing(values: dict[str, str]) -> list[str]:
    """A sentence for each field that must be filled in and was not."""
    needed = {
        "paper": "give the paper's arXiv number, DOI, address, or its id in this archive",
        "text": "write the summary there",
        "ai": "say whether AI helped",
    }
    found = [f"'{_LABELS[name]}' is empty; {hint}" for name, hint in needed.items() if not values.get(name)]
    if not _is_ticked(values.get("licence", "")):
        found.append(f"the box under '{_LABELS['licence']}' is not ticked; without it the text can't be published")
    return found


def _is_ticked(value: str) -> bool:
    """Whether there are boxes, and all of them are ticked."""
    boxes = re.findall(r"^[ \t]*[-*][ \t]+\[(.)\]", value, re.MULTILINE)
    return bool(boxes) and all(box in "xX" for box in boxes)
