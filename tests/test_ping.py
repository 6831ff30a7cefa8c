"""``shortsite ping``: a hub hears of the feeds that changed, once, in a form that hubs understand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from archives import CONFIG, URL, paper, record, summary
from click.testing import CliRunner, Result
from repositories import Repository

from shortsite import urls
from shortsite.cli import shortsite
from shortsite.published.hub import Telling, Untold, tell

FORMATS = [name for _, name, _, _ in urls.FEEDS]
FILES = {
    "content/papers/byron-2020-x.yml": paper("X", 2020, keywords=["tides"], venue="iclr"),
    "content/papers/king-2021-y.yml": paper("Y", 2021, authors=["Ben King"], keywords=["lamps"]),
    "content/summaries/byron-2020-x/ann.md": summary("byron-2020-x"),
    "content/summaries/king-2021-y/bob.md": summary("king-2021-y", author="bob"),
    "content/venues/iclr.yml": record(name="Learning Representations", short="ICLR"),
}


@dataclass
class Hub:
    """A hub that notes what it is told: the feeds of each request."""

    url: str
    answer: Callable[[int], tuple[int, dict[str, str], bytes]] = lambda _: (204, {}, b"")
    told: list[list[str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def feeds(self) -> list[str]:
        return [feed for batch in self.told for feed in batch]


@pytest.fixture
def hub() -> Iterator[Hub]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            pairs = parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode("ascii"), strict_parsing=True)
            assert ("hub.mode", "publish") == pairs[0]
            assert {"hub.url"} == {name for name, _ in pairs[1:]}
            made.told.append([value for _, value in pairs[1:]])
            made.headers.append({name.lower(): value for name, value in self.headers.items()})
            status, headers, body = made.answer(len(made.told))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            with suppress(ConnectionError):
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Hub(f"http://127.0.0.1:{server.server_address[1]}/hub?x=1")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def repository(hub: Hub, tmp_path: Path) -> Repository:
    made = Repository.init(tmp_path / "archive")
    made.commit({"config.yml": f"{CONFIG}websub_hub: {hub.url}\n", **FILES})
    return made


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(shortsite, ["-C", str(root), "ping", "--jobs", "1", "--no-cache", *arguments])


def addresses(*lists: str) -> list[str]:
    return sorted(f"{URL}{path}{name}" for path in lists for name in FORMATS)


# Which feeds


def test_the_hub_is_told_of_the_sites_feeds(repository: Repository, hub: Hub) -> None:
    result = run(repository.root)
    assert (0, f"the hub {hub.url.split('/')[2]} was told of 3 feeds\n") == (result.exit_code, result.stderr)
    assert addresses("") == sorted(hub.feeds) == sorted(result.stdout.split())
    assert 1 == len(hub.told)
    sent = hub.headers[0]
    assert "application/x-www-form-urlencoded" == sent["content-type"]
    assert sent["user-agent"].startswith("shortsite/")


def test_or_of_every_feed_each_as_it_names_itself(repository: Repository, hub: Hub, tmp_path: Path) -> None:
    assert 0 == run(repository.root, "--all").exit_code
    CliRunner().invoke(shortsite, ["-C", str(repository.root), "build", "--output", str(tmp_path / "site")])
    files = [
        file.relative_to(tmp_path / "site").as_posix()
        for file in (tmp_path / "site").rglob("*")
        if file.name in FORMATS
    ]
    assert sorted(URL + file for file in files) == sorted(hub.feeds)


def test_since_a_commit_only_of_those_that_are_not_as_they_were(repository: Repository, hub: Hub) -> None:
    repository.commit(
        {"content/summaries/byron-2020-x/eve.md": summary("byron-2020-x", author="eve", date="2026-05-05")}
    )
    assert 0 == run(repository.root, "--since", "HEAD~1").exit_code
    lists = ["", "discussed/", "paper/byron-2020-x/", "venue/iclr/", "venue/iclr/2020/", "year/2020/", "keyword/tides/"]
    assert addresses(*lists, "author/ada-byron/", "contributor/eve/") == sorted(hub.feeds)


def test_an_edit_and_a_withdrawal_change_feeds_too(repository: Repository, hub: Hub) -> None:
    repository.commit({"content/summaries/king-2021-y/bob.md": summary("king-2021-y", "Other.", author="bob")})
    assert 0 == run(repository.root, "--since", "HEAD~1").exit_code
    lists = ("", "year/2021/", "keyword/lamps/", "author/ben-king/", "contributor/bob/")
    assert addresses(*lists) == sorted(hub.feeds)
    hub.told.clear()
    repository.commit({"content/summaries/king-2021-y/bob.md": summary("king-2021-y", author="bob", withdrawn="wrong")})
    assert 0 == run(repository.root, "--since", "HEAD~1").exit_code
    assert addresses(*lists) == sorted(hub.feeds)


def test_a_keyword_that_a_paper_lost_has_another_feed_as_well(repository: Repository, hub: Hub) -> None:
    repository.commit({"content/papers/zeno-2022-z.yml": paper("Z", 2022, keywords=["tides"])})
    repository.commit({"content/papers/byron-2020-x.yml": paper("X", 2020, keywords=["waves"], venue="iclr")})
    assert 0 == run(repository.root, "--since", "HEAD~1").exit_code
    assert set(addresses("keyword/tides/", "keyword/waves/")) < set(hub.feeds)
    assert not set(addresses("keyword/lamps/", "year/2021/")) & set(hub.feeds)


def test_what_no_feed_shows_changes_none_and_the_hub_is_left_alone(repository: Repository, hub: Hub) -> None:
    repository.commit({"content/pages/about.md": "---\ntitle: About\n---\nUs.\n"})
    result = run(repository.root, "--since", "HEAD~1")
    assert (0, "no feed has changed\n", []) == (result.exit_code, result.stderr, hub.told)


def test_another_title_changes_all_feeds(repository: Repository, hub: Hub) -> None:
    repository.commit({"config.yml": f"{CONFIG}websub_hub: {hub.url}\n".replace("Toy archive", "Toys")})
    assert 0 == run(repository.root, "--since", "HEAD~1").exit_code
    since, hub.told = hub.feeds, []
    assert 0 == run(repository.root, "--all").exit_code
    assert sorted(hub.feeds) == sorted(since)


def test_where_the_archive_could_not_be_read_before_all_feeds_are_new(repository: Repository) -> None:
    whole = (repository.root / "config.yml").read_text()
    repository.commit({"config.yml": "title: [\n"})
    repository.commit({"config.yml": whole})
    assert len(run(repository.root, "--all", "--dry-run").stdout.split()) == len(
        run(repository.root, "--since", "HEAD~1", "--dry-run").stdout.split()
    )


def test_a_dry_run_lists_them_and_tells_nobody(repository: Repository, hub: Hub) -> None:
    result = run(repository.root, "--dry-run")
    assert (0, addresses(""), []) == (result.exit_code, sorted(result.stdout.split()), hub.told)


# What may go wrong


def test_an_archive_without_a_hub_is_wrong_usage(tmp_path: Path) -> None:
    made = Repository.init(tmp_path)
    made.commit({"config.yml": CONFIG, **FILES})
    result = run(tmp_path)
    assert (2, True) == (
        result.exit_code,
        "config.yml names no hub; give it 'websub_hub: https://...'" in result.stderr,
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--since", "HEAD", "--all"], "exclude each other"),
        (["--since", "nowhere"], "nowhere"),
        (["--batch", "0"], "--batch"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    repository: Repository, hub: Hub, arguments: list[str], words: str
) -> None:
    result = run(repository.root, *arguments)
    assert (2, True, []) == (result.exit_code, words in result.stderr, hub.told)


def test_many_feeds_are_told_in_batches(repository: Repository, hub: Hub) -> None:
    assert 0 == run(repository.root, "--all", "--batch", "10").exit_code
    assert {10} == {len(batch) for batch in hub.told[:-1]}
    assert len(set(hub.feeds)) == len(hub.feeds)


def test_a_hub_that_refuses_is_asked_no_more(repository: Repository, hub: Hub) -> None:
    hub.answer = lambda number: (
        (204, {}, b"") if number == 1 else (422, {"Content-Type": "text/plain"}, b"One\nat a time\x1b[31m")
    )
    result = run(repository.root, "--all", "--batch", "5")
    assert (1, 2, 5) == (result.exit_code, len(hub.told), len(result.stdout.split()))
    every = len(run(repository.root, "--all", "--dry-run").stdout.split())
    host = hub.url.split("/")[2]
    assert (
        f"the hub {host} answers with 422: 'One at a time\N{REPLACEMENT CHARACTER}[31m'; it was told of 5 of {every} feeds\n"
        == result.stderr
    )


def untold(hub: Hub, **limits: Any) -> str:
    with pytest.raises(Untold) as caught:
        list(tell(hub.url, ["https://a.example/feed.xml"], Telling("test", **limits)))
    return str(caught.value)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((301, {"Location": "https://new.example/"}, b""), "is not there any more, but at 'https://new.example/'"),
        ((302, {}, b""), "answers with 302"),
        ((500, {"Content-Type": "text/html"}, b"<h1>Oh</h1>"), "answers with 500"),
        ((200, {}, b"x" * 200_000), "gave an answer without end"),
    ],
)
def test_whatever_a_hub_answers_is_told_in_a_few_words(
    hub: Hub, answer: tuple[int, dict[str, str], bytes], words: str
) -> None:
    hub.answer = lambda _: answer
    assert words == untold(hub)
    assert 1 == len(hub.told)


def test_a_hub_that_is_slow_or_away_is_not_waited_for(hub: Hub) -> None:
    def slow(_: int) -> tuple[int, dict[str, str], bytes]:
        time.sleep(1)
        return 204, {}, b""

    hub.answer = slow
    assert "did not answer within 0.2 seconds" == untold(hub, seconds=0.2)
    hub.url = "http://127.0.0.1:1/"
    assert "can't be reached" == untold(hub)


def test_addresses_arrive_as_they_are(hub: Hub) -> None:
    feeds = ["https://a.example/x?y=1&z=%20+", "https://xn--bcher-kva.example/feed.xml"]
    assert [feeds] == list(tell(hub.url, feeds, Telling("test")))
    assert [feeds] == hub.told
