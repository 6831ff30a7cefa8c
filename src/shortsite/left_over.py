"""What is left over in a text from where it was begun: the example's handle, a front matter within the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from shortsite.problems import Place, Problem

#: The handle in the examples of CONTRIBUTING.md, which nobody has.
EXAMPLE = "your-handle"
_FRONT_MATTER = re.compile(r"\s*-{3,}[ \t]*\n(?:[a-z_]+:[^\n]*\n|[ \t-][^\n]*\n)+-{3,}[ \t]*(?:\n|$)")


def left_over(author: str, body: str, places: Mapping[str, Place]) -> Iterator[Problem]:
    """A problem for each such thing in a summary of that author and text, whose keys and ``body`` have these places."""
    if author == EXAMPLE:
        yield Problem(places["author"], "SS015", f"'author' is still '{EXAMPLE}'", "write the handle that you want")
    if _FRONT_MATTER.match(body):
        yield Problem(places["body"], "SS003", "there is a second front matter", "keep one of them")
