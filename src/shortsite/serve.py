"""The development server: ``build`` again whenever a file changes, and a web server on the loopback."""

from __future__ import annotations

import sys
import time
import traceback
import webbrowser
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Self

from shortsite.glance import early_page
from shortsite.manifest import FOLDER
from shortsite.pipeline import Built, Options, build
from shortsite.preview.live import Live, Notice
from shortsite.preview.server import NoPortError, bound
from shortsite.problems import Problem, SiteError
from shortsite.progress import reported
from shortsite.watch import Watch

__all__ = ["NoPortError", "Preview", "serve"]

#: Where previews are built, below the archive's folder; never where the site is published.
PREVIEWS = Path(FOLDER, "preview")

#: Where more texts were saved at once, nobody is looking at one of them.
_HURRIED = 4

Report = Callable[[Sequence[Problem]], object]


def serve(options: Options, port: int, *, open_browser: bool = False, report: Report | None = None) -> None:
    """Show the archive on this machine and rebuild it when a file changes, until interrupted.

    ``report`` prints problems. Raises NoPortError when no port from ``port`` on is free.
    """
    try:
        with Preview(options, port, report or _print) as preview:
            if preview.port != port:
                _say(f"port {port} is taken; using {preview.port}")
            preview.run(lambda: _announce(preview.address, open_browser=open_browser))
    except KeyboardInterrupt:
        _say("\nstopped")


class Preview:
    """A server that listens, and the build behind it."""

    def __init__(self, options: Options, port: int, report: Report) -> None:
        self._server = bound(port, options.root.absolute() / PREVIEWS)
        self._watch = Watch(options.root)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        preview = replace(options, output=self._server.site, url=self.address, force=True)
        preview = replace(preview, full_text=True, old_text=True, exports=False)
        self._builder = _Builder(preview, self._server.live, report)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._server.port

    @property
    def address(self) -> str:
        """The URL of the home page."""
        return self._server.address

    def __enter__(self) -> Self:
        self._watch.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self._watch.__exit__()

    def run(self, when_ready: Callable[[], object]) -> None:
        """Build, answer requests, and build again at each change, until ``stop`` or an interrupt.

        Connections that come before the first build is done wait for it.
        """
        self._builder.build()
        self._thread.start()
        when_ready()
        for changed in self._watch:
            self._builder.hurry(changed)
            self._builder.build()

    def stop(self) -> None:
        """End ``run``, from another thread."""
        self._watch.stop()


class _Builder:
    """Builds, and tells the terminal and the pages how it went."""

    def __init__(self, options: Options, live: Live, report: Report) -> None:
        self._options = options
        self._live = live
        self._report = report
        self._known: frozenset[Problem] = frozenset()
        self._word = "built"
        self._last: Built | None = None

    def hurry(self, changed: Collection[str]) -> None:
        """Show the pages of texts that were saved, before all is built anew: if nothing else was."""
        if self._last is None or len(changed) > _HURRIED:
            return
        root = self._options.root.resolve()
        try:
            paths = [Path(path).relative_to(root).as_posix() for path in changed]
            files = [early_page(self._last, self._options, path) for path in paths]
        except Exception:  # noqa: BLE001  the build that follows will tell
            return
        found = [file for file in files if file is not None]
        if found and len(found) == len(files):
            self._live.hurried({file.path: file.data for file in found})

    def build(self) -> None:
        """Build once; whatever is wrong, the server goes on."""
        start = time.monotonic()
        try:
            with reported("building"):
                built = build(self._options)
        except SiteError as error:
            self._report(error.problems)
            self._failed([Notice(str(problem.place), _words(problem)) for problem in error.problems])
        except OSError as fault:
            _say(f"stopped: {fault}")
            self._failed([Notice("the system", str(fault))])
        except Exception as fault:  # noqa: BLE001  a fault of ours must not cost the user the server
            traceback.print_exc()
            self._failed([Notice("shortsite", f"a fault of the program: {type(fault).__name__}: {fault}")])
        else:
            self._succeeded(built, time.monotonic() - start)

    def _failed(self, notices: list[Notice]) -> None:
        self._live.failed(tuple(notices))
        self._last = None
        self._known = frozenset()
        _say("showing the last sound version" if self._live.status.has_site else "nothing to show until this is mended")

    def _succeeded(self, built: Built, seconds: float) -> None:
        problems = built.plan.problems
        self._report([problem for problem in problems if problem not in self._known])
        self._known = frozenset(problems)
        changed = built.written.changed + built.written.removed
        early = self._live.status.early
        same = [path for path, data in early.items() if (built.output / path).read_bytes() == data]
        self._live.succeeded(is_new=changed > 0, same=same)
        self._last = built
        _say(f"{self._word} in {seconds:.1f} s: {_count(changed)} changed")
        self._word = "rebuilt"


def _announce(address: str, *, open_browser: bool) -> None:
    _say("serving; stop with Ctrl-C. The site is at")
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    if open_browser:
        webbrowser.open(address)


def _count(number: int) -> str:
    return "1 file" if number == 1 else f"{number:,} files" if number else "nothing"


def _words(problem: Problem) -> str:
    return str(problem).removeprefix(f"{problem.place}: ")


def _print(problems: Sequence[Problem]) -> None:
    for problem in problems:
        _say(str(problem))


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
