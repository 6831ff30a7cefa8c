"""Which parts of a site have to be made, and which the published folder has as they are; and making them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from typing import Protocol

from shortsite import urls
from shortsite.cache import Store, by_copies
from shortsite.config import Config
from shortsite.digests import digest_of
from shortsite.model import File, Output, Part, Rendered
from shortsite.parallel import can_copy
from shortsite.portable import is_portable, site_zip
from shortsite.publication import Publication
from shortsite.timings import UNTIMED, Timings
from shortsite.written import WrittenPart

#: From so many parts on, copies of the process make them, so many together.
MANY, _TOGETHER = 240, 24
#: So many times that many may be done while one is waited for: what is told of them is short.
_WAITING = 500


class Maker(Protocol):
    """Who makes files of parts."""

    def prepare(self, parts: Sequence[Part], jobs: int, spent: Callable[[float], None]) -> None:
        """Have at hand what copies of this process need to make them."""

    def rendered(self, parts: Iterable[Part]) -> Iterator[Rendered]:
        """The parts with their files."""


#: The key of a part by its name and what it shows; empty if the site has it.
Missing = Callable[[str, str], str]


def key_unless_kept(site: Publication, same: str, name: str, shows: str) -> str:
    """The key of a part that shows this and all that every part shows; empty if the site has it, and keeps it."""
    key = digest_of(same, shows)
    return "" if site.keep(name, key) else key


def missing_parts(
    parts: Iterable[Part | Output], site: Publication, same: str, loose: list[Output], timings: Timings = UNTIMED
) -> Iterator[Part]:
    """The parts that the published site does not have as they are now, each showing its key.

    What belongs to no part is put aside. The key of a part that the site never had is made when it is asked for.
    """
    for part in parts:
        if not isinstance(part, Part):
            loose.append(part)
            continue
        is_known = site.knows(part.name)
        key = key_unless_kept(site, same, part.name, part.shows()) if is_known else ""
        is_kept = is_known and not key
        timings.memo("render", is_kept, not is_kept)
        if not is_kept:
            yield replace(part, shows=partial(str, key) if key else partial(_key, same, part.shows))


def _key(same: str, shows: Callable[[], str]) -> str:
    return digest_of(same, shows())


def written_parts(
    parts: Iterable[Part], renderer: Maker, site: Publication, store: Store, jobs: int, timings: Timings = UNTIMED
) -> Iterator[WrittenPart]:
    """Render parts and write their files: many of them by copies of this process, if it may be copied."""
    rest = iter(parts)
    few = list(islice(rest, MANY))
    if len(few) < MANY or not can_copy(jobs):
        yield from map(site.written, renderer.rendered(chain(few, rest)))
        return
    # what is made of the whole archive takes long and comes last: it is begun first
    todo = [*few, *rest][::-1]
    timings.expect("render", len(todo))
    spent = partial(timings.spent, "render")
    renderer.prepare(todo, jobs, spent)
    site.open_to_copies()

    def work(some: Sequence[Part]) -> list[WrittenPart]:
        return list(map(site.written, renderer.rendered(some)))

    yield from chain.from_iterable(by_copies(store, work, todo, _TOGETHER, jobs, spent, waiting=_WAITING))


def add_zip(site: Publication, config: Config, missing: Missing) -> None:
    """The site as a zip file, made of the site itself."""
    files = {path: digest for path, digest in site.files().items() if is_portable(path)}
    if key := missing(urls.SITE_ZIP, digest_of(sorted(files.items()))):
        told = (File(path, site.read(path)) for path in sorted(files))
        site.add(Rendered(urls.SITE_ZIP, key, [File(urls.SITE_ZIP, site_zip(told, config))]))
