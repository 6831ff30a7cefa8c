"""What readers can do for the archive: each forge's addresses, and the links on the pages."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from archives import CONFIG, TINY, planned, write_archive

from shortsite import forges, urls
from shortsite.actions import new_summary_url
from shortsite.config import Config
from shortsite.model import Page

FILE = "content/papers/a b#c.yml"


def config(repository: str) -> Config:
    return Config(root=Path(), title="Archive", url="https://example.org/", repository=repository, branch="main/1 x")


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.com/o/r", "https://github.com/o/r/edit/main/1%20x/content/papers/a%20b%23c.yml"),
        ("https://code.example.org/o/r", "https://code.example.org/o/r/edit/main/1%20x/content/papers/a%20b%23c.yml"),
        ("https://gitlab.com/o/r", "https://gitlab.com/o/r/-/edit/main/1%20x/content/papers/a%20b%23c.yml"),
        ("https://codeberg.org/o/r", "https://codeberg.org/o/r/_edit/main/1%20x/content/papers/a%20b%23c.yml"),
    ],
)
def test_a_file_is_edited_at_the_address_of_its_forge(repository: str, address: str) -> None:
    assert address == forges.edit_url(config(repository), FILE)


@pytest.mark.parametrize("function", [forges.edit_url, forges.history_url])
def test_without_a_repository_there_are_no_addresses(function: object) -> None:
    assert callable(function)
    assert "" == function(config(""), FILE)
    assert "" == new_summary_url(config(""))
    assert "" == forges.form_url(config(""), "report", "Report", {"page": "x"})


def test_a_new_file_has_its_name_and_first_lines() -> None:
    address = new_summary_url(config("https://github.com/o/r"), "byron-2020-a-paper")
    asked = parse_qs(urlsplit(address).query)
    assert ["content/summaries/byron-2020-a-paper/your-handle.md"] == asked["filename"]
    assert asked["value"][0].startswith("---\npaper: byron-2020-a-paper\nauthor: your-handle\n")
    assert len(address) < 8_000


def test_a_forge_without_forms_gets_a_plain_issue() -> None:
    address = forges.form_url(config("https://gitlab.com/o/r"), "report", "Report", {"page": "https://x.org/?a=1&b=2"})
    asked = parse_qs(urlsplit(address).query)
    assert {"issue[title]": ["Report"], "issue[description]": ["page: https://x.org/?a=1&b=2"]} == asked


def test_pages_link_to_the_file_that_they_are_made_of(tmp_path: Path) -> None:
    text = f"{CONFIG}repository: https://github.com/o/r\n"
    root = write_archive(tmp_path, {**TINY, "config.yml": text})
    page = next(page for page in planned(root)[0] if page.url == "paper/byron-2020-a-paper/")
    assert isinstance(page, Page)
    base = "https://github.com/o/r/"
    assert [f"{base}edit/main/content/papers/byron-2020-a-paper.yml"] == [
        link.url for link in page.context["paper"].actions if link.text == "Correct this record"
    ]
    actions = page.context["summaries"][0].actions
    reply = parse_qs(urlsplit(actions[0].url).query)
    assert ["content/summaries/byron-2020-a-paper/your-handle-reply.md"] == reply["filename"]
    assert "paper: byron-2020-a-paper\n" in reply["value"][0]
    assert "reply_to: ann\n" in reply["value"][0]
    assert [
        ("Edit this summary", f"{base}edit/main/content/summaries/byron-2020-a-paper/ann.md"),
        ("Source", urls.href("paper/byron-2020-a-paper/ann.md")),
        ("History", f"{base}commits/main/content/summaries/byron-2020-a-paper/ann.md"),
        (
            "Report",
            f"{base}issues/new?template=report.yml&page=https%3A%2F%2Ftoy.example.org%2Fpaper%2Fbyron-2020-a-paper%2F%23ann",
        ),
    ] == [(link.text, link.url) for link in actions[1:]]
