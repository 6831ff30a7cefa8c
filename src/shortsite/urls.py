"""Permalinks and slugs: the only module that knows the shape of a URL.

A *path* is the part of a URL below the site's root, without a leading slash: ``paper/x/``, ``feed.xml``, ``""`` for
the home page. It is a pure function of a thing's kind and id. ``href`` marks a path as one of the site's own; the
mark is replaced by a relative or absolute root when a page or feed is finished (``rooted``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from slugify import slugify

#: Stands for the site's root in finished HTML; a private-use character that no source may hold.
ROOT = "\ue002"

ID = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
ID_LENGTH = 100
FORMER = re.compile(r"(?!.*\.$)[A-Za-z0-9][A-Za-z0-9._:()-]*(/[A-Za-z0-9_(][A-Za-z0-9._:()-]*)*")

#: The formats of a list page's feeds: format, file name, media type, name for people.
FEEDS = (
    ("rss", "feed.xml", "application/rss+xml", "RSS"),
    ("atom", "atom.xml", "application/atom+xml", "Atom"),
    ("json", "feed.json", "application/feed+json", "JSON Feed"),
)
_FEED_NAMES = {format_: name for format_, name, _, _ in FEEDS}
#: What can be followed: for people, and as one list for feed readers.
FOLLOW, OPML = "feeds/", "feeds.opml"

#: How to write for the archive.
WRITE = "write/"

#: All reading paths; content pages whose names begin so are one each.
PATHS = "paths/"
_PATH = "path-"
#: What the editors recommend, and what has several texts.
PICKS, DISCUSSED = "picks/", "discussed/"
#: Ten papers by chance, and the figures of the archive.
RANDOM = "random/"
STATISTICS = "stats/"

#: Where readers search, and what the script of that page reads.
SEARCH = "search/"
#: How browsers learn to search the site (https://github.com/dewitt/opensearch).
OPENSEARCH = "opensearch.xml"
_FULL_TEXT = "pagefind/"

#: Where the JSON Schemas of records lie.
SCHEMA_FOLDER = "schema"

#: The formats of a paper's citation: format, file name, media type, name for people.
CITATIONS = (
    ("bibtex", "paper.bib", "application/x-bibtex", "BibTeX"),
    ("ris", "paper.ris", "application/x-research-info-systems", "RIS"),
    ("csl", "paper.csl.json", "application/vnd.citationstyles.csl+json", "CSL-JSON"),
)
_CITATION_NAMES = {format_: name for format_, name, _, _ in CITATIONS}

#: The whole site as one file.
SITE_ZIP = "archive.zip"

#: Names at the root of the site that a content page may not take.
RESERVED = frozenset(
    ["api", "archive", "arxiv", "author", "badge", "contributor", "digest", "discussed", "doi", "feeds", "keyword"]
).union(
    ["page", "pagefind", "paper", "paths", "picks", "poster", "random", "schema", "search", "section", "static"],
    ["stats", "venue", "write", "year", SITE_ZIP],
)


def is_id(text: str) -> bool:
    """Whether the text may be an id: at most 100 characters, lower case letters, digits, single ``.`` or ``-``."""
    return len(text) <= ID_LENGTH and ID.fullmatch(text) is not None


def is_reserved(text: str) -> bool:
    """Whether no file may bear this name on Windows, whatever its ending: an archive with it could not be cloned there.

    https://learn.microsoft.com/windows/win32/fileio/naming-a-file
    """
    return re.fullmatch(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", text, re.IGNORECASE | re.DOTALL) is not None


def is_former_name(text: str) -> bool:
    """Whether the text may be a former id: one of ours, or an older system's key (``conf/nips/VaswaniSPUJGKP17``)."""
    return FORMER.fullmatch(text) is not None


_PAPER_PAGE = re.compile(r"paper/([^/#?]+)/?([#?].*)?")
_PLAIN = re.compile(r"[A-Za-z0-9/#.-]*")
_SIMPLE = re.compile(r"[A-Za-z0-9]+(?:[ .-][A-Za-z0-9]+)*")


@lru_cache(maxsize=100_000)
def slug(text: str) -> str:
    """The text as a part of a URL: ASCII, lower case, words joined by ``-``; never empty.

    Letters of other scripts are transliterated; ``+`` and ``#`` are spelt out, so that C, C++ and C# differ.
    """
    if len(text) <= ID_LENGTH and _SIMPLE.fullmatch(text):
        # what nearly all names are; slugify takes 20 times as long to say the same
        return text.lower().replace(" ", "-")
    return _slugified(text)


def _slugified(text: str) -> str:
    spelt = text.replace("+", "-plus").replace("#", "-sharp")
    made = slugify(spelt, regex_pattern=r"[^a-z0-9.]+", max_length=ID_LENGTH).strip(".-")
    # "P. Kingma" is p-kingma: only a dot within a word, as in cs.lg, is kept
    made = re.sub(r"[.-]{2,}", lambda found: "-" if "-" in found[0] else ".", made)
    return made or "x" + text.encode("utf-8").hex()[:16]


def paper(paper_id: str, stem: str = "") -> str:
    """A paper's page, or the place of one summary on it."""
    return f"paper/{paper_id}/#{stem}" if stem else f"paper/{paper_id}/"


def paper_at(path: str) -> str:
    """The id of the paper whose page is at the path, or a place on it; empty if it is another page."""
    found = _PAPER_PAGE.fullmatch(path)
    return found[1] if found else ""


def term(taxonomy: str, term_slug: str = "") -> str:
    """A term's page, or the list of all terms of a taxonomy."""
    return f"{taxonomy}/{term_slug}/" if term_slug else f"{taxonomy}/"


def index_by(taxonomy: str, order: str) -> str:
    """The list of all terms of a taxonomy in another order than the usual one."""
    return f"{taxonomy}/by/{order}/"


def venue_year(venue: str, year: int) -> str:
    """What appeared at a venue in one year."""
    return f"venue/{venue}/{year}/"


def page(slug_: str) -> str:
    """A content page."""
    return f"{slug_}/"


def is_path(slug_: str) -> bool:
    """Whether a content page is a reading path."""
    return slug_.startswith(_PATH)


def numbered(base: str, number: int) -> str:
    """The n-th page of a list, counted from 1."""
    return base if number == 1 else f"{base}page/{number}/"


def feed(base: str, format_: str) -> str:
    """The feed beside a list page."""
    return base + _FEED_NAMES[format_]


def feed_archive(name: str, format_: str) -> str:
    """A document with what is no longer in the site's feed: ``archive/2026.atom.xml``, ``archive/2026.json``."""
    suffix = _FEED_NAMES[format_].rpartition(".")[2]
    return f"archive/{name}.{format_ if format_ == suffix else f'{format_}.{suffix}'}"


def digest(period: str) -> str:
    """Where the feeds of a digest lie: ``digest/weekly/``."""
    return f"digest/{period}/"


def folder_of(path: str) -> str:
    """Where a file lies: ``venue/x/`` of ``venue/x/feed.xml``."""
    return path[: path.rfind("/") + 1]


def schema(kind: str) -> str:
    """The JSON Schema of a kind of record."""
    return f"{SCHEMA_FOLDER}/{kind}.json"


def search_file(name: str) -> str:
    """A part of the index of titles and names."""
    return SEARCH + name


def full_text_file(name: str) -> str:
    """A part of the index of texts, whose inner paths are Pagefind's."""
    return _FULL_TEXT + name


def identifier(kind: str, name: str) -> str:
    """The redirect from an outside identifier of such a name, such as ``arxiv/1706.03762/``."""
    return f"{kind}/{name}/"


def static(name: str) -> str:
    """A file of the theme."""
    return f"static/{name}"


def beside(paper_id: str, name: str) -> str:
    """A file beside a paper's page, such as an image of one of its summaries."""
    return f"paper/{paper_id}/{name}"


def preview(paper_id: str) -> str:
    """What is shown of a paper where a link to it is pointed at."""
    return beside(paper_id, "preview.json")


def citation(paper_id: str, format_: str) -> str:
    """A paper's citation as a file beside its page."""
    return beside(paper_id, _CITATION_NAMES[format_])


def text_citation(paper_id: str, stem: str, format_: str) -> str:
    """A summary's citation as a file beside its paper's page; no summary is named so that it could be the paper's."""
    return beside(paper_id, f"summary-{stem}{_CITATION_NAMES[format_].removeprefix('paper')}")


def bibliography(base: str, number: int = 1) -> str:
    """The papers of the list page at ``base`` as BibTeX: the n-th of several files, counted from 1."""
    return f"{base}papers.bib" if number == 1 else f"{base}papers-{number}.bib"


def book(base: str, name: str, number: int = 1) -> str:
    """The texts of the list page at ``base`` as a book: the n-th of several volumes, counted from 1."""
    return f"{base}{name}.epub" if number == 1 else f"{base}{name}-{number}.epub"


def takeout(handle: str) -> str:
    """A contributor's texts as they were written."""
    return f"{term('contributor', handle)}{handle}.zip"


def record(paper_id: str) -> str:
    """A paper's record and texts for programs."""
    return beside(paper_id, "index.json")


def twin(paper_id: str, stem: str) -> str:
    """A text as it was written."""
    return beside(paper_id, f"{stem}.md")


def linkset(paper_id: str) -> str:
    """The links of a paper's page for programs."""
    return beside(paper_id, "linkset.json")


def oembed(paper_id: str) -> str:
    """What a page that embeds a paper's page shows of it."""
    return beside(paper_id, "oembed.json")


def badge(paper_id: str) -> str:
    """The picture that tells how many summaries a paper has."""
    return f"badge/{paper_id}.svg"


def poster(paper_id: str) -> str:
    """The picture that stands for a paper where its page is shared."""
    return f"poster/{paper_id}.png"


def api(name: str) -> str:
    """A file that tells programs about the whole archive."""
    return f"api/{name}"


def coverage(kind: str, name: str) -> str:
    """What the archive has about the paper with an identifier of such a name."""
    return api(f"{kind}/{name}.json")


def href(path: str) -> str:
    """The path as a link that works on every page, once the page is finished."""
    return ROOT + escaped(path)


def escaped(path: str) -> str:
    """The path with everything percent-encoded that a URL may not hold."""
    # what nearly all paths are; ``quote`` takes ten times as long to say the same
    return path if _PLAIN.fullmatch(path) else quote(path, safe="/#!$&'()*+,;=:@-._~")


def file_of(path: str) -> str:
    """The file that answers a path: ``paper/x/`` is ``paper/x/index.html``."""
    bare = path.split("#", 1)[0]
    return bare + "index.html" if bare.endswith("/") or not bare else bare


def rooted(html: str, path: str, base_path: str = "") -> str:
    """Replace the mark of the root: by ``base_path`` if given, else by the way up from the page at ``path``."""
    return html.replace(ROOT, base_path or "../" * path.count("/") or "./")
