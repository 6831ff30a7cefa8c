"""The preview shows the archive to this machine only, follows every change, and survives every fault."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

import pytest
from archives import CONFIG, TINY, paper, summary
from serving import PAGE, PAPER, PATIENCE, SUMMARY, Answer, MakeArchive, Served, served

from shortsite.glance import early_page
from shortsite.pipeline import Options, build
from shortsite.preview.live import Live, Notice
from shortsite.preview.pages import with_script
from shortsite.watch import Watch

BROKEN = paper(colour="red")


@pytest.fixture
def shown(make_archive: MakeArchive) -> Iterator[Served]:
    with served(make_archive()) as found:
        yield found


# What is answered


def test_a_page_is_served_with_the_script_that_reloads_it(shown: Served) -> None:
    answer = shown.get(PAGE)
    assert (200, "text/html; charset=utf-8") == (answer.status, answer.headers["Content-Type"])
    assert "A paper" in answer.text
    assert 1 == answer.text.count('<script src="/_live.js"')


def test_the_site_is_built_for_the_address_that_it_is_served_at(shown: Served) -> None:
    assert f'rel="canonical" href="{shown.address}' in shown.get("/").text


def test_the_site_is_built_below_the_archives_own_folder_and_not_where_it_is_published(shown: Served) -> None:
    assert (shown.site / "index.html").is_file()
    assert not (shown.root / "site").exists()


def test_the_policy_of_a_page_becomes_a_header_that_allows_the_script(shown: Served) -> None:
    answer = shown.get("/")
    assert "http-equiv" not in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    parts = {part.split()[0]: part.split()[1:] for part in policy.split(";")}
    assert ["'self'"] == parts["connect-src"]
    # beside the site's own scripts only the one that holds data
    assert "'self'" == parts["script-src"][0]
    assert all(part.startswith("'sha256-") for part in parts["script-src"][1:])


def test_nothing_is_kept_by_the_browser(shown: Served) -> None:
    assert ["no-store"] * 3 == [shown.get(path).headers["Cache-Control"] for path in ("/", "/feed.xml", "/nowhere")]


def test_types_are_right(shown: Served) -> None:
    for name in ("a.md", "a.bib", "a.txt", "a.svg", "a.woff2", "a.png", "a.jsonl", "a.csl.json", "a.strange"):
        (shown.site / name).write_bytes(b"x")
    expected = {
        "/feed.xml": "application/rss+xml; charset=utf-8",
        "/atom.xml": "application/atom+xml; charset=utf-8",
        "/sitemap.xml": "application/xml; charset=utf-8",
        "/robots.txt": "text/plain; charset=utf-8",
        "/_live.js": "text/javascript; charset=utf-8",
        "/_live.css": "text/css; charset=utf-8",
        "/a.md": "text/markdown; charset=utf-8",
        "/a.bib": "application/x-bibtex; charset=utf-8",
        "/a.svg": "image/svg+xml; charset=utf-8",
        "/a.woff2": "font/woff2",
        "/a.png": "image/png",
        "/a.jsonl": "application/jsonl; charset=utf-8",
        "/a.csl.json": "application/vnd.citationstyles.csl+json; charset=utf-8",
        "/a.strange": "application/octet-stream",
    }
    assert expected == {path: shown.get(path).headers["Content-Type"] for path in expected}


def test_head_has_the_headers_of_get_and_no_body(shown: Served) -> None:
    get, head = shown.get(PAGE), shown.get(PAGE, "HEAD")
    assert b"" == head.body
    assert get.headers["Content-Length"] == head.headers["Content-Length"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_other_methods_are_refused(shown: Served, method: str) -> None:
    answer = shown.get("/", method)
    assert (405, "GET, HEAD") == (answer.status, answer.headers["Allow"])


def test_what_is_missing_gets_the_sites_own_page_with_status_404(shown: Served) -> None:
    answer = shown.get("/nowhere/")
    assert 404 == answer.status
    assert "There is no page" in answer.text
    assert "/_live.js" in answer.text


def test_what_is_missing_is_404_also_where_the_site_has_no_page_for_that(shown: Served) -> None:
    (shown.site / "404.html").unlink()
    assert 404 == shown.get("/nowhere/").status


def test_a_folder_without_its_slash_leads_to_the_folder(shown: Served) -> None:
    answer = shown.get("/paper/byron-2020-a-paper?from=here")
    assert (301, PAGE) == (answer.status, answer.headers["Location"])


def test_a_folder_without_a_page_is_not_listed(shown: Served) -> None:
    (shown.site / "bare").mkdir()
    (shown.site / "bare" / "secret.txt").write_text("secret")
    assert [404, 404] == [shown.get("/bare/").status, shown.get("/bare").status]


@pytest.mark.parametrize(
    "path",
    [
        "/../config.yml",
        "/../../config.yml",
        "/paper/../../../config.yml",
        "/%2e%2e/%2e%2e/config.yml",
        "/..%2f..%2fconfig.yml",
        "/paper/%2e%2e%2f%2e%2e%2f%2e%2e%2fconfig.yml",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/./index.html",
        "/paper//byron-2020-a-paper/",
        "/index.html/",
        "/index.html%00.png",
        "/" + "a" * 5000,
        "http://127.0.0.1/index.html",
        "index.html",
        "*",
    ],
)
def test_no_path_leads_out_of_the_site(shown: Served, path: str) -> None:
    answer = shown.get(path)
    assert 404 == answer.status
    assert "feed_id" not in answer.text


def test_no_symbolic_link_leads_out_of_the_site(shown: Served) -> None:
    (shown.site / "config.txt").symlink_to(shown.root / "config.yml")
    (shown.site / "all").symlink_to(shown.root)
    (shown.site / "circle").symlink_to("circle")
    (shown.site / "inside.txt").symlink_to("robots.txt")
    paths = ("/config.txt", "/all/config.yml", "/circle", "/inside.txt")
    assert [404, 404, 404, 200] == [shown.get(path).status for path in paths]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LocalHost:1234", "127.0.0.1:8000"])
def test_a_request_for_this_machine_is_answered(shown: Served, host: str) -> None:
    assert 200 == shown.get("/", headers={"Host": host}).status


@pytest.mark.parametrize(
    "host",
    ["example.org", "127.0.0.1.example.org", "localhost.example.org:8000", "127.0.0.1@example.org", "0.0.0.0", ""],
)
@pytest.mark.parametrize("path", ["/", "/_live", "/_live.js"])
def test_a_request_for_another_host_is_refused(shown: Served, host: str, path: str) -> None:
    answer = shown.get(path, headers={"Host": host})
    assert 403 == answer.status
    assert "A paper" not in answer.text


def raw(shown: Served, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", shown.preview.port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        with connection.makefile("rb") as file:
            return file.readline()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.0\r\n\r\n", b"403"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: example.org\r\n\r\n", b"403"),
        (b"GET / / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"414"),
    ],
)
def test_a_request_that_is_not_sound_is_refused(shown: Served, request_: bytes, status: bytes) -> None:
    assert status == raw(shown, request_).split()[1]


def test_only_the_loopback_is_listened_to(shown: Served) -> None:
    addresses = {found[4][0] for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in addresses - {"127.0.0.1"}:
        with socket.socket() as connection:
            connection.settimeout(PATIENCE)
            assert 0 != connection.connect_ex((address, shown.preview.port)) or address.startswith("127.")


def test_a_port_that_is_taken_is_passed_over_and_both_servers_keep_to_their_own_site(make_archive: MakeArchive) -> None:
    root = make_archive()
    with served(root) as first, served(root, first.preview.port) as second:
        assert first.preview.port < second.preview.port
        for shown in (first, second):
            assert f'rel="canonical" href="{shown.address}' in shown.get("/").text


def test_a_browser_that_does_not_wait_for_the_answer_disturbs_nobody(
    shown: Served, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_connection(("127.0.0.1", shown.preview.port)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert 200 == shown.get("/").status
    assert "Traceback" not in capfd.readouterr().err


def test_when_no_port_is_free_that_is_wrong_usage(make_archive: MakeArchive) -> None:
    with socket.socket() as taken:
        # somebody else may have it: that serves as well
        with suppress(OSError):
            taken.bind(("127.0.0.1", 65535))
            taken.listen()
        command = [sys.executable, "-m", "shortsite", "-C", str(make_archive()), "serve", "--port", "65535"]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert (2, "") == (ended.returncode, ended.stdout)
    assert "no port from 65535 to 65535 is free" in ended.stderr


# What happens when a file changes


def versions(answer: Answer) -> list[str]:
    return re.findall(r'data-version="([^"]+)"', answer.text)


def test_whoever_listens_is_told_the_version_of_the_pages(shown: Served) -> None:
    with shown.news() as news:
        name, data = news.next()
        assert ("changed", [], "text/event-stream") == (name, data["notices"], news.media_type)
        assert [data["version"]] == versions(shown.get("/"))


def test_an_edit_is_served_and_told(shown: Served) -> None:
    with shown.news() as news:
        _, before = news.next()
        shown.append(SUMMARY, "\nFreshly added words.\n")
        assert before["version"] != news.next_named("changed")["version"]
        assert "Freshly added words" in shown.get(PAGE).text


def test_a_saved_text_is_on_its_page_before_the_site_is_built_anew(
    shown: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()

    def patient(*asked: Any) -> Any:
        assert go_on.wait(PATIENCE)
        return build(*asked)

    monkeypatch.setattr("shortsite.serve.build", patient)
    twin = f"{PAGE}index.json"
    with shown.news() as news:
        old = news.next_named("changed")["version"]
        shown.append(SUMMARY, "\nFreshly added words.\n")
        early = news.next_named("changed")
        assert (old, [PAGE], []) == (early["before"], early["new"], early["same"])
        page = shown.get(PAGE)
        assert "Freshly added words" in page.text
        assert [early["version"]] == versions(page)
        assert b"Freshly added" not in shown.get(twin).body
        go_on.set()
        late = news.next_named("changed")
        # the page was right, so nobody who looks at it has to load it again
        assert (early["version"], [], [PAGE]) == (late["before"], late["new"], late["same"])
        assert b"Freshly added" in shown.get(twin).body
        assert page.text.replace(early["version"], late["version"]) == shown.get(PAGE).text


@pytest.mark.parametrize(
    "text",
    [
        summary("byron-2020-a-paper", "Other words.", author="ben"),
        summary("byron-2020-a-paper", "Other words.", date="2026-03-02"),
        summary("byron-2020-a-paper", "Other words.", reply_to="nobody"),
        summary("nothing-2020", "Other words."),
        "no front matter",
    ],
)
def test_no_page_comes_early_of_a_text_that_may_change_others(make_archive: MakeArchive, text: str) -> None:
    root = make_archive()
    options = Options(root=root, output=root / "site", jobs=1)
    built = build(options)
    assert early_page(built, options, SUMMARY) is not None
    (root / SUMMARY).write_text(text, encoding="utf-8")
    assert early_page(built, options, SUMMARY) is None
    for path in (PAPER, "config.yml", "content/summaries/nobody/ann.md", "elsewhere.md", "content/summaries"):
        assert early_page(built, options, path) is None


def test_a_text_that_was_shown_early_and_fails_goes_back_to_the_last_sound_version(shown: Served) -> None:
    with shown.news() as news:
        news.next_named("changed")
        shown.append(SUMMARY, "\nAs [[nobody-1999-nothing]] says.\n")
        early = news.next_named("changed")
        problems = news.next_named("problems")
        assert early["version"] != problems["version"]
        assert b"nobody-1999" not in shown.get(PAGE).body
        assert [problems["version"]] == versions(shown.get(PAGE))


def test_a_new_file_in_a_new_folder_is_seen(shown: Served) -> None:
    with shown.news() as news:
        news.next()
        (shown.root / "content/venues").mkdir()
        shown.write("content/venues/toy.yml", "name: Toy conference\n")
        shown.write(PAPER, paper(venue="toy"))
        while "Toy conference" not in shown.get("/venue/").text:
            news.next()


def test_links_in_content_are_not_watched(make_archive: MakeArchive, tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", make_archive()
    (outside / "inner").mkdir(parents=True)
    (root / "content" / "papers" / "link").symlink_to(outside)
    found: SimpleQueue[frozenset[str]] = SimpleQueue()
    with Watch(root) as watch:
        reader = Thread(target=lambda: [found.put(changed) for changed in watch])
        reader.start()
        deadline = time.monotonic() + 20
        while found.empty() and time.monotonic() < deadline:
            (outside / "inner" / "x.yml").write_text(str(time.monotonic()))
            (root / "content" / "papers" / "y.yml").write_text(str(time.monotonic()))
            time.sleep(0.1)
        watch.stop()
        reader.join()
    seen = {path for _ in range(found.qsize()) for path in found.get()}
    assert {str(root.resolve() / "content" / "papers" / "y.yml")} == seen


def test_a_change_of_the_configuration_is_seen(shown: Served) -> None:
    with shown.news() as news:
        news.next()
        replacement = shown.root / "config.yml.new"
        replacement.write_text(CONFIG.replace("Toy archive", "Renamed archive"), encoding="utf-8")
        replacement.replace(shown.root / "config.yml")
        news.next()
        assert "Renamed archive" in shown.get("/").text


def test_a_theme_of_the_archives_own_is_seen_when_it_comes_and_when_it_changes(shown: Served) -> None:
    template = "themes/own/templates/404.html"
    with shown.news() as news:
        news.next()
        (shown.root / template).parent.mkdir(parents=True)
        shown.write("themes/own/theme.yml", "name: Own\nextends: default\n")
        shown.write(template, "<p>Lost once.</p>")
        shown.write("config.yml", CONFIG + "theme: own\n")
        while "Lost once" not in shown.get("/nowhere").text:
            news.next()
        shown.write(template, "<p>Lost twice.</p>")
        while "Lost twice" not in shown.get("/nowhere").text:
            news.next()


def test_content_that_was_moved_away_and_back_is_still_followed(shown: Served) -> None:
    with shown.news() as news:
        news.next()
        shutil.move(shown.root / "content", shown.root / "elsewhere")
        news.next_named("problems")
        shutil.move(shown.root / "elsewhere", shown.root / "content")
        news.next_named("changed")
        shown.append(SUMMARY, "\nFreshly added words.\n")
        while "Freshly added words" not in shown.get(PAGE).text:
            news.next()


def test_what_is_wrong_is_told_with_its_place_and_the_last_sound_version_shown(shown: Served) -> None:
    with shown.news() as news:
        _, before = news.next()
        shown.write(PAPER, BROKEN)
        problems = news.next_named("problems")
        (notice,) = problems["notices"]
        assert before["version"] == problems["version"]
        assert notice["place"].startswith(f"{PAPER}:")
        assert re.fullmatch(r".+:\d+:\d+", notice["place"])
        assert notice["text"].startswith("error SS006: ")
        assert 200 == shown.get(PAGE).status
    assert any(line.startswith(notice["place"]) for line in shown.reported)


def test_whoever_opens_a_page_while_the_build_fails_is_told(shown: Served) -> None:
    with shown.news() as news:
        shown.write(PAPER, BROKEN)
        news.next_named("problems")
    with shown.news() as news:
        assert "problems" == news.next()[0]


def test_mending_is_told_and_needs_no_reload_where_the_pages_are_the_same(shown: Served) -> None:
    with shown.news() as news:
        _, before = news.next()
        shown.write(PAPER, BROKEN)
        news.next_named("problems")
        shown.write(PAPER, TINY[PAPER])
        assert before == news.next_named("changed")


@pytest.mark.parametrize("text", ["title: [", "", "title: Toy\nno_such_key: 1\n", None])
def test_a_configuration_that_is_broken_or_gone_is_survived(shown: Served, text: str | None) -> None:
    with shown.news() as news:
        news.next()
        if text is None:
            (shown.root / "config.yml").unlink()
        else:
            shown.write("config.yml", text)
        assert news.next_named("problems")["notices"][0]["place"].startswith("config.yml:")
        shown.write("config.yml", CONFIG.replace("Toy archive", "Mended archive"))
        news.next_named("changed")
        assert "Mended archive" in shown.get("/").text


def test_while_nothing_was_built_every_address_says_why_and_mending_shows_the_site(make_archive: MakeArchive) -> None:
    root = make_archive({PAPER: paper(**{"<b>": "red"}), SUMMARY: summary("byron-2020-a-paper")})
    with served(root) as shown, shown.news() as news:
        assert "problems" == news.next()[0]
        for path in ("/", PAGE, "/feed.xml", "/no/where"):
            answer = shown.get(path)
            assert (500, "text/html; charset=utf-8") == (answer.status, answer.headers["Content-Type"])
            assert PAPER in answer.text
            assert "&lt;b&gt;" in answer.text
            assert "<b>" not in answer.text
        failed = versions(shown.get("/"))
        assert 200 == shown.get("/_live.js").status
        shown.write(PAPER, TINY[PAPER])
        assert [news.next_named("changed")["version"]] == versions(shown.get("/")) != failed
        assert 200 == shown.get(PAGE).status


def test_the_list_of_a_failed_first_build_is_renewed(make_archive: MakeArchive) -> None:
    with served(make_archive({PAPER: BROKEN})) as shown, shown.news() as news:
        _, before = news.next()
        shown.write(PAPER, paper(flavour="sweet"))
        assert before["version"] != news.next_named("problems")["version"]
        assert "flavour" in shown.get("/").text


def test_an_older_preview_is_not_shown_for_an_archive_that_is_broken_now(make_archive: MakeArchive) -> None:
    root = make_archive()
    with served(root) as before:
        port = before.preview.port
    (root / PAPER).write_text(BROKEN)
    with served(root, port) as shown:
        assert 500 == shown.get("/").status


def test_a_fault_of_the_program_is_shown_and_survived(
    make_archive: MakeArchive, capfd: pytest.CaptureFixture[str]
) -> None:
    with served(make_archive(), jobs="many") as shown:
        answer = shown.get("/")
    assert 500 == answer.status
    assert "a fault of the program: TypeError" in answer.text
    assert "Traceback" in capfd.readouterr().err


def test_drafts_are_shown_when_asked_for(make_archive: MakeArchive) -> None:
    root = make_archive({PAPER: TINY[PAPER], SUMMARY: summary("byron-2020-a-paper", "Half a thought.", draft=True)})
    with served(root) as plain, served(root, drafts=True) as drafty:
        assert [False, True] == ["Half a thought" in shown.get(PAGE).text for shown in (plain, drafty)]


def test_warnings_are_told_once(make_archive: MakeArchive) -> None:
    root = make_archive({**TINY, "content/stray.txt": "x"})
    with served(root) as shown, shown.news() as news:
        news.next()
        shown.append(SUMMARY, "\nMore.\n")
        news.next()
        assert 1 == len(shown.reported)


def test_hidden_files_and_spare_copies_start_no_build(shown: Served, capfd: pytest.CaptureFixture[str]) -> None:
    with shown.news() as news:
        news.next()
        shown.write(f"{SUMMARY}~", "spare")
        (shown.root / "content/.obsidian").mkdir()
        shown.write("content/.obsidian/workspace.json", "{}")
        shown.write("notes.txt", "not of the archive")
        time.sleep(0.5)
        assert "rebuilt" not in capfd.readouterr().err


def test_a_stream_tells_the_state_then_gives_signs_of_life_until_it_is_closed() -> None:
    live = Live()
    live.failed((Notice("a.md:1:2", "wrong"),))
    events = live.events(heartbeat=0.01)
    assert [b"retry: 500\n\n", live.status.event, b": still here\n\n"] == [next(events) for _ in range(3)]
    live.succeeded(is_new=False)
    assert live.status.event == next(events)
    live.close()
    assert [] == list(events)


def test_files_that_somebody_put_into_the_preview_do_not_stop_it(shown: Served) -> None:
    (shown.site / "stray.txt").write_text("stray")
    with shown.news() as news:
        news.next()
        shown.append(SUMMARY, "\nMore.\n")
        # the page at once, then the site
        assert news.next_named("changed")
        assert news.next_named("changed")
    assert 404 == shown.get("/stray.txt").status


# The policies of pages


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        (
            """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'">""",
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'",
        ),
        (
            """<META CONTENT="script-src 'sha256-x'; connect-src https://a.example" HTTP-EQUIV=content-security-policy>""",
            "script-src 'sha256-x' 'self'; connect-src https://a.example 'self'",
        ),
        ("""<meta http-equiv='content-security-policy' content='img-src &#39;self&#39;'/>""", "img-src 'self'"),
        ("""<meta http-equiv="Content-Security-Policy">""", ""),
    ],
)
def test_a_policy_keeps_what_it_says_but_for_the_previews_own_script(meta: str, expected: str) -> None:
    html, policies = with_script(f"<head>{meta}</head><body></body>", "1")
    assert (expected,) == policies
    assert "meta" not in html.lower()


def test_other_meta_tags_are_left_alone() -> None:
    page = """<meta name="a" content="Content-Security-Policy"><meta http-equiv="refresh" content="0; url=/">"""
    assert (page + '<script src="/_live.js" data-version="1"></script>\n', ()) == with_script(page, "1")


def test_the_script_stands_at_the_end_of_the_body() -> None:
    html, _ = with_script("<body><pre>&lt;/body></pre></body>\n</html>", "1")
    assert '<body><pre>&lt;/body></pre><script src="/_live.js" data-version="1"></script>\n</body>\n</html>' == html


# The command


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing on Windows")
def test_the_command_prints_the_address_and_ends_with_ctrl_c(make_archive: MakeArchive, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o755)
    command = [sys.executable, "-m", "shortsite", "-C", str(make_archive()), "serve", "--open", "--port", "18000"]
    environment = {**os.environ, "BROWSER": f"{browser} %s"}
    # tests that run in the background may have been told to ignore it, and so would the command
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline()
        while process.poll() is None and not (opened.exists() and opened.read_text()):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=PATIENCE)
    assert re.fullmatch(r"http://127\.0\.0\.1:18\d\d\d/\n", address)
    assert ("", 0) == (output, process.returncode)
    assert re.search(r"^built in \d+\.\d s: \d+ files changed$", errors, re.MULTILINE)
    assert errors.endswith("\nstopped\n")
    assert address == opened.read_text()
