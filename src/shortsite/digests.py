"""What stands for a record and all that is shown with it: hashes, of which the keys of a site's parts are made.

A part of a site is kept while its key stays the same. So whatever a page can show of a record has to be in one of
these: the record itself, what its terms are called, where its links lead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache, cached_property, partial
from operator import attrgetter

from shortsite.gists import gist_of
from shortsite.hashes import hash_of
from shortsite.here import marks
from shortsite.identifiers import BY_KEY, reference_name
from shortsite.markdown.marks import FORMULA
from shortsite.model import Archive, Document, ListEntry, Mention, Summary

#: What a text says of itself above its body, as a tuple.
_HEAD = attrgetter(*(field.name for field in fields(Summary) if field.name not in ("body", "places", "digest")))


def digest_of(*values: object) -> str:
    """A hash of plain values: texts, numbers, tuples of such, and frozen dataclasses of them."""
    return hash_of(repr(values).encode("utf-8", "surrogatepass"))


class Digests:
    """The digests of an archive's records, each made once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._terms: dict[tuple[str, str], str] = {}
        #: A paper's record, its terms by name, its venue, and by what else it is found.
        self.paper: Callable[[str], str] = cache(self._paper)
        #: The same, with all texts about the paper in their order, who wrote them, and the papers they link to.
        self.texts: Callable[[str], str] = cache(self._texts)
        #: One text, whom it answers, and its paper.
        self.text: Callable[[tuple[str, str]], str] = cache(self._one)
        #: The same of what cards and short entries of feeds show of a text: not what it says beyond its opening.
        self.brief: Callable[[tuple[str, str]], str] = cache(partial(self._one, is_brief=True))
        self._card: Callable[[str], str] = cache(partial(self._texts, is_brief=True))

    def cards(self, entries: Iterable[ListEntry]) -> str:
        """What stands for cards of papers or texts: of all texts about a paper, since a card may tell of each."""
        card = self._card
        return "\n".join([card(one) if isinstance(one, str) else f"{card(one[0])}{one[1]}" for one in entries])

    def mention(self, mention: Mention) -> tuple[str, ...]:
        """What is shown of a sentence that speaks of a paper: all of its text, if it has formulas, which are there."""
        key = mention.paper, mention.stem
        sentence = self._archive.summaries[key].body.references[mention.number].sentence
        return (self.text(key), str(mention.number)) if FORMULA in sentence else (self.brief(key), sentence)

    def writers(self, paper_id: str) -> tuple[str, ...]:
        """Who wrote the texts about a paper that stand."""
        return tuple(self._term("contributor", text.author) for text in self._archive.readable(paper_id))

    @cached_property
    def papers(self) -> str:
        """All papers, whatever is said of them."""
        return digest_of(*((paper_id, self.paper(paper_id)) for paper_id in self._archive.papers))

    @cached_property
    def counted(self) -> str:
        """All papers, with how many texts about each stand."""
        counts = [[bool(text.reply_to) for text in self._archive.readable(paper)] for paper in self._archive.papers]
        return digest_of(self.papers, counts)

    @cached_property
    def everything(self) -> str:
        """All papers with all texts, the archive's own pages, and its terms."""
        archive = self._archive
        people = tuple(archive.contributors.values()), tuple(archive.venues.values()), tuple(archive.people.values())
        pages = tuple((page.slug, page.title, page.digest) for page in archive.pages)
        return digest_of(*(self.texts(paper_id) for paper_id in archive.papers), *people, pages)

    def _texts(self, paper_id: str, *, is_brief: bool = False) -> str:
        told = self._in_brief if is_brief else self._text
        return digest_of(self.paper(paper_id), *map(told, self._archive.texts_of(paper_id)))

    def _one(self, key: tuple[str, str], *, is_brief: bool = False) -> str:
        text = self._archive.summaries[key]
        answered = self._archive.summaries.get((text.paper, text.reply_to)) if text.reply_to else None
        parent = self._term("contributor", answered.author) if answered else ""
        return digest_of(self.paper(text.paper), parent, (self._in_brief if is_brief else self._text)(text))

    def _paper(self, paper_id: str) -> str:
        archive = self._archive
        paper = archive.papers[paper_id]
        found = tuple(archive.names.get(f"{kind}:{BY_KEY[kind].fold(value)}") for kind, value in paper.identifiers)
        aliases = tuple(archive.names.get(alias) for alias in paper.aliases)
        terms = tuple(
            self._term(name, slug) for name in archive.terms for slug in archive.terms_of.get((name, paper.id), ())
        )
        abstract = self._links(paper.abstract) if paper.abstract else ()
        return digest_of(paper.digest or repr(paper), paper.id, terms, found, aliases, abstract)

    def _text(self, text: Summary) -> tuple[object, ...]:
        author = self._term("contributor", text.author)
        return text.key, text.digest or repr(text), author, self._links(text.body), marks(text, self._archive)

    def _in_brief(self, text: Summary) -> tuple[object, ...]:
        body, gist = text.body, gist_of(text.body)
        shown = gist.brief, gist.formulas > 0, body.minutes, body.images
        return _HEAD(text), self._term("contributor", text.author), self._links(body), *shown

    def _term(self, taxonomy: str, slug: str) -> str:
        """What is shown of a term where it is named."""
        key = taxonomy, slug
        if key not in self._terms:
            archive = self._archive
            record: object = archive.venues[slug] if taxonomy == "venue" else None
            record = archive.contributors[slug] if taxonomy == "contributor" else record
            self._terms[key] = digest_of(slug, archive.terms[taxonomy][slug].name, record)
        return self._terms[key]

    def _links(self, document: Document) -> tuple[object, ...]:
        """Where the links of a text lead, and what is told of the papers there."""
        return tuple(self._link(reference.target, reference.stem) for reference in document.references)

    def _link(self, target: str, stem: str) -> tuple[object, ...]:
        archive = self._archive
        found = archive.names.get(reference_name(target))
        paper = archive.papers.get(found) if found else None
        if paper is None:
            return target, found
        return found, (found, stem) in archive.summaries, paper.digest or repr(paper)
