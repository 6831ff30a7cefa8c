"""Front matter: where it begins and where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontmatter.default_handlers import YAMLHandler

from shortsite.problems import Place, Problem

_FENCE = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)


def split_front_matter(
    text: str, path: str, keys: Sequence[str] = ("paper", "author", "date")
) -> tuple[str, str, int, list[Problem]]:
    """Split a text into (front matter, body, line of the body's first line).

    Splitting is python-frontmatter's, with a fence that does not swallow the blank lines after it, so that lines can
    be counted. ``keys`` are those that a hint names. A fence must be the first line, and a second one must close it.
    """
    if not _FENCE.match(text):
        lines = ", ".join(f"'{key}: ...'" for key in keys)
        hint = f"start the file with a line '---', then {lines}, then a line '---'"
        above = "remove what stands above the first '---'" if text.lstrip().startswith("---") else ""
        return "", "", 1, [Problem(Place(path), "SS003", "no front matter", above or hint)]
    try:
        yaml_text, body = YAMLHandler(fm_boundary=_FENCE).split(text)
    except ValueError:
        return "", "", 1, [Problem(Place(path), "SS003", "the front matter is not closed", "end it with a line '---'")]
    return yaml_text, body.removeprefix("\n"), text.count("\n", 0, len(text) - len(body)) + 2, []
