"""How a result lies in a store: whose it is, its JSON compressed, and a sum that tells whether it was damaged."""

from __future__ import annotations

import json
import zlib
from typing import Any


def packed(key: bytes, value: Any) -> bytes:
    """The value, and whose it is: in a damaged file a key may lead to another's."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return key + zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def unpacked(key: bytes, data: object) -> Any:
    """The value of what lies under a key; raises ValueError, TypeError or zlib.error where it is damaged."""
    if not isinstance(data, bytes) or not data.startswith(key):
        message = "the value of another key"
        raise ValueError(message)
    return json.loads(zlib.decompress(data[len(key) :]))


def check_of(data: bytes) -> int:
    """A sum that tells whether what lies in a store was damaged."""
    return zlib.crc32(data)
