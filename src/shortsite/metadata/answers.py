"""Answers that are kept for some days, so that asking twice asks once."""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from shortsite.cache import Store, key_for
from shortsite.metadata.source import Answer, Request

#: So long an answer is good enough, in seconds.
KEPT = 30 * 24 * 60 * 60
FINGERPRINT = "answer 1"
TURN = "turn 1"


class Answers:
    """Answers by request, and when each host was asked last, in one file; without a path, nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self._store = Store.open(path)
        self._turns: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.__exit__(kind, error, trace)

    def get(self, request: Request) -> Answer | None:
        """The answer to the request, if one is kept that is not too old."""
        kept = self._value(_key(request))
        if not isinstance(kept, dict) or not 0 <= time.time() - _number(kept.get("at")) < KEPT:
            return None
        label, body = kept.get("label"), kept.get("body")
        if not isinstance(label, str) or not isinstance(body, str):
            return None
        return Answer(label, 200, body.encode("latin-1", "replace"))

    def put(self, request: Request, answer: Answer) -> None:
        """Keep the answer."""
        kept = {"at": time.time(), "label": answer.label, "body": answer.body.decode("latin-1")}
        self._store.put_many({_key(request): kept})

    def last_turn(self, host: str) -> float:
        """When the host was asked last, as ``time.time`` counts, by this run or one before it; 0 if never."""
        return self._turns.get(host) or _number(self._value(key_for(TURN, host.encode())))

    def take_turn(self, host: str) -> None:
        """Note that the host is asked now."""
        self._turns[host] = time.time()
        self._store.put_many({key_for(TURN, host.encode()): self._turns[host]})

    def _value(self, key: bytes) -> Any:
        return self._store.get_many([key]).get(key)


def _key(request: Request) -> bytes:
    return key_for(FINGERPRINT, f"{request.accept}\n{request.url}".encode())


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
