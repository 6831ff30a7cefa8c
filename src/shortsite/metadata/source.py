"""The nouns of asking the outside: what is asked, of whom, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from shortsite.problems import only_printable

T = TypeVar("T")


class Unanswered(Exception):  # noqa: N818  # it is no fault of ours, and read aloud it says what happened
    """A source gave no answer that can be used; the text is a sentence for people, in lower case, without a stop.

    What a source said may be in it, so nothing of it can be a command to a terminal.
    """

    def __init__(self, message: str) -> None:
        super().__init__(only_printable(message))


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants a record of: ``kind`` is a key of ``SOURCES`` and of paper identifiers.

    ``version`` is that of the preprint they named, such as ``v5``, or empty.
    """

    kind: str
    value: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Sound values of a paper's record, in the form of its file, as one source gives them.

    ``notes`` say in words what was left out or guessed, and what a person should know before taking the values.
    """

    values: dict[str, Any]
    source: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Host:
    """A host that may be asked: its name in sentences, and the seconds to leave between two requests."""

    name: str
    label: str
    pause: float = 1.0


@dataclass(frozen=True, slots=True)
class Request:
    """A question: an ``https`` address, the media type that is wanted, and the hosts that may answer it."""

    url: str
    hosts: tuple[Host, ...]
    accept: str = "*/*"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back at last: the label of who answered, the status (never one that asks to try again), the bytes."""

    label: str
    status: int
    body: bytes


class Asks(Protocol):
    """What a source needs of the client, ``shortsite.metadata.client.Client``."""

    def ask(self, request: Request, read: Callable[[Answer], T]) -> T:
        """What ``read`` makes of the answer; raises ``Unanswered``, as ``read`` may too."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place to ask: ``hosts`` are all that it ever asks, redirects included.

    ``look_up`` gives the record of an identifier, ``search`` those whose titles are like a text, best first; both
    raise ``Unanswered``.
    """

    kind: str
    label: str
    hosts: tuple[Host, ...]
    look_up: Callable[[Asked, Asks], Found]
    search: Callable[[str, Asks], tuple[Found, ...]] | None = None
