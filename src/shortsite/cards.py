"""Entries of lists as HTML: each is made once, whatever lists show it, and kept from build to build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from shortsite.cache import Memo, Store, memoise
from shortsite.model import ListEntry
from shortsite.shelf import Shelf, Shelved
from shortsite.views import Card, Views


class Cards:
    """Makes the cards of a site, none that the store has.

    They are made by ``template``, which is called with the name of one and what it is given; ``same`` is a hash of all
    that all of them are made by.
    """

    def __init__(
        self, views: Views, store: Store, same: str, template: Callable[[str, Mapping[str, Any]], str]
    ) -> None:
        self._views = views
        self._store = store
        self._template = template
        self._memo = Memo(f"card {same}", self._made, lambda one: views.digests.cards([one]).encode(), str, str)
        self._ready: dict[ListEntry, bytes | Shelved] = {}
        self._shelf = Shelf()

    def prepare(self, entries: Iterable[ListEntry]) -> None:
        """Have the cards of these entries at hand."""
        missing = self.missing(entries)
        self.take(missing, self.made(missing))

    def missing(self, entries: Iterable[ListEntry]) -> list[ListEntry]:
        """Those of the entries whose cards are not at hand; most are in several lists."""
        return [entry for entry in dict.fromkeys(entries) if entry not in self._ready]

    def made(self, entries: Sequence[ListEntry]) -> list[str]:
        """The cards of these entries, made now or found in the store."""
        return memoise(self._store, self._memo, entries, lambda function, inputs: [*map(function, inputs)])

    def take(self, entries: Sequence[ListEntry], cards: Sequence[str]) -> None:
        """Have cards at hand that somebody made."""
        if entries:
            self._ready |= zip(entries, self._shelf.put([card.encode() for card in cards]), strict=True)

    def html(self, card: Card) -> Markup:
        """The card; made if need be."""
        ready = self._ready.get(card.entry)
        return Markup(self.made([card.entry])[0] if ready is None else bytes(ready).decode())  # noqa: S704

    def _made(self, entry: ListEntry) -> str:
        card = self._views.card(entry)
        return self._template(f"card-{card.kind}.html", {"card": card})
