"""Values for a template that are made when the page is rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any


class Late(Mapping[str, Any]):
    """Values by name that are made when somebody asks for one: a run that only checks pays for none."""

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make
        self._made: Mapping[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> Mapping[str, Any]:
        if self._made is None:
            self._made = self._make()
        return self._made
