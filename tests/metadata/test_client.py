"""The client: where it goes, how long it waits, what it keeps."""

from __future__ import annotations

import gzip
import random
import socket
import threading
import time
from pathlib import Path

import pytest
from damaging import mutated

from metadata.conftest import QUICK, Outside
from shortsite import __version__
from shortsite.metadata import Client
from shortsite.metadata.answers import Answers
from shortsite.metadata.client import Limits, admitted, user_agent
from shortsite.metadata.source import Answer, Host, Request, Unanswered

FIRST, SECOND = Host("doi.org", "doi.org", pause=0.0), Host("api.crossref.org", "Crossref", pause=0.0)
REQUEST = Request("https://doi.org/10.1000/182?x=y", (FIRST, SECOND), "application/json")


def body(answer: Answer) -> bytes:
    return answer.body


def sentence(client: Client, request: Request = REQUEST) -> str:
    with pytest.raises(Unanswered) as caught:
        client.ask(request, body)
    return str(caught.value)


def sent_to(location: str) -> dict[str, dict[str, str]]:
    return {"headers": {"Location": location}}


# where it goes


def test_a_question_is_asked_with_the_name_of_who_asks(outside: Outside) -> None:
    outside.give("doi.org/", b"yes")
    with Client(contact="https://summaries.example.org/", resolve=outside.resolve) as client:
        assert b"yes" == client.ask(REQUEST, body)
    assert ["doi.org/10.1000/182?x=y"] == outside.asked
    headers = outside.headers[0]
    assert f"shortsite/{__version__} (+https://summaries.example.org/)" == headers["User-Agent"]
    assert "application/json" == headers["Accept"]
    assert {"Host", "User-Agent", "Accept", "Accept-Encoding"} == set(headers)


def test_a_contact_can_add_no_header() -> None:
    assert f"shortsite/{__version__} (+mailto:a@b.examplex-y:z)" == user_agent("mailto:a@b.example\r\nx-y: (z)")
    assert f"shortsite/{__version__}" == user_agent("")


def test_redirects_among_the_hosts_are_followed_over_tls(outside: Outside) -> None:
    outside.give("doi.org/", b"", 302, **sent_to("http://api.crossref.org/v1/works/10.1000%2F182/transform"))
    outside.give("api.crossref.org/v1/", b"", 307, **sent_to("/v2/there#part"))
    outside.give("api.crossref.org/v2/there", b"yes")
    with Client(resolve=outside.resolve, limits=QUICK) as client:
        assert b"yes" == client.ask(REQUEST, body)
    assert ["doi.org", "api.crossref.org", "api.crossref.org"] == [path.split("/")[0] for path in outside.asked]


@pytest.mark.parametrize(
    ("location", "named"),
    [
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254"),
        ("https://example.org/", "example.org"),
        ("https://doi.org.example.org/", "doi.org.example.org"),
        ("//example.org/x", "example.org"),
        ("file:///etc/passwd", "an address that is none"),
        ("ftp://doi.org/x", "doi.org"),
        ("https://doi.org:8080/x", "doi.org"),
        ("https://user:secret@doi.org/x", "doi.org"),
        ("https://doi.org@example.org/x", "example.org"),
        ("https://[::1/x", "an address that is none"),
        ("https://127.0.0.1/", "127.0.0.1"),
        ("https://openreview.net/", "openreview.net"),
        ("gopher:x", "an address that is none"),
        ("https://\x1b[31m.example.org/", "an address that is none"),
        (f"https://{'x' * 300}/", "an address that is none"),
    ],
)
def test_no_other_host_is_ever_asked(outside: Outside, client: Client, location: str, named: str) -> None:
    outside.give("doi.org/", b"", 302, **sent_to(location))
    assert f"doi.org sent us to {named}, which shortsite does not ask" == sentence(client)
    assert 1 == len(outside.asked)


def test_not_even_the_first_request_goes_elsewhere() -> None:
    with pytest.raises(Unanswered, match="example.org, which shortsite does not ask"):
        admitted("https://example.org/", REQUEST)
    assert (FIRST, "https://doi.org/x") == admitted("HTTP://DOI.ORG:80/x#y", REQUEST)


def test_a_ring_of_redirects_ends(outside: Outside, client: Client) -> None:
    outside.give("doi.org/", b"", 301, **sent_to("/again"))
    assert "doi.org sent us from one address to the next; try again later" == sentence(client)
    assert QUICK.redirects + 1 == len(outside.asked)


def test_the_environment_sends_requests_nowhere_but_through_a_proxy(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def serve() -> None:
            connection, _ = proxy.accept()
            with connection:
                lines.append(connection.recv(4096))
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        monkeypatch.setenv("HTTPS_PROXY", f"http://ann:secret@127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with Client(limits=QUICK) as client:
            assert "the proxy that HTTPS_PROXY names does not lead to doi.org; mend or unset it" == sentence(client)
        thread.join()
    assert lines[0].startswith(b"CONNECT doi.org:443 HTTP/1.")
    assert b"Proxy-Authorization: Basic YW5uOnNlY3JldA==" in lines[0].replace(
        b"proxy-authorization", b"Proxy-Authorization"
    )
    assert [] == outside.asked


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "http://[::1", "http://127.0.0.1:1", "nonsense://"])
def test_a_proxy_that_is_none_is_named(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with Client(limits=QUICK) as client:
        assert "the proxy that HTTPS_PROXY names does not lead to doi.org; mend or unset it" == sentence(client)


def test_a_host_that_does_not_listen_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Client(resolve={"https://doi.org": f"http://127.0.0.1:{port}"}, limits=QUICK) as client:
        assert "doi.org (doi.org) can't be reached; is there a network?" == sentence(client)


# how long it waits


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_passes_is_tried_again(outside: Outside, client: Client, status: int) -> None:
    outside.give("doi.org/", b"", status)
    outside.give("doi.org/", b"", status)
    outside.give("doi.org/", b"yes")
    assert b"yes" == client.ask(REQUEST, body)
    assert 3 == len(outside.asked)


def test_what_does_not_pass_ends_in_a_sentence(outside: Outside, client: Client) -> None:
    outside.give("doi.org/", b"", 429)
    assert "doi.org asked us to wait (429); try again in a minute" == sentence(client)
    assert QUICK.tries == len(outside.asked)


def test_a_fault_of_the_other_side_is_called_so(outside: Outside, client: Client) -> None:
    outside.give("doi.org/", b"", 502)
    assert "doi.org has a fault of its own (502); try again in a minute" == sentence(client)


def test_the_time_that_a_host_asks_for_is_waited(outside: Outside) -> None:
    outside.give("doi.org/", b"", 503, headers={"Retry-After": "1"})
    outside.give("doi.org/", b"yes")
    with Client(resolve=outside.resolve, limits=Limits(seconds=5, back_off=0.01)) as client:
        start = time.monotonic()
        assert b"yes" == client.ask(REQUEST, body)
    assert 1 <= time.monotonic() - start < 4


@pytest.mark.parametrize("named", ["3600", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_long_wait_is_told_at_once(outside: Outside, client: Client, named: str) -> None:
    outside.give("doi.org/", b"", 429, headers={"Retry-After": named})
    start = time.monotonic()
    assert sentence(client).startswith("doi.org asked us to wait (429); try again in ")
    assert time.monotonic() - start < 5
    assert 1 == len(outside.asked)


@pytest.mark.parametrize("named", ["soon", "-5", "9" * 400, "\x7f"])
def test_a_wait_that_is_none_is_passed_over(outside: Outside, client: Client, named: str) -> None:
    outside.give("doi.org/", b"", 429, headers={"Retry-After": named})
    assert sentence(client).startswith("doi.org asked us to wait (429); try again in ")


def test_an_answer_that_drips_is_cut_off(outside: Outside) -> None:
    outside.give("doi.org/", b"x" * 1000, pause=0.05)
    with Client(resolve=outside.resolve, limits=Limits(seconds=0.5)) as client:
        start = time.monotonic()
        assert "doi.org did not answer within 0.5 seconds; try again later" == sentence(client)
    assert time.monotonic() - start < 2


def test_a_host_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        resolve = {"https://doi.org": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        with Client(resolve=resolve, limits=Limits(seconds=0.3)) as client:
            start = time.monotonic()
            assert "doi.org did not answer" in sentence(client)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("sent", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 999999\r\n\r\n"])
def test_what_is_no_answer_ends_in_a_sentence(sent: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        stopped = threading.Event()

        def serve() -> None:
            while not stopped.is_set():
                connection, _ = server.accept()
                with connection:
                    if connection.recv(4096):
                        connection.sendall(sent)

        thread = threading.Thread(target=serve)
        thread.start()
        resolve = {"https://doi.org": f"http://127.0.0.1:{server.getsockname()[1]}"}
        with Client(resolve=resolve, limits=QUICK) as client:
            said = sentence(client)
        stopped.set()
        socket.create_connection(server.getsockname()).close()
        thread.join()
        assert "the answer of doi.org broke off; try again later" == said


def test_two_requests_to_one_host_stand_apart(outside: Outside) -> None:
    polite = (Host("doi.org", "doi.org", pause=0.4),)
    outside.give("doi.org/", b"yes")
    with Client(resolve=outside.resolve) as client:
        start = time.monotonic()
        client.ask(Request("https://doi.org/1", polite), body)
        client.ask(Request("https://doi.org/2", polite), body)
    assert 0.4 <= time.monotonic() - start < 2


def test_two_runs_stand_apart_too(outside: Outside, tmp_path: Path) -> None:
    polite = (Host("doi.org", "doi.org", pause=0.4),)
    outside.give("doi.org/", b"yes")
    start = time.monotonic()
    for number in "12":
        with Client(tmp_path / "answers.sqlite", resolve=outside.resolve) as client:
            client.ask(Request(f"https://doi.org/{number}", polite), body)
    assert 0.4 <= time.monotonic() - start < 2


# what it takes


def test_a_packed_answer_is_unpacked(outside: Outside, client: Client) -> None:
    outside.give("doi.org/", gzip.compress(b"yes" * 1000), headers={"Content-Encoding": "gzip"})
    assert b"yes" * 1000 == client.ask(REQUEST, body)


def test_a_small_answer_that_unpacks_to_a_large_one_is_refused(outside: Outside, client: Client) -> None:
    bomb = gzip.compress(gzip.compress(bytes(300_000_000), 1), 9)
    outside.give("doi.org/", bomb, headers={"Content-Encoding": "gzip, gzip"})
    assert "doi.org answered with more than 200,000 bytes" == sentence(client)


def test_a_large_answer_is_refused(outside: Outside, client: Client) -> None:
    outside.give("doi.org/", bytes(QUICK.size + 1))
    assert "doi.org answered with more than 200,000 bytes" == sentence(client)


def test_an_answer_that_breaks_off_is_none(outside: Outside, client: Client) -> None:
    outside.give("doi.org/", b"half", length=1000)
    assert "the answer of doi.org broke off; try again later" == sentence(client)


def test_an_answer_that_is_packed_wrongly_is_none(outside: Outside, client: Client) -> None:
    outside.give("doi.org/", b"no gzip at all", headers={"Content-Encoding": "gzip"})
    assert "the answer of doi.org broke off; try again later" == sentence(client)


def test_other_statuses_are_the_sources_matter(outside: Outside, client: Client) -> None:
    outside.give("doi.org/", b"gone", 410)
    assert (410, b"gone") == client.ask(REQUEST, lambda answer: (answer.status, answer.body))


# what it keeps


def test_asking_twice_asks_once(outside: Outside, tmp_path: Path) -> None:
    outside.give("doi.org/", bytes(range(256)))
    for _ in range(2):
        with Client(tmp_path / "answers.sqlite", resolve=outside.resolve) as client:
            assert bytes(range(256)) == client.ask(REQUEST, body)
    assert 1 == len(outside.asked)


def test_an_error_is_not_kept(outside: Outside, tmp_path: Path) -> None:
    outside.give("doi.org/", b"no", 404)
    for _ in range(2):
        with Client(tmp_path / "answers.sqlite", resolve=outside.resolve) as client:
            assert b"no" == client.ask(REQUEST, body)
    assert 2 == len(outside.asked)


def test_an_answer_of_which_nothing_can_be_made_is_not_kept(outside: Outside, tmp_path: Path) -> None:
    def read(answer: Answer) -> bytes:
        if answer.body != b"yes":
            raise Unanswered("no")
        return answer.body

    outside.give("doi.org/", b"Rate exceeded.")
    outside.give("doi.org/", b"yes")
    with Client(tmp_path / "answers.sqlite", resolve=outside.resolve) as client:
        with pytest.raises(Unanswered):
            client.ask(REQUEST, read)
        assert b"yes" == client.ask(REQUEST, read)


def test_a_kept_answer_that_says_nothing_any_more_is_asked_anew(outside: Outside, tmp_path: Path) -> None:
    with Answers(tmp_path / "answers.sqlite") as answers:
        answers.put(REQUEST, Answer("doi.org", 200, b"old"))
    outside.give("doi.org/", b"new")

    def read(answer: Answer) -> bytes:
        if answer.body == b"old":
            raise Unanswered("no")
        return answer.body

    with Client(tmp_path / "answers.sqlite", resolve=outside.resolve) as client:
        assert b"new" == client.ask(REQUEST, read)


def test_what_is_kept_can_be_damaged(outside: Outside, tmp_path: Path) -> None:
    file = tmp_path / "answers.sqlite"
    file.write_bytes(b"SQLite format 3\x00 and then nonsense" * 100)
    outside.give("doi.org/", b"yes")
    for _ in range(2):
        with Client(file, resolve=outside.resolve) as client:
            assert b"yes" == client.ask(REQUEST, body)
    assert 1 == len(outside.asked)


def test_what_is_kept_can_be_damaged_in_any_way(tmp_path: Path) -> None:
    file, chance = tmp_path / "answers.sqlite", random.Random(1)
    answer = Answer("doi.org", 200, b"yes" * 3_000)
    for _ in range(100):
        with Answers(file) as answers:
            assert answers.get(REQUEST) in {None, answer}
            answers.put(REQUEST, answer)
            answers.take_turn("doi.org")
        file.write_bytes(mutated(file.read_bytes(), chance))


@pytest.mark.parametrize("kept", [{"at": 0}, {"at": 1e12}, {"at": "x", "label": 1}, [1], "x", None])
def test_what_is_kept_too_long_or_is_something_else_is_asked_anew(kept: object, tmp_path: Path) -> None:
    from shortsite.cache import Store
    from shortsite.metadata.answers import _key

    with Store.open(tmp_path / "answers.sqlite") as store:
        store.put_many({_key(REQUEST): kept})
    with Answers(tmp_path / "answers.sqlite") as answers:
        assert answers.get(REQUEST) is None


def test_a_folder_that_can_not_be_written_keeps_nothing(outside: Outside, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outside.give("doi.org/", b"yes")
    with Client(tmp_path / "file" / "answers.sqlite", resolve=outside.resolve) as client:
        assert b"yes" == client.ask(REQUEST, body)
