"""The hash by which bytes are known again, from build to build: 16 bytes of BLAKE2b in hexadecimal. Quick to import."""

from __future__ import annotations

from hashlib import blake2b, file_digest
from io import BufferedReader
from pathlib import Path


def hash_of(data: bytes) -> str:
    """The hash of these bytes."""
    return blake2b(data, digest_size=16).hexdigest()


def hash_of_file(file: BufferedReader) -> str:
    """The hash of what is left to read of an open file, which never is in memory as a whole."""
    return file_digest(file, lambda: blake2b(digest_size=16)).hexdigest()


def hash_at(path: Path) -> str:
    """The hash of the file at the path. Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return hash_of_file(file)
