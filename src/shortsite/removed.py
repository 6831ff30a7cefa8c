"""What was taken away from a published archive on purpose: the entries of ``removed`` in ``config.yml``.

They name a paper and a text as messages do, ``paper-id`` and ``paper-id#stem``, and all else by the path of its page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from shortsite import urls
from shortsite.problems import Place, Problem


@dataclass(frozen=True, slots=True)
class Loss:
    """Something published that is gone: where to mend that, its kind and name, and how.

    ``within`` are entries that go for it as well, such as the id of its paper. ``is_deleted`` says that nothing is
    known to have taken its place, so that it may have been removed on purpose.
    """

    place: Place
    kind: str
    name: str
    hint: str
    within: tuple[str, ...] = ()
    is_deleted: bool = True


def entry_of(kind: str, name: str) -> str:
    """The entry that names the thing."""
    if kind in ("paper", "summary"):
        return name
    return urls.page(name) if kind == "page" else urls.term(kind, name)


def way_back(path: str, *, is_draft: bool) -> str:
    """How a text that is gone comes back, or goes and leaves its place."""
    way = f"remove 'draft' from {path}" if is_draft else f"put {path} back"
    return f"{way}; to take the text back, give it 'withdrawn: why'"


def unmeant(code: str, losses: Iterable[Loss], removed: Collection[str]) -> Iterator[Problem]:
    """A problem of that code for each loss that no entry of ``removed`` tells of."""
    for loss in losses:
        entry = entry_of(loss.kind, loss.name)
        if not any(name in removed for name in (entry, *loss.within)):
            meant = f"; if it was removed on purpose, add '{entry}' to 'removed' in config.yml"
            hint = loss.hint + (meant if loss.is_deleted else "")
            yield Problem(loss.place, code, f"the published {loss.kind} '{loss.name}' is gone", hint)
