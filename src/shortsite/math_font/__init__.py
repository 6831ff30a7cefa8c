"""A font for formulas, cut to what the archive's formulas need.

Browsers stretch brackets and roots only with a font that has OpenType's MATH table, which Linux and Android seldom
have. Where the extra ``math`` is installed, STIX Two Math comes with the site: https://www.stixfonts.org/, under the
SIL Open Font License. Readers whose system has such a font never fetch it, nor does a page without a formula.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from importlib.metadata import version
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from shortsite import urls
from shortsite.beside import beside
from shortsite.cache import Memo, Store, memoise
from shortsite.gists import gist_of
from shortsite.math_font.letters import letters_of
from shortsite.model import Archive, Document, File

LICENCE = Path(__file__).with_name("OFL.txt")
#: What the extra ``math`` of pyproject.toml installs: who has the font, who cuts it, who packs it.
LIBRARIES = ("ziamath", "fonttools", "brotli")
_MODULES = ("ziamath", "fontTools", "brotli")

# Names of the font as macOS, Windows and Linux have it; a reader with one of them fetches nothing.
_SHEET = """@font-face {{
  font-family: "Formulas";
  src: local("STIX Two Math"), local("STIXTwoMath-Regular"), local("Cambria Math"), url("{url}") format("woff2");
  font-display: swap;
}}
"""


@dataclass(frozen=True, slots=True)
class MathFont:
    """The font as files of the site; ``sheet`` is the path of the style sheet that names it ``Formulas``."""

    sheet: str = ""
    files: tuple[File, ...] = ()


def math_font(archive: Archive, store: Store, meanwhile: Callable[[], object] | None = None) -> MathFont:
    """The font for the archive's formulas; none where there are none, or where the extra is not installed.

    If it has to be cut, a copy of this process does that while this one does what is given as ``meanwhile``.
    """
    used = letters_of(_letters(archive))
    if not used or not all(map(find_spec, _MODULES)):
        return MathFont()
    return _published(_kept(used, store, partial(_cut, meanwhile)))


def _letters(archive: Archive) -> Iterator[str]:
    """The letters of all formulas, in texts, abstracts, pages and titles, or their whole MathML."""
    yield from (gist.letters for gist in map(gist_of, _documents(archive)) if gist.formulas)
    yield from (paper.title.html for paper in archive.papers.values() if "<math" in paper.title.html)


def _documents(archive: Archive) -> Iterable[Document]:
    abstracts = (paper.abstract for paper in archive.papers.values() if paper.abstract)
    texts = (text.body for text in archive.summaries.values())
    return chain(texts, abstracts, (page.body for page in archive.pages))


def _kept(used: str, store: Store, cut: Callable[[str], bytes]) -> bytes:
    """The font of these letters; kept, since it takes a second to cut it."""
    source = " ".join(f"{name} {version(name)}" for name in LIBRARIES)
    memo = Memo(f"math font 1 {source}", cut, str.encode, lambda font: b64encode(font).decode(), b64decode)
    return memoise(store, memo, [used], lambda function, missing: [function(letters) for letters in missing])[0]


def _cut(meanwhile: Callable[[], object] | None, letters: str) -> bytes:
    if meanwhile is None:
        return _subset(letters)
    with beside(partial(_subset, letters)) as told:
        meanwhile()
        font: bytes | None = told()
    return _subset(letters) if font is None else font


def _subset(letters: str) -> bytes:
    from shortsite.math_font.subset import subset  # slow to import, and a font is seldom cut

    return subset(letters)


def _published(font: bytes) -> MathFont:
    name = f"fonts/formulas.{_digest(font)}.woff2"
    text = _SHEET.format(url=name).encode()
    sheet = urls.static(f"math.{_digest(text)}.css")
    licence = File(urls.static("fonts/OFL.txt"), LICENCE.read_bytes())
    return MathFont(sheet, (File(urls.static(name), font), File(sheet, text), licence))


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=4).hexdigest()
