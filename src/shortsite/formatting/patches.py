"""What formatting would change, as a patch that git takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def patch(path: str, old: str, new: str) -> Iterator[str]:
    """The lines of a unified diff, each with its line end."""
    # only a line feed ends a line of a patch, whatever else ends one in Python
    # git takes a name up to a tab, which a name with blanks needs
    ends = "\t" if " " in path else ""
    lines = unified_diff(_LINE.findall(old), _LINE.findall(new), f"a/{path}{ends}", f"b/{path}{ends}")
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
