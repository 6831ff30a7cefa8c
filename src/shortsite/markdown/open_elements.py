"""The elements of HTML that are open at a place of a text."""

from __future__ import annotations

import re
from collections import Counter

#: Elements nested deeper are left out, since the sanitiser takes the square of the depth.
DEEPEST = 100


class OpenElements:
    """The elements that are open, outermost first."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.left = ""
        self._counts: Counter[str] = Counter()

    def __contains__(self, name: str) -> bool:
        return self._counts[name] > 0

    def enter(self, name: str) -> bool:
        """Open an element; whether it is not too deep to be shown."""
        self.names.append(name)
        self._counts[name] += 1
        return len(self.names) <= DEEPEST

    def leave(self) -> str:
        """Close the innermost element: its end tag, if it is shown."""
        self.left = self.names.pop()
        self._counts[self.left] -= 1
        return f"</{self.left}>" if len(self.names) < DEEPEST else ""


class Endings:
    """Where in a block something ends; what is not there is looked for once."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._missing: set[str] = set()

    def behind(self, ending: str, start: int) -> int:
        """What stands behind the next such ending, a comment's or a tag's; 0 if there is none."""
        if ending in self._missing:
            return 0
        pattern = re.compile(re.escape(ending) + r"(?:\s*>)?" * ending.startswith("<"), re.IGNORECASE)
        found = pattern.search(self._content, start)
        if found is None:
            self._missing.add(ending)
        return found.end() if found else 0
