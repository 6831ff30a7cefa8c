"""Ids and dates of entries through any course of an archive: nobody is shown an old text as new."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from archives import CONFIG, linked, paper, summary, write_archive
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from subscribed import Read, entries_of, subscribed

from shortsite.pages.digests import digest_feeds
from shortsite.pages.feed_archives import archive_feeds
from shortsite.pages.home import home_pages

FIRST = datetime(2026, 3, 1, tzinfo=UTC)
KINDS = (home_pages, archive_feeds, digest_feeds)
SIZE = 4


@dataclass
class Work:
    """A paper, and the ids that it had before."""

    id: str
    title: str = "T"
    former: list[str] = field(default_factory=list)


@dataclass
class Told:
    """A text: its paper by number, and what its front matter says."""

    work: int
    stem: str
    date: str
    updated: str = ""
    words: str = "Words."
    reply_to: str = ""
    withdrawn: bool = False


class ArchiveMachine(RuleBasedStateMachine):
    """An archive that is edited in every way that people may edit one."""

    def __init__(self) -> None:
        super().__init__()
        self.works: list[Work] = []
        self.texts: list[Told] = []
        self.url = "https://toy.example.org/"
        self.day = 0
        self.count = 0
        self.seen: dict[int, Read] = {}
        self.documents: dict[str, tuple[str, ...]] = {}
        self.digests: dict[str, Read] = {}
        self.only_added = True

    def _today(self) -> str:
        return (FIRST + timedelta(days=self.day)).date().isoformat()

    def _next(self) -> int:
        self.count += 1
        return self.count

    @initialize()
    def begin(self) -> None:
        self.works.append(Work("paper-0"))
        for days in (0, 0, 40, 260, 10, 30):
            self.day += days
            self.texts.append(Told(0, f"s{self._next()}", self._today()))

    @rule(days=st.sampled_from([0, 1, 5, 40, 400]))
    def wait(self, days: int) -> None:
        self.day += days

    @rule()
    def add_paper(self) -> None:
        self.works.append(Work(f"paper-{self._next()}"))

    @rule(data=st.data(), at=st.booleans())
    def add(self, data: st.DataObject, at: bool) -> None:
        work = data.draw(st.integers(0, len(self.works) - 1))
        date = f"{self._today()}T{self._next() % 24:02}:30:00Z" if at else self._today()
        self.texts.append(Told(work, f"s{self._next()}", date))

    @precondition(lambda self: self.texts)
    @rule(data=st.data())
    def reply(self, data: st.DataObject) -> None:
        parent = data.draw(st.sampled_from(self.texts))
        self.texts.append(Told(parent.work, f"s{self._next()}", self._today(), reply_to=parent.stem))

    @precondition(lambda self: self.texts)
    @rule(data=st.data(), dated=st.booleans())
    def edit(self, data: st.DataObject, dated: bool) -> None:
        text = data.draw(st.sampled_from(self.texts))
        text.words = f"Words {self._next()}."
        if dated:
            text.updated = self._today()

    @rule(data=st.data())
    def retitle(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.works)).title = f"Title {self._next()}"

    @rule(data=st.data())
    def rename(self, data: st.DataObject) -> None:
        work = data.draw(st.sampled_from(self.works))
        work.former.append(work.id)
        work.id = f"renamed-{self._next()}"

    @precondition(lambda self: any(not text.withdrawn for text in self.texts))
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from([text for text in self.texts if not text.withdrawn])).withdrawn = True
        self.only_added = False

    @rule()
    def move(self) -> None:
        self.url = f"https://host-{self._next()}.example.net/sub/"

    @invariant()
    def subscribers_see_nothing_false(self) -> None:
        with TemporaryDirectory() as folder:
            root = write_archive(Path(folder), self._files())
            assert [] == [str(problem) for problem in linked(root)[1] if problem.severity == "error"]
            feeds = subscribed(root, KINDS)
        whole = self._complete(feeds)
        shown = {number: whole[self._id(text, whole)] for number, text in enumerate(self.texts) if not text.withdrawn}
        assert len(whole) == len(shown)
        for number, entry in shown.items():
            before = self.seen.get(number)
            if before:
                assert (before.id, before.published) == (entry.id, entry.published)
                assert before.updated <= entry.updated
            assert entry.published <= entry.updated
        assert len({entry.id for entry in shown.values()}) == len(shown)
        assert len({entry.updated for entry in shown.values()}) == len(shown)
        self.seen = shown
        self._archives_stay(feeds)
        self._digests_stay(feeds)

    def _files(self) -> dict[str, str]:
        config = CONFIG.replace("https://toy.example.org/", self.url)
        files = {"config.yml": f"{config}feed_size: {SIZE}\ndigests: [weekly]\n"}
        for work in self.works:
            more = {"aliases": work.former} if work.former else {}
            files[f"content/papers/{work.id}.yml"] = paper(work.title, **more)
        for text in self.texts:
            told = {"updated": text.updated, "reply_to": text.reply_to, "withdrawn": "wrong" if text.withdrawn else ""}
            more = {key: value for key, value in told.items() if value}
            of = self.works[text.work].id
            files[f"content/summaries/{of}/{text.stem}.md"] = summary(of, text.words, date=text.date, **more)
        return files

    def _id(self, text: Told, whole: dict[str, Read]) -> str:
        (found,) = [name for name in whole if name.endswith(f"/{text.stem}")]
        return found

    def _complete(self, feeds: dict[str, bytes]) -> dict[str, Read]:
        """The whole history as a reader gets it that follows the links from each document to the one before."""
        found: dict[str, Read] = {}
        path = "feed.json"
        while path:
            for entry in entries_of(feeds[path]):
                # what is newer wins, as RFC 5005 says
                found.setdefault(entry.id, entry)
            links = [url for url in (self._older(feeds[path]),) if url]
            path = links[0].removeprefix(self.url) if links else ""
        return found

    @staticmethod
    def _older(data: bytes) -> str:
        import json

        return str(json.loads(data).get("next_url", ""))

    def _archives_stay(self, feeds: dict[str, bytes]) -> None:
        """As long as texts are only added, a document keeps its entries; the newest day's may yet grow."""
        last = max((text.date[:10] for text in self.texts if not text.withdrawn), default="")
        documents = {
            path: tuple(entry.id for entry in read)
            for path, read in ((path, entries_of(data)) for path, data in feeds.items() if path.startswith("archive/"))
            if last not in {entry.published.date().isoformat() for entry in read}
        }
        if self.only_added:
            assert self.documents == {path: documents.get(path) for path in self.documents}
        self.documents = documents

    def _digests_stay(self, feeds: dict[str, bytes]) -> None:
        found = {entry.id: replace(entry, link="") for entry in entries_of(feeds["digest/weekly/feed.json"])}
        for name, entry in found.items():
            before = self.digests.get(name)
            assert before is None or (before.published, before.updated) == (entry.published, entry.updated)
            assert entry.published == entry.updated
        self.digests |= found


ArchiveMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=14, deadline=None)
TestAnyCourseOfAnArchive = ArchiveMachine.TestCase
