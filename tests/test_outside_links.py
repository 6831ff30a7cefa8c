"""Links out of the archive are found where they are written, asked for politely, and called dead only if they are."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest
from archives import linked, paper, record, summary, write_archive
from hypothesis import given
from hypothesis import strategies as st

from shortsite.outside_links.outgoing import Outgoing, outgoing_links
from shortsite.outside_links.reach import ALIVE, DEAD, UNSURE, Answer, Manners, ask, ask_all, is_public
from shortsite.outside_links.report import Report, listed, markdown, text
from shortsite.problems import Place

TODAY = date(2026, 4, 6)

# Where links are written


def test_links_are_found_in_records_and_texts_with_their_places(tmp_path: Path) -> None:
    root = write_archive(
        tmp_path,
        {
            "content/papers/p.yml": paper(code="https://a.example/code", links={"Talk": "https://a.example/talk"}),
            "content/summaries/p/ann.md": summary(
                "p",
                "See <https://b.example/x?a=1&b=2#part> and [mail](mailto:a@b.example).\n\n![far](https://c.example/i.png)",
            ),
            "content/venues/v.yml": record(name="V", url="https://v.example/"),
            "content/contributors/ann.yml": record(name="Ann", url="https://b.example/x?a=1&b=2"),
            "content/pages/about.md": "---\ntitle: About\n---\n[Home](https://d.example/)\n",
        },
    )
    found = outgoing_links(linked(root)[0], root)
    assert [
        "content/papers/p.yml:5:7: https://a.example/code",
        "content/papers/p.yml:7:9: https://a.example/talk",
        "content/contributors/ann.yml:2:6: https://b.example/x?a=1&b=2",
        "content/summaries/p/ann.md:6:6: https://b.example/x?a=1&b=2",
        "content/summaries/p/ann.md:8:8: https://c.example/i.png",
        "content/pages/about.md:4:8: https://d.example/",
        "content/venues/v.yml:2:6: https://v.example/",
    ] == list(listed(found))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[a](https://a.example/) https://a.example/b, [b](https://a.example/).", ["a 7:5", "a 7:50", "ab 7:25"]),
        ("[a][1] and [b][1]\n\n[1]: https://a.example/ 'Words'", ["a 9:6"]),
        ("<https://a.example>", ["a 7:2"]),
        ('<a href="https://a.example/?b=1&amp;c=2">a</a>', ["a?b=1&c=2 7:10"]),
        ("[a](<https://a.example/ä b>)", ["a%C3%A4%20b 7:6"]),
        ("See (https://a.example/b).\n\n> https://a.example/b?", ["ab 7:6", "ab 9:3"]),
    ],
)
def test_a_link_is_told_where_its_address_stands(body: str, expected: list[str], tmp_path: Path) -> None:
    # the front matter is no part of the text
    text = summary("p", body, tldr="https://a.example/")
    files = {"content/papers/p.yml": paper(), "content/summaries/p/ann.md": text.replace("\n", "\r\n")}
    root = write_archive(tmp_path, files)
    found = outgoing_links(linked(root)[0], root)
    told = [
        f"{link.url.removeprefix('https://').replace('.example', '').replace('/', '')} {place.line}:{place.column}"
        for link in found
        for place in link.places
    ]
    assert expected == told


def test_what_shortsite_makes_of_an_identifier_is_no_link_that_somebody_wrote(tmp_path: Path) -> None:
    root = write_archive(tmp_path, {"content/papers/p.yml": paper(arxiv="1706.03762", doi="10.1000/182")})
    assert () == outgoing_links(linked(root)[0], root)


# Asking


@dataclass
class Site:
    """A server that notes what it is asked."""

    url: str
    asked: list[tuple[float, str, str, str]] = field(default_factory=list)


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as made:
        yield made


REDIRECTS = {
    "/to-private": "http://10.0.0.1/",
    "/round": "/round",
    "/moved": "/200?a=\xc3\xa4 b",
    "/nonsense": "http://[::1/",
}


class Handler(BaseHTTPRequestHandler):
    """Answers with the status that the path begins with, and notes who asked."""

    site: Site

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        self.site.asked.append((time.monotonic(), self.command, self.path, self.headers["User-Agent"]))
        if self.path == "/drip":
            self.drip()
            return
        self.send_response(self.status())
        if self.path in REDIRECTS:
            self.send_header("Location", REDIRECTS[self.path])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def status(self) -> int:
        if self.path in REDIRECTS:
            return 301
        if self.path == "/no-head":
            return 404 if self.command == "HEAD" else 200
        return int(self.path[1:4])

    def drip(self) -> None:
        with suppress(OSError):
            for _ in range(40):
                self.wfile.write(b"H")
                time.sleep(0.05)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def served() -> Iterator[Site]:
    made = Site("")
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"site": made})) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        made.url = f"http://127.0.0.1:{server.server_port}"
        yield made
        server.shutdown()
        thread.join()


def manners(**changed: object) -> Manners:
    given = {
        "agent": "shortsite (+https://toy.example.org/)",
        "pause": 0.0,
        "is_allowed": lambda name: name == "127.0.0.1",
    }
    return Manners(**given | changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/200", Answer(ALIVE)),
        ("/no-head", Answer(ALIVE)),
        ("/moved", Answer(ALIVE)),
        ("/404", Answer(DEAD, "answers with 404")),
        ("/410", Answer(DEAD, "answers with 410")),
        ("/403", Answer(UNSURE, "answers with 403")),
        ("/429", Answer(UNSURE, "answers with 429")),
        ("/500", Answer(UNSURE, "answers with 500")),
        ("/to-private", Answer(DEAD, "leads into a private network")),
        ("/round", Answer(UNSURE, "answers with one redirect after another")),
        ("/nonsense", Answer(UNSURE, "leads to an address that is none")),
    ],
)
def test_only_a_page_that_is_surely_gone_is_dead(site: Site, path: str, answer: Answer) -> None:
    assert answer == ask(site.url + path, manners())


def test_a_host_that_is_not_there_is_dead_and_one_that_is_silent_is_not(site: Site) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        assert Answer(UNSURE, "can't be reached, or breaks off") == ask(closed, manners())
    https = site.url.replace("http:", "https:")
    assert UNSURE == ask(https, manners()).state


def test_who_asks_is_told_and_hosts_get_a_pause(site: Site) -> None:
    urls = [f"{site.url}/200?{number}" for number in range(4)]
    found = ask_all(urls, TODAY, manners(pause=0.1))
    assert dict.fromkeys(urls, Answer(ALIVE)) == found
    assert {"shortsite (+https://toy.example.org/)"} == {agent for _, _, _, agent in site.asked}
    times = [moment for moment, *_ in site.asked]
    assert all(later - earlier >= 0.1 for earlier, later in pairwise(times))


def test_each_day_has_its_own_order(site: Site) -> None:
    urls = [f"{site.url}/200?{number}" for number in range(10)]
    orders = []
    for day in (TODAY, TODAY, date(2026, 4, 13)):
        site.asked.clear()
        ask_all(urls, day, manners())
        orders.append([path for _, _, path, _ in site.asked])
    assert orders[0] == orders[1] != orders[2]


def test_a_server_that_drips_holds_nobody_up(site: Site) -> None:
    assert UNSURE == ask_all([f"{site.url}/drip"], TODAY, manners(seconds=0.3))[f"{site.url}/drip"].state


def test_what_is_not_asked_in_time_has_no_answer(site: Site) -> None:
    urls = [f"{site.url}/200?{number}" for number in range(50)]
    found = ask_all(urls, TODAY, manners(total=0.3, pause=0.1))
    assert 0 < len(found) < 50
    links = [Outgoing(url, (Place("x"),)) for url in urls]
    assert "not asked in time" in Report.of(links, found).counts


def test_without_a_network_no_link_is_called_dead() -> None:
    found = ask_all(["http://127.0.0.1/", "https://127.0.0.1/"], TODAY, manners(is_allowed=lambda _: False))
    assert {UNSURE} == {answer.state for answer in found.values()}


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
    ],
)
def test_private_networks_are_known(address: str, public: bool) -> None:
    assert public == is_public(address)


@given(st.text(max_size=40))
def test_whatever_a_link_holds_it_gets_an_answer(rest: str) -> None:
    assert ask(f"http://{rest}", manners(is_allowed=lambda _: False)).state in {DEAD, UNSURE}


# The report


def test_a_report_names_each_place_and_mentions_nobody() -> None:
    places = tuple(Place(f"content/papers/p{number}.yml", 3, 2) for number in range(7))
    links = [Outgoing("https://x.example/@everyone", places), Outgoing("https://y.example/", (Place("z"),))]
    report = Report.of(links, {links[0].url: Answer(DEAD, "answers with 404"), links[1].url: Answer(ALIVE)})
    assert "1 dead, 1 alive, 0 without a clear answer" == report.counts
    assert "content/papers/p0.yml:3:2: https://x.example/@everyone answers with 404" == text(report).splitlines()[0]
    shown = markdown(report)
    assert "and 2 more places" in shown
    assert "@everyone" not in shown
    assert "y.example" not in shown


def test_the_command_lists_links_and_asks_none_in_a_private_network(tmp_path: Path) -> None:
    with served() as site:
        files = {"content/papers/p.yml": paper(url=f"{site.url}/404")}
        root = write_archive(tmp_path / "a", files)
        command = [sys.executable, "-m", "shortsite", "-C", root, "links"]
        plain = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (0, f"content/papers/p.yml:5:6: {site.url}/404\n") == (plain.returncode, plain.stdout)
        checked = subprocess.run([*command, "--check"], capture_output=True, text=True, check=False)
        assert (1, "", []) == (checked.returncode, checked.stdout, site.asked)
        assert "no host answered, so nothing is known of the links" in checked.stderr
        write_archive(root, {"content/papers/q.yml": "title: [\n"})
        for asked in (command, [*command, "--check"]):
            broken = subprocess.run(asked, capture_output=True, text=True, check=False)
            assert (1, True) == (broken.returncode, "content/papers/q.yml:1:8: error SS002" in broken.stderr)
        assert plain.stdout == subprocess.run(command, capture_output=True, text=True, check=False).stdout
