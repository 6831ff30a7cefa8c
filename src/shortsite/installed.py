"""What is installed: shortsite's own files, and the libraries that it finds. Quick to import, and to ask."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

from shortsite import __version__

PACKAGE = Path(__file__).parent


def built_in_themes() -> Path:
    """The folder of the themes that come with shortsite: in the package, or in a checkout beside it."""
    packaged = PACKAGE / "themes"
    return packaged if packaged.is_dir() else PACKAGE.parents[1] / "themes"


def environment() -> str:
    """A text that changes with shortsite's version, with Python's, and when a library is installed or removed."""
    libraries = [told for folder in sys.path for told in _libraries(folder or ".")]
    return "\n".join([__version__, sys.version, *libraries])


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep Python from looking for garbage: values of an archive hold no circles, and are many to look through."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # what was made counts as old, or the first thing that is made next would have all of it looked through
            gc.freeze()
            gc.enable()
            gc.unfreeze()


@cache
def made_by() -> str:
    """A text that changes whenever the same archive could be made into another site: by our code or by a library."""
    code = blake2b(digest_size=16)
    for folder, folders, files in os.walk(PACKAGE):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", "starter", "themes"))
        for name in sorted(files):
            with open(os.path.join(folder, name), "rb") as file:
                code.update(name.encode() + b"\0" + file.read())
    return f"{code.hexdigest()}\n{environment()}"


#: Who brings Pagefind's program: the one that knows more scripts first.
_PAGEFINDS = ("pagefind_bin_extended", "pagefind_bin")


def pagefind() -> Path | None:
    """Pagefind's program (https://pagefind.app), if it is installed: ``shortsite[search]`` asks for it."""
    for name in _PAGEFINDS:
        found = find_spec(name)
        for folder in (found.submodule_search_locations or ()) if found else ():
            program = Path(folder, name.replace("_bin", ""))
            if os.access(program, os.X_OK) and program.is_file():
                return program
    return None


def pagefind_version() -> str:
    """Its name and version; empty if it is not installed."""
    from importlib.metadata import PackageNotFoundError, version  # slow to import, and most runs never ask

    for name in _PAGEFINDS:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:
            continue
    return ""


#: Extras whose libraries have no part in what is made of a text or picture.
_NO_RESULTS = frozenset({"dask", "dev", "search"})


def programs() -> dict[str, str]:
    """Versions of all that results depend on: shortsite to the last byte, Python, and the libraries that it uses.

    Two machines on which they are the same give the same results.
    """
    import re
    from importlib.metadata import PackageNotFoundError, requires, version

    source = blake2b(digest_size=8)
    for file in sorted(PACKAGE.rglob("*.py")):
        source.update(file.read_bytes())
    found = {"Python": ".".join(map(str, sys.version_info[:2])), "shortsite": f"{__version__} {source.hexdigest()}"}
    for wanted in requires("shortsite") or ():
        name, _, extra = wanted.partition("extra == ")
        name = re.split(r"[^\w.-]", name, maxsplit=1)[0]
        if name in found or extra.strip("'\"") in _NO_RESULTS:
            continue
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "none"
    return found


def _libraries(folder: str) -> list[str]:
    """What is installed in a folder: the folders that tell the name and version of each library, and their times."""
    try:
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if entry.name.endswith((".dist-info", ".egg-info", ".pth"))]
            return sorted(f"{entry.name} {entry.stat().st_mtime_ns}" for entry in found)
    except OSError:
        return []
