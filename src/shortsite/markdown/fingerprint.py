"""What a conversion depends on besides its input: this package's own sources and the libraries' versions."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from functools import lru_cache
from pathlib import Path

_PACKAGES = ("markdown_it_py", "mdit_py_plugins", "math_core", "nh3", "pygments", "python_slugify")
_INFO = re.compile(r"(.+?)-(.+)\.dist-info", re.IGNORECASE)
#: Modules outside this package that shape its results.
_NEIGHBOURS = ("model.py", "urls.py", "identifiers.py", "problems.py", "unseen.py")


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """A text that changes whenever the same input could give another result; for the keys of caches."""
    digest = hashlib.blake2b(digest_size=16)
    here = Path(__file__).parent
    for path in [*sorted(here.glob("*.py")), *(here.parent / name for name in _NEIGHBOURS)]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return " ".join([digest.hexdigest(), f"python={sys.version_info[0]}.{sys.version_info[1]}", *_versions()])


def _versions() -> list[str]:
    """``name=version`` of each library, from the names of folders: importlib.metadata takes 35 ms to import."""
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = sorted(os.listdir(folder or "."))
        except OSError:
            continue
        for name in names:
            if (info := _INFO.fullmatch(name)) and info[1].lower().replace("-", "_") in _PACKAGES:
                found.setdefault(info[1].lower().replace("-", "_"), info[2])
    return [f"{name}={found.get(name, 'unknown')}" for name in _PACKAGES]
