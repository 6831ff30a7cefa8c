"""Which parts of a site have to be made, and which the published folder has as they are; and making them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice

from shortsite import urls
from shortsite.cache import Store, Taken
from shortsite.config import Config
from shortsite.digests import digest_of
from shortsite.feeds import Entry, FeedWriter, Wanted
from shortsite.model import File, Output, Part, Rendered
from shortsite.parallel import can_copy, iter_copied
from shortsite.portable import is_portable, site_zip
from shortsite.publication import Publication, WrittenPart
from shortsite.render import Renderer
from shortsite.timings import UNTIMED, Timings

#: From so many parts on, copies of the process make them.
_MANY = 240
#: So many parts, or entries of feeds, are made together.
_PARTS, _ENTRIES = 24, 64

#: The key of a part by its name and what it shows; empty if the site has it.
Missing = Callable[[str, str], str]


def key_unless_kept(site: Publication, same: str, name: str, shows: str) -> str:
    """The key of a part that shows this and all that every part shows; empty if the site has it, and keeps it."""
    key = digest_of(same, shows)
    return "" if site.keep(name, key) else key


def missing_parts(parts: Iterable[Part | Output], site: Publication, same: str, loose: list[Output]) -> Iterator[Part]:
    """The parts that the published site does not have as they are now, each showing its key.

    What belongs to no part is put aside. The key of a part that the site never had is made when it is asked for.
    """
    for part in parts:
        if not isinstance(part, Part):
            loose.append(part)
        elif not site.knows(part.name):
            yield replace(part, shows=partial(_key, same, part.shows))
        elif key := key_unless_kept(site, same, part.name, part.shows()):
            yield replace(part, shows=partial(str, key))


def _key(same: str, shows: Callable[[], str]) -> str:
    return digest_of(same, shows())


def written_parts(
    parts: Iterable[Part], renderer: Renderer, site: Publication, store: Store, jobs: int, timings: Timings = UNTIMED
) -> Iterator[WrittenPart]:
    """Render parts and write their files: many of them by copies of this process, if it may be copied."""
    rest = iter(parts)
    few = list(islice(rest, _MANY))
    if len(few) < _MANY or not can_copy(jobs):
        yield from map(site.written, renderer.rendered(chain(few, rest)))
        return
    todo = [*few, *rest]
    renderer.prepare()
    spent = partial(timings.spent, "render")
    for wanted, entries in _entries(renderer.feeds, todo, store, jobs, spent):
        renderer.feeds.know(wanted, entries)
    site.open_to_copies()

    def work(number: int) -> tuple[list[WrittenPart], Taken]:
        store.split_off()
        made = renderer.rendered(todo[number * _PARTS : (number + 1) * _PARTS])
        return [site.written(part) for part in made], store.taken()

    for written, told in iter_copied(work, -(-len(todo) // _PARTS), jobs, spent):
        store.take(told)
        yield from written


def _entries(
    feeds: FeedWriter, parts: Iterable[Part], store: Store, jobs: int, spent: Callable[[float], None]
) -> Iterator[tuple[Sequence[Wanted], list[Entry]]]:
    """The entries of the parts' feeds: most are in several."""
    missing = feeds.missing(part.feed for part in parts if part.feed)

    def some(number: int) -> Sequence[Wanted]:
        return missing[number * _ENTRIES : (number + 1) * _ENTRIES]

    def work(number: int) -> tuple[list[Entry], Taken]:
        store.split_off()
        return feeds.made(some(number)), store.taken()

    for number, (made, told) in enumerate(iter_copied(work, -(-len(missing) // _ENTRIES), jobs, spent)):
        store.take(told)
        yield some(number), made


def add_zip(site: Publication, config: Config, missing: Missing) -> None:
    """The site as a zip file, made of the site itself."""
    files = {path: digest for path, digest in site.files().items() if is_portable(path)}
    if key := missing(urls.SITE_ZIP, digest_of(sorted(files.items()))):
        told = (File(path, site.read(path)) for path in sorted(files))
        site.add(Rendered(urls.SITE_ZIP, key, [File(urls.SITE_ZIP, site_zip(told, config))]))
