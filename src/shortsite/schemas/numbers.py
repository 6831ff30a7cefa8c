"""Limits of whole numbers as a pattern, for numbers that stand in quotes."""

from __future__ import annotations


def between(low: int, high: int) -> str:
    """The pattern of the whole numbers from low, which is not negative, to high, without zeros in front."""
    first, last = str(low), str(high)
    if len(first) == len(last):
        return _same_length(first, last)
    longer = 10 ** len(first)
    return f"{between(low, longer - 1)}|{between(longer, high)}"


def _same_length(first: str, last: str) -> str:
    if first == last:
        return first
    rest = len(first) - 1
    if first[0] == last[0]:
        return f"{first[0]}(?:{_same_length(first[1:], last[1:])})"
    if first[1:] == "0" * rest and last[1:] == "9" * rest:
        return f"[{first[0]}-{last[0]}]" + "[0-9]" * rest
    nines, zeros = first[0] + "9" * rest, last[0] + "0" * rest
    middle = [_same_length(f"{int(nines) + 1}", f"{int(zeros) - 1}")] if int(nines) + 1 < int(zeros) else []
    return "|".join([_same_length(first, nines), *middle, _same_length(zeros, last)])
