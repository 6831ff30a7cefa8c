"""Files for programs: the whole archive in lines of JSON, each paper beside its page, and what there is by identifier.

A program reads ``/api/index.json`` first: it names the rest, and says which version of their shape they have.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any
from zlib import crc32

from shortsite import __version__, urls
from shortsite.cache import Memo
from shortsite.digests import digest_of
from shortsite.identifiers import file_name
from shortsite.installed import made_by
from shortsite.model import Asset, Made, Output, Paper, Part, Text
from shortsite.pages.records import VERSION, paper_values, text_values
from shortsite.pages.redirects import looked_up
from shortsite.views import Views

PAPERS, TEXTS, IDS = "papers.jsonl", "summaries.jsonl", "ids.json"
#: Bytes of one file of identifiers; where they take more, there are several, and ``ids.json`` names them.
IDS_SIZE = 1_000_000
#: Lines of so many papers, on average, are kept together.
GROUP = 16
#: So many groups are in memory as texts at a time.
GROUPS = 32
_KEY = attrgetter("key")
#: What lies beside each paper's page, by name; ``{id}`` is the paper's, ``{stem}`` the text's.
BESIDE = {
    "page": urls.paper("{id}"),
    "record": urls.record("{id}"),
    "markdown": urls.twin("{id}", "{stem}"),
    "bibtex": urls.citation("{id}", "bibtex"),
    "ris": urls.citation("{id}", "ris"),
    "csl": urls.citation("{id}", "csl"),
    "linkset": urls.linkset("{id}"),
    "oembed": urls.oembed("{id}"),
    "badge": urls.badge("{id}"),
    "by_arxiv": urls.coverage("arxiv", "{arxiv}"),
    "by_doi": urls.coverage("doi", "{doi}"),
}


def paper_files(views: Views, paper_id: str) -> Iterator[Output]:
    """``/paper/<id>/index.json``, and ``/paper/<id>/<stem>.md`` of each text that can be read."""
    yield Made(urls.record(paper_id), partial(_record, views, views.archive.papers[paper_id]))
    for text in views.archive.texts_of(paper_id):
        if not text.withdrawn:
            yield Asset(urls.twin(*text.key), views.config.root / text.place.path)


def _record(views: Views, paper: Paper) -> str:
    texts = [text_values(views, text, html=True) for text in views.archive.texts_of(paper.id)]
    return _json({"version": VERSION, "paper": paper_values(views, paper), "summaries": texts})


def coverage_files(views: Views, paper_id: str) -> Iterator[Output]:
    """``/api/arxiv/<id>.json`` and the like: whether the archive has a paper, and how many texts about it."""
    paper = views.archive.papers[paper_id]
    for kind, value in looked_up(views, paper):
        if name := file_name(value):
            yield Made(urls.coverage(kind, name), lambda: _json(_coverage(views, paper)))


def _coverage(views: Views, paper: Paper) -> dict[str, Any]:
    base = views.config.url
    texts = views.archive.readable(paper.id)
    return {
        "version": VERSION,
        "paper": paper.id,
        "title": paper.title.text,
        "url": base + urls.paper(paper.id),
        "json": base + urls.record(paper.id),
        "summaries": sum(not text.reply_to for text in texts),
        "replies": sum(bool(text.reply_to) for text in texts),
    }


def dumps(views: Views) -> Iterator[Part]:
    """``/api/index.json``, ``papers.jsonl``, ``summaries.jsonl`` and ``ids.json``."""
    digests = views.digests
    yield Part("api/papers", lambda: digests.counted, lambda: [Made(urls.api(PAPERS), partial(_papers, views))])
    yield Part("api/ids", lambda: digests.counted, partial(_ids, views))
    yield Part("api/texts", lambda: digests.everything, partial(_of_all_texts, views))


def _of_all_texts(views: Views) -> Iterator[Output]:
    yield Made(urls.api("index.json"), partial(_index, views))
    yield Made(urls.api(TEXTS), partial(_texts, views))


def _index(views: Views) -> str:
    archive, config = views.archive, views.config
    texts = archive.summaries.values()
    counts = {
        "papers": len(archive.papers),
        "summaries": sum(not text.reply_to and not text.withdrawn for text in texts),
        "replies": sum(bool(text.reply_to) and not text.withdrawn for text in texts),
        "contributors": len(archive.terms["contributor"]),
        "venues": len(archive.terms["venue"]),
    }
    files = {name: urls.api(file) for name, file in (("papers", PAPERS), ("summaries", TEXTS), ("ids", IDS))}
    files["bibtex"] = urls.bibliography(urls.api(""))
    if config.exports.zip:
        files["archive"] = urls.SITE_ZIP
    values = {
        "version": VERSION,
        "title": config.title,
        "url": config.url,
        "description": config.description or config.tagline,
        "language": config.language,
        "license": config.license,
        "generator": f"shortsite {__version__}",
        "counts": counts,
        "pages": {page.slug: config.url + urls.page(page.slug) for page in archive.pages},
        "files": {name: config.url + path for name, path in files.items()},
        "beside": {name: config.url + path for name, path in BESIDE.items()},
    }
    told = {name: value for name, value in values.items() if value != ""}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _papers(views: Views) -> str:
    return "".join(_json(paper_values(views, paper)) for paper in views.archive.papers.values())


def _texts(views: Views) -> bytes:
    """All texts; lines that say the same as in the last builds are not made again."""
    papers = sorted({paper_id for paper_id, _ in views.archive.summaries})
    config = replace(views.config, root=Path(), output="", places={})
    same = digest_of(config, made_by())

    def key_of(group: Sequence[str]) -> bytes:
        return repr([views.digests.texts(paper_id) for paper_id in group]).encode()

    memo: Memo[Sequence[str], str] = Memo(f"texts for programs {same}", partial(_lines, views), key_of, str, str)
    groups = list(_groups(papers))
    some = (groups[start : start + GROUPS] for start in range(0, len(groups), GROUPS))
    return b"".join(lines.encode() for group in some for lines in views.remembered(memo, group))


def _groups(papers: Iterable[str]) -> Iterator[list[str]]:
    """Runs of papers whose borders go by their ids, so that one more or less moves none but its own."""
    group: list[str] = []
    for paper_id in papers:
        group.append(paper_id)
        if crc32(paper_id.encode()) % GROUP == 0:
            yield group
            group = []
    yield group


def _lines(views: Views, papers: Iterable[str]) -> str:
    texts = (text for paper_id in papers for text in sorted(views.archive.texts_of(paper_id), key=_KEY))
    return "".join(_json(text_values(views, text)) for text in texts)


def _ids(views: Views) -> Iterator[Output]:
    """Identifiers with (paper, number of summaries); in several files, in their order, where one would be large."""
    rows = sorted(_identified(views))
    whole = _json({"version": VERSION, "ids": _by_kind(rows)})
    count = -(-len(whole.encode()) // IDS_SIZE)
    if count <= 1:
        yield Text(urls.api(IDS), whole)
        return
    size = -(-len(rows) // count)
    parts = [rows[start : start + size] for start in range(0, len(rows), size)]
    names = [f"ids-{number}.json" for number in range(1, len(parts) + 1)]
    listed = [
        {"url": views.config.url + urls.api(name), "first": list(part[0][:2]), "last": list(part[-1][:2])}
        for name, part in zip(names, parts, strict=True)
    ]
    yield Text(urls.api(IDS), _json({"version": VERSION, "parts": listed}))
    for name, part in zip(names, parts, strict=True):
        yield Text(urls.api(name), _json({"version": VERSION, "ids": _by_kind(part)}))


def _identified(views: Views) -> Iterator[tuple[str, str, str, int]]:
    for paper in views.archive.papers.values():
        count = sum(not text.reply_to for text in views.archive.readable(paper.id))
        for kind, value in looked_up(views, paper):
            yield kind, value, paper.id, count


def _by_kind(rows: Iterable[tuple[str, str, str, int]]) -> dict[str, dict[str, tuple[str, int]]]:
    found: dict[str, dict[str, tuple[str, int]]] = {}
    for kind, value, paper, count in rows:
        found.setdefault(kind, {})[value] = (paper, count)
    return found


def _json(values: object) -> str:
    """A line of JSON. Lines are told apart by line feeds alone, so those of other scripts are escaped."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085") + "\n"
