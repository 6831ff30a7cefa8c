"""Archives of any size, made up by chance, for measuring: ``python benchmarks/archive.py FOLDER --summaries 1583``.

The same seed and size give the same bytes on every machine, and a small archive is the beginning of a large one: each
paper is drawn from a chance of its own, and links go to earlier papers only. Venues, keywords, authors and contributors
are taken as often as in real archives: the n-th of them about 1/n as often as the first. The texts mean nothing.
"""

from __future__ import annotations

import argparse
import random
import struct
import zlib
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

ADJECTIVES = (
    "sparse dense gated lazy greedy smooth noisy robust private causal latent modular spectral linear convex discrete "
    "symbolic recursive temporal spatial local global hidden shared frozen tuned pruned masked invariant stochastic "
    "bounded weighted ordered cyclic hybrid neural visual lexical faithful steady"
).split()
NOUNS = (
    "encoder decoder planner sampler ranker parser tagger critic teacher student prior posterior kernel graph tree "
    "lattice memory cache router gate layer block token patch prompt policy reward bandit margin boundary cluster "
    "manifold gradient curvature schedule checkpoint ensemble mixture adapter index"
).split()
FIELDS = (
    "translation retrieval segmentation forecasting dialogue summarisation navigation tracking compression denoising "
    "pricing scheduling proving folding docking captioning matching calibration clustering alignment"
).split()
VERBS = (
    "bounds trains shifts splits joins ranks drops keeps reuses rescales averages predicts corrects delays filters "
    "shares copies freezes samples weighs".split()
)
THINGS = (
    "the loss;the error;the bias;the variance;the step size;the batch;the held-out part;the first epoch;the last layer;"
    "the whole table;each feature;a single label;most of the noise;the longest input;every second update"
).split(";")
VIEWS = (
    "I would have liked to see;it is fair to ask for;the appendix has;nobody has yet tried;what is missing is;the "
    "authors promise;the code already holds;a reader may want"
).split(";")
GIVEN = (
    "Ada Bela Carl Dora Egon Fay Gus Hana Ivo Jana Kai Lea Max Nina Otto Pia Quin Rosa Sven Tara Udo Vera Wim Xenia "
    "Yara Zeno Alma Boris Clea Dario Elsa Flavio Greta Hugo Ines Jonas Kira Lars Mira Nils"
).split()
FAMILY_STARTS = "Al Bar Cas Dor El Fen Gar Hol Is Jan Kor Lun Mar Nor Ost Per Quar Ros Sol Tur".split()
FAMILY_ENDS = "berg dale feld ford gren holm lund man mark mont ner quist rup sen sky stad ton vik wall wood".split()

FORMULAS = (
    r"x^2",
    r"O(n \log n)",
    r"\mathbb{E}[X \mid Y]",
    r"\nabla_\theta L",
    r"p(y \mid x)",
    r"\|w\|_2 \le 1",
    r"\epsilon > 0",
    r"\hat{y} = f(x)",
    r"\mathbf{A}^\top \mathbf{A}",
    r"\frac{1}{n}\sum_{i=1}^n x_i",
    r"\lim_{t \to \infty} \eta_t = 0",
    r"\sqrt{d_k}",
    r"\Pr[A \cap B]",
    r"\operatorname{rank}(M)",
    r"\binom{n}{k}",
    r"\mathcal{N}(0, \sigma^2 I)",
    r"S \subseteq V",
    r"\langle u, v \rangle",
    r"\int_0^1 g(t)\,dt",
    r"\tilde{O}(\sqrt{T})",
)
DISPLAYS = (
    "L(\\theta) = \\sum_{i=1}^{%d} \\log p_\\theta(y_i \\mid x_i) - \\lambda \\|\\theta\\|^2",
    "\\begin{pmatrix} a & %d \\\\ c & d \\end{pmatrix}\n\\begin{pmatrix} x \\\\ y \\end{pmatrix} = 0",
    "f(x) = \\begin{cases} x & x > %d \\\\ 0 & \\text{otherwise} \\end{cases}",
    "\\begin{aligned}\nu_{t+1} &= u_t - \\eta g_t \\\\\nv_{t+1} &= \\beta v_t + (1 - \\beta) g_t^{%d}\n\\end{aligned}",
    "\\mathrm{KL}(q \\,\\|\\, p) = \\int q(z) \\log \\frac{q(z)}{p_{%d}(z)} \\, dz",
)
CODE = (
    "```python\ndef step(w, g, rate={n}e-3):\n    return [a - rate * b for a, b in zip(w, g)]\n```",
    "```\nread graph G\nrepeat {n} times:\n    colour the node with most colours around it\n```",
    "```python\nfor epoch in range({n}):\n    loss = model(batch).square().mean()  # no mask\n    loss.backward()\n```",
)
HEADINGS = ("Idea", "Setting", "Method", "Results", "What I doubt", "Open ends", "Notes")

VENUES, KEYWORDS, CONTRIBUTORS, AUTHORS = 120, 800, 150, 4000
FIRST_YEAR, LAST_YEAR = 1996, 2025
#: A paper has one summary more with this probability, and again; a text is a reply with the other.
ANOTHER, REPLY = 0.2, 0.3


class Chance:
    """Draws that depend on nothing but the words that they are seeded with."""

    def __init__(self, *seed: object) -> None:
        # of a generator's draws only those of random() are promised to stay what they are
        self._next = random.Random(" ".join(map(str, seed))).random

    def happens(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self._next() < probability

    def below(self, number: int) -> int:
        """A number from 0 up to, not including, this one."""
        return int(self._next() * number)

    def between(self, least: int, most: int) -> int:
        """A number from the least to the most."""
        return least + self.below(most - least + 1)

    def one_of(self, things: Sequence[T]) -> T:
        """One of the things, each as likely as the others."""
        return things[self.below(len(things))]

    def ranked(self, sums: Sequence[float]) -> int:
        """A rank from 0, by the running sums of weights."""
        return bisect(sums, self._next() * sums[-1])


def zipf(number: int) -> list[float]:
    """The running sums of 1, 1/2, 1/3, ..."""
    return list(accumulate(1 / rank for rank in range(1, number + 1)))


RANKS = {number: zipf(number) for number in (VENUES, KEYWORDS, CONTRIBUTORS, AUTHORS)}


def family(number: int) -> str:
    """The family name of that number; those beyond the first 400 have two parts."""
    ends = len(FAMILY_ENDS)
    plain = FAMILY_STARTS[number // ends % len(FAMILY_STARTS)] + FAMILY_ENDS[number % ends]
    more = number // (ends * len(FAMILY_STARTS))
    return plain if not more else f"{plain}-{family(more - 1)}"


def person(number: int) -> tuple[str, str]:
    """Given and family name of the author or contributor of that number."""
    return GIVEN[number % len(GIVEN)], family(number)


def keyword(number: int) -> str:
    """The keyword of that number."""
    return f"{ADJECTIVES[number % len(ADJECTIVES)]} {FIELDS[number // len(ADJECTIVES) % len(FIELDS)]}"


def venue(number: int) -> tuple[str, str]:
    """Id and name of the venue of that number."""
    what, about = ("Conference", "Journal", "Workshop")[number % 3], FIELDS[number % len(FIELDS)]
    return f"{what[0].lower()}{about[:4]}{number}", f"{what} on {about.title()} {number // len(FIELDS) + 1}"


@dataclass
class Growing:
    """The archive while it is made: what later papers may name, and what was used."""

    seed: int
    papers: list[str] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    venues: set[int] = field(default_factory=set)
    contributors: set[int] = field(default_factory=set)


def title_of(chance: Chance, taken: set[str]) -> str:
    """A title that no paper has yet."""
    while True:
        a, b = chance.one_of(ADJECTIVES), chance.one_of(ADJECTIVES)
        one, other, about = chance.one_of(NOUNS), chance.one_of(NOUNS), chance.one_of(FIELDS)
        shapes = (
            f"{a.title()} {one}s for {b} {about}",
            f"On the {one} of a {a} {other}",
            f"Why {a} {one}s need a {b} {other}",
            f"{one.title()}{other.title()}: {about} with {a} {other}s and ${chance.one_of('km')}$ {one}s",
        )
        title = chance.one_of(shapes)
        if title.casefold() not in taken:
            taken.add(title.casefold())
            return title


def day_in(chance: Chance, year: int) -> date:
    """A day of the year."""
    return date(year, 1, 1) + timedelta(days=chance.below(365))


def paper_of(chance: Chance, number: int, growing: Growing) -> tuple[str, str, date]:
    """A new paper: its id, its record, and the day on which it appeared."""
    title = title_of(chance, growing.titles)
    year = LAST_YEAR - min(chance.below(9) * chance.below(5), LAST_YEAR - FIRST_YEAR)
    authors = [
        chance.ranked(RANKS[AUTHORS]) if chance.happens(0.6) else AUTHORS + 5 * number + place
        for place in range(chance.between(1, 5))
    ]
    names = [" ".join(person(author)) for author in dict.fromkeys(authors)]
    words = [word.strip(":$").lower() for word in title.split()][:3]
    paper_id = f"{family(authors[0]).lower()}-{year}-{'-'.join(words)}-{number}"
    where = chance.ranked(RANKS[VENUES])
    growing.venues.add(where)
    day = day_in(chance, year)
    keywords = dict.fromkeys(keyword(chance.ranked(RANKS[KEYWORDS])) for _ in range(chance.between(2, 5)))
    lines = [
        f"title: '{title}'",
        f"authors: [{', '.join(dict.fromkeys(names))}]",
        f"year: {year}",
        f"venue: {venue(where)[0]}",
        f"published: {day}",
        f"keywords: [{', '.join(keywords)}]",
    ]
    if chance.happens(0.7):
        lines += ["abstract: |-", *(f"  {sentence(chance)}" for _ in range(chance.between(3, 7)))]
    if chance.happens(0.6):
        lines.append(
            f'arxiv: "{year % 100:02}{day.month:02}.{number % 100_000:05}"' if year > 2014 else "type: article"
        )
    if chance.happens(0.4):
        lines.append(f'doi: "10.5555/made.up.{number}"')
    lines.append(f"url: https://example.org/{number}")
    if chance.happens(0.02):
        lines.append(f"aliases: [old-{number}]")
    return paper_id, "\n".join(lines) + "\n", day


def formula(chance: Chance) -> str:
    """A formula of a line: one of the usual ones, or one that hardly any other text has."""
    if chance.happens(0.7):
        return chance.one_of(FORMULAS)
    one, other = chance.one_of("abcdefghuvwxyz"), chance.one_of(("alpha", "beta", "gamma", "lambda", "mu", "tau"))
    return rf"{one}_{{{chance.below(40)}}} = \{other} {one}^{{{chance.between(2, 9)}}}"


def sentence(chance: Chance) -> str:
    """A sentence, in which there may be a formula, emphasis, code, or a number."""
    a, one, other = chance.one_of(ADJECTIVES), chance.one_of(NOUNS), chance.one_of(NOUNS)
    verb, thing = chance.one_of(VERBS), chance.one_of(THINGS)
    shapes = (
        f"The {a} {one} {verb} {thing}, and so does the {other}.",
        f"With ${formula(chance)}$ the {one} {verb} {thing} by {chance.between(2, 60)} %.",
        f"Where ${formula(chance)}$ holds, a *{a}* {one} is no better than ${formula(chance)}$ of a {other}.",
        f"As for {chance.one_of(FIELDS)}, {chance.one_of(VIEWS)} a **{a}** {one} that {verb} {thing}.",
        f"On {chance.one_of(FIELDS)} it takes {chance.between(1, 90)} hours until the {one} {verb} `{other}_{one}`.",
        f"What the {one} {verb} is {thing} rather than the {other}, as one sees at [their page](https://example.org/{a}).",
    )
    return chance.one_of(shapes)


@dataclass
class Writing:
    """A text while it is written: earlier papers to name, and the footnotes so far."""

    chance: Chance
    papers: Sequence[str]
    notes: list[str] = field(default_factory=list)

    def paragraph(self) -> str:
        """Some sentences; now and then with a link to an earlier paper."""
        told = self._sentences(2, 6)
        if self.papers and self.chance.happens(0.15):
            told.append(f"This goes back to [[{self.chance.one_of(self.papers)}]], or near it.")
        return " ".join(told)

    def noted(self) -> str:
        """A paragraph with a footnote."""
        self.notes.append(f"[^{len(self.notes) + 1}]: {sentence(self.chance)}")
        return f"{self.paragraph()}[^{len(self.notes)}]"

    def formula(self) -> str:
        """A formula that stands by itself."""
        return f"$$\n{self.chance.one_of(DISPLAYS) % self.chance.between(1, 40)}\n$$"

    def bullets(self) -> str:
        """A list."""
        return "\n".join(f"- {told}" for told in self._sentences(2, 5))

    def quotation(self) -> str:
        """A quotation."""
        return "\n".join(f"> {told}" for told in self._sentences(2, 3))

    def code(self) -> str:
        """A piece of code."""
        return self.chance.one_of(CODE).format(n=self.chance.between(2, 90))

    def table(self) -> str:
        """A table of made-up numbers."""
        chance = self.chance
        rows = [
            f"| {chance.one_of(NOUNS)} {number} | {chance.between(10, 99)}.{chance.below(10)} | ${formula(chance)}$ |"
            for number in range(chance.between(2, 6))
        ]
        return "\n".join(["| model | score | cost |", "|---|---:|---|", *rows])

    def _sentences(self, least: int, most: int) -> list[str]:
        return [sentence(self.chance) for _ in range(self.chance.between(least, most))]


#: What a text is made of, as often as it stands here.
BLOCKS = (
    *[Writing.paragraph] * 11,
    *[Writing.formula] * 3,
    *[Writing.bullets] * 2,
    Writing.noted,
    Writing.quotation,
    Writing.code,
    Writing.table,
)


def text_of(chance: Chance, papers: Sequence[str]) -> str:
    """A text of a few words up to some thousand, most of some hundred."""
    writing = Writing(chance, papers)
    blocks = []
    # the product of two draws: many short texts, few long ones
    for number in range(2 + chance.below(6) * chance.below(5)):
        if number and chance.happens(0.2):
            blocks.append(f"## {chance.one_of(HEADINGS)}")
        blocks.append(chance.one_of(BLOCKS)(writing))
    return "\n\n".join([*blocks, *writing.notes]) + "\n"


def summaries_of(chance: Chance, paper_id: str, day: date, growing: Growing) -> Iterator[tuple[str, str]]:
    """The summaries of a paper, replies among them: the path of each, and its text."""
    stems: list[str] = []
    day += timedelta(days=chance.below(700))
    while True:
        who = chance.ranked(RANKS[CONTRIBUTORS])
        growing.contributors.add(who)
        handle = handle_of(who)
        stem = handle if handle not in stems else f"{handle}-{len(stems) + 1}"
        lines = [f"paper: {paper_id}", f"author: {handle}", f"date: {min(day, date(LAST_YEAR, 12, 31))}"]
        if stems and chance.happens(REPLY):
            lines.append(f"reply_to: {chance.one_of(stems)}")
        if chance.happens(0.7):
            lines.append(
                f"tldr: The {chance.one_of(ADJECTIVES)} {chance.one_of(NOUNS)} is what {chance.one_of(VERBS)}."
            )
        if chance.happens(0.1):
            lines.append(f"title: A {chance.one_of(ADJECTIVES)} view of it")
        head = "\n".join(lines)
        yield f"summaries/{paper_id}/{stem}.md", f"---\n{head}\n---\n{text_of(chance, growing.papers)}"
        stems.append(stem)
        if not chance.happens(ANOTHER):
            return
        day += timedelta(days=chance.between(1, 90))


def handle_of(number: int) -> str:
    """The handle of the contributor of that number."""
    given, name = person(number)
    return f"{given}-{name}".lower()


def picture(chance: Chance) -> bytes:
    """A PNG of 64 times 48 grey stripes."""
    rows = b"".join(b"\0" + bytes([chance.below(256)]) * 64 for _ in range(48))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    # stored, since what compression gives differs from one version of zlib to the next
    head = struct.pack(">IIBBBBB", 64, 48, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")


CONFIG = """title: A made-up archive
description: Nobody wrote these summaries.
url: https://archive.example.org/
feed_id: archive.example.org,2026
"""
ABOUT = "---\ntitle: About\nmenu: true\n---\nThis archive was made by chance, to measure how long its site takes.\n"


def files_of(summaries: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """The files of an archive with so many summaries: path and bytes, papers in their order."""
    yield "config.yml", CONFIG.encode()
    yield "content/pages/about.md", ABOUT.encode()
    growing = Growing(seed)
    left, number = summaries, 0
    while left:
        chance = Chance(seed, number)
        paper_id, record, day = paper_of(chance, number, growing)
        yield f"content/papers/{paper_id}.yml", record.encode()
        for path, text in summaries_of(chance, paper_id, day, growing):
            if not left:
                break
            left -= 1
            if chance.happens(0.02):
                yield f"content/{path[:-3]}.png", picture(chance)
                shown = f"\n![What came out]({Path(path).stem}.png)\n"
            else:
                shown = ""
            yield f"content/{path}", (text + shown).encode()
        growing.papers.append(paper_id)
        number += 1
    for where in sorted(growing.venues):
        venue_id, name = venue(where)
        yield f"content/venues/{venue_id}.yml", f"name: {name}\nkind: {name.split()[0].lower()}\n".encode()
    for who in sorted(growing.contributors):
        if who % 3:
            record = f"name: {' '.join(person(who))}\nurl: https://example.org/people/{who}\n"
            yield f"content/contributors/{handle_of(who)}.yml", record.encode()


def write_archive(folder: Path, summaries: int, seed: int = 1) -> int:
    """Write an archive into a folder that is made if need be; the number of its papers."""
    papers = 0
    made: set[str] = set()
    for path, data in files_of(summaries, seed):
        above = f"{folder}/{path.rpartition('/')[0]}"
        if above not in made:
            Path(above).mkdir(parents=True, exist_ok=True)
            made.add(above)
        with open(f"{folder}/{path}", "wb") as file:
            file.write(data)
        papers += path.startswith("content/papers/")
    return papers


def main() -> None:
    """Write the archive that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--summaries", type=int, default=1583)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    papers = write_archive(asked.folder, asked.summaries, asked.seed)
    print(f"{asked.folder}: {papers:,} papers, {asked.summaries:,} summaries")


if __name__ == "__main__":
    main()
