"""How many problems there are, and which of many that are alike people are shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from shortsite.problems import CODES, ERROR, SEVERITIES, Problem

#: So many warnings or notes of one code are shown.
_ALIKE = 5


def numbers(problems: Iterable[Problem]) -> dict[str, int]:
    """How many there are of each severity."""
    found = Counter(problem.severity for problem in problems)
    return {severity: found[severity] for severity in SEVERITIES}


def counted(problems: Iterable[Problem]) -> str:
    """The same in words: ``1 error, 2 warnings and 3 notes``."""
    found = numbers(problems).items()
    *most, last = [_count(number, severity) for severity, number in found if number] or ["no problems"]
    return f"{', '.join(most)} and {last}" if most else last


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' if number != 1 else ''}"


def folded(problems: Sequence[Problem]) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """All errors, the first few warnings and notes of each code, and a line for each code that has more."""
    alike: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        alike[problem.code, problem.severity].append(problem)
    rest = {kind: found[_ALIKE:] for kind, found in sorted(alike.items()) if kind[1] != ERROR and found[_ALIKE:]}
    left = frozenset(chain.from_iterable(rest.values()))
    lines = (
        f"and {len(found):,} more {code} ({CODES[code][1]}); 'shortsite check --all' shows them"
        for (code, _), found in rest.items()
    )
    return tuple(problem for problem in problems if problem not in left), tuple(lines)
