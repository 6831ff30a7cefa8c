"""Which parts of a site have to be made, and which the published folder has as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from shortsite import urls
from shortsite.config import Config
from shortsite.digests import digest_of
from shortsite.model import File, Output, Part, Rendered
from shortsite.portable import is_portable, site_zip
from shortsite.publication import Publication

#: The key of a part by its name and what it shows; empty if the site has it.
Missing = Callable[[str, str], str]


def key_unless_kept(site: Publication, same: str, name: str, shows: str) -> str:
    """The key of a part that shows this and all that every part shows; empty if the site has it, and keeps it."""
    key = digest_of(same, shows)
    return "" if site.keep(name, key) else key


def missing_parts(
    parts: Iterable[Part | Output], missing: Missing, loose: list[Output]
) -> Iterator[tuple[str, str, Iterable[Output]]]:
    """The parts that the published site does not have as they are now; what belongs to no part is put aside."""
    for part in parts:
        if not isinstance(part, Part):
            loose.append(part)
        elif key := missing(part.name, part.shows()):
            yield part.name, key, part.make()


def add_zip(site: Publication, config: Config, missing: Missing) -> None:
    """The site as a zip file, made of the site itself."""
    files = {path: digest for path, digest in site.files().items() if is_portable(path)}
    if key := missing(urls.SITE_ZIP, digest_of(sorted(files.items()))):
        told = (File(path, site.read(path)) for path in sorted(files))
        site.add(Rendered(urls.SITE_ZIP, key, [File(urls.SITE_ZIP, site_zip(told, config))]))
