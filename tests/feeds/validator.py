"""Runs the W3C's feed validator, from a checkout, over feeds in a folder; prints what it has against them.

``python validator.py CHECKOUT FOLDER URL``: CHECKOUT is one of w3c/feedvalidator, URL where FOLDER is published. It runs as a process of its own, since the validator changes settings of the whole process, and asks for
the addresses of mail hosts, which no test may.
"""

from __future__ import annotations

import contextlib
import io
import os
import socket
import sys
from pathlib import Path

TYPES = {b"<rss": "application/rss+xml", b"<feed": "application/atom+xml"}


def main(checkout: str, folder: str, url: str) -> None:
    """Print a line for each error and each warning, and how many feeds were read."""
    sys.path.insert(0, str(Path(checkout) / "src"))
    socket.gethostbyname = lambda _: "127.0.0.1"
    import feedvalidator
    from feedvalidator import compatibility
    from feedvalidator.formatter.text_plain import Formatter

    serious = (feedvalidator.logging.Error, feedvalidator.logging.Warning)
    count = 0
    for file in sorted(Path(folder).rglob("*.xml")):
        media = next((TYPES[mark] for mark in TYPES if mark in file.read_bytes()[:500]), None)
        if media is None:
            continue
        count += 1
        path = file.relative_to(folder).as_posix()
        with file.open("rb") as stream, contextlib.redirect_stdout(io.StringIO()):
            try:
                events = feedvalidator.validateStream(stream, 0, media, url + path)["loggedEvents"]
            except feedvalidator.logging.ValidationFailure as failure:
                events = [failure.event]
        events = compatibility.AAA(events)
        told = Formatter(events)
        for event in events:
            if isinstance(event, serious):
                sys.stdout.write(
                    f"{path}:{event.params.get('line')}: {told.getMessage(event)} {event.params.get('value', '')}\n"
                )
    sys.stdout.write(f"{count} feeds\n")


if __name__ == "__main__":
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    main(*sys.argv[1:])
