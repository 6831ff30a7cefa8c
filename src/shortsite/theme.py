"""Themes: a chain of folders, most specific first, which give one Jinja environment and one set of static files.

A theme overrides a template or static file by holding one of the same name. It reaches the template that it hides as
``@name/page.html``, where ``name`` is the theme that holds it (``{% extends "@default/paper.html" %}``).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b, sha256
from pathlib import Path, PurePosixPath
from types import CodeType

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
)
from jinja2.bccache import Bucket

from shortsite import urls
from shortsite.beside import beside
from shortsite.fields import Fields
from shortsite.installed import built_in_themes
from shortsite.model import Asset
from shortsite.parallel import can_copy
from shortsite.problems import Place, Problem, did_you_mean
from shortsite.records import RECORD_BYTES, parse_record, read_text

THEME = "theme.yml"
_CONFIG = Place("config.yml")
_ROOT_NAMES = frozenset({"favicon.ico", "_headers", "_redirects", "CNAME", ".nojekyll"})


class _Compiled(BytecodeCache):
    """Templates that this process has compiled: a preview builds again and again. No code is ever read from a file."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[str, CodeType]] = {}
        #: Gives what another process is compiling, None where it failed.
        self.coming: Callable[[], dict[str, tuple[str, CodeType]] | None] = dict

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of the same source."""
        if bucket.key not in self.known:
            coming, self.coming = self.coming, dict
            self.known |= coming() or {}
        checksum, code = self.known.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled."""
        if bucket.code is not None:
            self.known[bucket.key] = bucket.checksum, bucket.code


_COMPILED = _Compiled()


@dataclass(frozen=True, slots=True)
class Theme:
    """A chain of theme folders: (name, folder), most specific first; ``digest`` is a hash of all their files."""

    chain: tuple[tuple[str, Path], ...]
    static: dict[str, Asset]
    digest: str = ""

    def environment(self) -> Environment:
        """The Jinja environment of the chain: autoescape on, undefined names are errors."""
        folders = [(name, folder / "templates") for name, folder in self.chain]
        own = [FileSystemLoader(folder) for _, folder in folders]
        named = PrefixLoader({f"@{name}": FileSystemLoader(folder) for name, folder in folders})
        environment = Environment(
            loader=ChoiceLoader([*own, named]),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            cache_size=-1,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            bytecode_cache=_COMPILED,
        )
        environment.globals["policy_hash"] = policy_hash
        return environment

    def load_templates(self, environment: Environment) -> None:
        """Have every template at hand; one that is faulty says so when it is rendered."""
        for name in environment.list_templates(extensions=["html", "xml"]):
            with suppress(TemplateError):
                environment.get_template(name)


@contextmanager
def compiling_beside(theme: Callable[[], Theme], jobs: int) -> Iterator[None]:
    """Have another process compile all templates while the block goes on.

    Not where one process has to do, nor where this one has compiled some: then most likely these.
    """

    def work() -> dict[str, tuple[str, CodeType]]:
        found = theme()
        found.load_templates(found.environment())
        return _COMPILED.known

    if _COMPILED.known or not can_copy(jobs):
        yield
        return
    with beside(work) as told:
        _COMPILED.coming = told
        try:
            yield
        finally:
            _COMPILED.coming = dict


@lru_cache(maxsize=16)
def policy_hash(text: str) -> str:
    """The digest of an inline script as policies write it (https://www.w3.org/TR/CSP3/#grammardef-hash-source)."""
    return "sha256-" + b64encode(sha256(str(text).encode()).digest()).decode()


def load_theme(root: Path, name: str, place: Place = _CONFIG) -> tuple[Theme, list[Problem]]:
    """The theme of that name, from the archive's ``themes/`` or shortsite's own, with all that it extends.

    ``place`` is where the theme is named. Returns as much of the chain as there is, and its problems.
    """
    problems: list[Problem] = []
    chain: list[tuple[str, Path]] = []
    wanted = name
    while wanted:
        folder = _find(root, wanted)
        if folder is None:
            known = sorted({entry.name for parent in _homes(root) if parent.is_dir() for entry in parent.iterdir()})
            hint = did_you_mean(wanted, known) or f"there are {', '.join(known)}"
            problems.append(Problem(place, "SS070", f"there is no theme '{wanted}'", hint))
            break
        if wanted in dict(chain):
            names = " extends ".join([*dict(chain), wanted])
            problems.append(Problem(place, "SS070", f"themes extend each other in a circle: {names}"))
            break
        chain.append((wanted, folder))
        wanted, place = _parent(folder, problems)
    return Theme(tuple(chain), _static(chain), _digest(chain)), problems


def _digest(chain: list[tuple[str, Path]]) -> str:
    made = blake2b(digest_size=16)
    for name, folder in chain:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            made.update(f"{name}\0{file.relative_to(folder).as_posix()}\0".encode() + file.read_bytes())
    return made.hexdigest()


def _homes(root: Path) -> tuple[Path, ...]:
    return root / "themes", built_in_themes()


def _find(root: Path, name: str) -> Path | None:
    return next((home / name for home in _homes(root) if (home / name).is_dir()), None)


def _parent(folder: Path, problems: list[Problem]) -> tuple[str, Place]:
    path = f"themes/{folder.name}/{THEME}"
    if not (folder / THEME).exists():
        return "", Place(path)
    text, found = read_text(folder / THEME, path, RECORD_BYTES)
    problems += found
    record, found = parse_record(text or "", path)
    problems += found
    if record is None:
        return "", Place(path)
    fields = Fields(record, "theme", problems)
    fields.text("name")
    fields.text("description")
    fields.text("license")
    parent = fields.id("extends")
    fields.finish()
    return parent, fields.places.get("extends", Place(path))


def _static(chain: list[tuple[str, Path]]) -> dict[str, Asset]:
    """Name -> file, the first of the chain winning; a style sheet's or script's URL changes with its content."""
    found: dict[str, Asset] = {}
    for _, folder in chain:
        static = folder / "static"
        for file in sorted(static.rglob("*")) if static.is_dir() else ():
            name = file.relative_to(static).as_posix()
            if file.is_file() and name not in found:
                found[name] = Asset(_url(name, file), file)
    return dict(sorted(found.items()))


def _url(name: str, file: Path) -> str:
    if name in _ROOT_NAMES:
        return name
    path = PurePosixPath(name)
    if path.suffix not in (".css", ".js"):
        return urls.static(name)
    digest = blake2b(file.read_bytes(), digest_size=4).hexdigest()
    return urls.static(str(path.with_name(f"{path.stem}.{digest}{path.suffix}")))
