"""Entries of lists as HTML: each is made once, whatever lists show it, and kept from build to build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from shortsite.cache import Store, key_for
from shortsite.shelf import Shelf, Shelved
from shortsite.views import Card, Entry, Views


class Cards:
    """Makes the cards of a site by ``template``, which is called with the name of one and what it is given.

    ``same`` is a hash of all that all of them are made by.
    """

    def __init__(
        self, views: Views, store: Store, same: str, template: Callable[[str, Mapping[str, Any]], str]
    ) -> None:
        self._views = views
        self._store = store
        self._same = same
        self._template = template
        self._ready: dict[Entry, bytes | Shelved] = {}
        self._shelf = Shelf()

    def prepare(self, entries: Iterable[Entry]) -> None:
        """Have the cards of these entries at hand."""
        missing = self.missing(entries)
        self.take(missing, self.made(missing))

    def missing(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those of the entries whose cards have to be made; what the store has is at hand from then on."""
        wanted = {self._key(entry): entry for entry in dict.fromkeys(entries) if entry not in self._ready}
        found = {wanted[key]: card for key, card in self._store.get_many(wanted).items() if isinstance(card, str)}
        self.take([*found], [*found.values()])
        return [entry for entry in wanted.values() if entry not in found]

    def made(self, entries: Sequence[Entry]) -> list[str]:
        """The cards of these entries, made now and kept."""
        made = {entry: self._views.card(entry) for entry in entries}
        cards = {entry: self._template(f"card-{card.kind}.html", {"card": card}) for entry, card in made.items()}
        self._store.put_many({self._key(entry): card for entry, card in cards.items()})
        return [*cards.values()]

    def take(self, entries: Sequence[Entry], cards: Sequence[str]) -> None:
        """Have cards at hand that somebody made."""
        if entries:
            self._ready |= zip(entries, self._shelf.put([card.encode() for card in cards]), strict=True)

    def html(self, card: Card) -> Markup:
        """The card; made if need be."""
        ready = self._ready.get(card.entry)
        return Markup(self._found(card.entry) if ready is None else bytes(ready).decode())  # noqa: S704

    def _found(self, entry: Entry) -> str:
        kept = [*self._store.get_many([self._key(entry)]).values()]
        return kept[0] if kept and isinstance(kept[0], str) else self.made([entry])[0]

    def _key(self, entry: Entry) -> bytes:
        return key_for("card", f"{self._same}{self._views.digests.cards([entry])}".encode())
