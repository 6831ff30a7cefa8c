"""The history of the site's feed by year (RFC 5005), and digests by week and month."""

from __future__ import annotations

import json

import pytest
from archives import CONFIG, URL, paper, summary
from conftest import MakeArchive
from lxml import etree
from subscribed import ATOM, HISTORY, entries_of, subscribed

DAYS = [f"{year}-{month:02}-{day:02}" for year, month, days in ((2023, 5, 3), (2024, 1, 5), (2026, 3, 3)) for day in range(1, days + 1)]  # fmt: skip


def of_days(days: list[str], config: str = "feed_size: 4\n", **last: str) -> dict[str, str]:
    """An archive with a text of each day; what is given belongs to the last one."""
    files = {"config.yml": CONFIG + config, "content/papers/a.yml": paper("On $x^2$")}
    for number, day in enumerate(days):
        more = last if number == len(days) - 1 else {}
        files[f"content/summaries/s{number}.md"] = summary("a", date=day, tldr=f"Gist {number}.", **more)
    return files


def stems(data: bytes) -> list[str]:
    return [entry.id.rpartition("/")[2] for entry in entries_of(data)]


# Archive documents


def test_the_history_is_divided_by_year_into_documents_half_as_long_as_the_feed(make_archive: MakeArchive) -> None:
    feeds = subscribed(make_archive(of_days(DAYS)))
    assert {
        "archive/2023.atom.xml": ["s1", "s0"],
        "archive/2023-2.atom.xml": ["s2"],
        "archive/2024.atom.xml": ["s4", "s3"],
        "archive/2024-2.atom.xml": ["s6", "s5"],
        "archive/2024-3.atom.xml": ["s7"],
        "archive/2026.atom.xml": ["s9", "s8"],
    } == {path: stems(data) for path, data in sorted(feeds.items()) if path.startswith("archive/") and "atom" in path}
    assert ["s10", "s9", "s8", "s7"] == stems(feeds["atom.xml"])


def test_a_document_holds_whole_days_and_is_written_when_a_later_day_has_begun(make_archive: MakeArchive) -> None:
    days = ["2026-03-01", *["2026-03-02"] * 4, *["2026-03-03"] * 3]
    feeds = subscribed(make_archive(of_days(days)))
    # the key of a text decides within a day
    assert {"archive/2026.json": ["s1", "s2", "s3", "s4", "s0"]} == {
        path: stems(data) for path, data in feeds.items() if path.startswith("archive/") and path.endswith(".json")
    }
    assert ["s5", "s6", "s7", "s1"] == stems(feeds["feed.json"])


def test_a_day_with_more_texts_than_the_feed_holds_is_in_documents_at_once(make_archive: MakeArchive) -> None:
    feeds = subscribed(make_archive(of_days(["2026-03-01"] * 450)))
    lengths = {path: len(stems(data)) for path, data in feeds.items() if path.startswith("archive/") and "atom" in path}
    assert {"archive/2026.atom.xml": 200, "archive/2026-2.atom.xml": 200, "archive/2026-3.atom.xml": 50} == lengths
    assert max(len(data) for data in feeds.values()) < 1_000_000


@pytest.mark.parametrize("ending", ["atom.xml", "rss.xml"])
def test_documents_lead_to_each_other_and_to_the_feed(make_archive: MakeArchive, ending: str) -> None:
    feeds = subscribed(make_archive(of_days(DAYS)))
    site = "feed.xml" if ending == "rss.xml" else "atom.xml"

    def links(path: str) -> dict[str, str]:
        found = etree.fromstring(feeds[path]).iter(f"{ATOM}link")
        wanted = {"self", "current", "prev-archive", "next-archive"}
        return {
            str(node.get("rel")): str(node.get("href")).removeprefix(URL) for node in found if node.get("rel") in wanted
        }

    assert {"self": site, "prev-archive": f"archive/2026.{ending}"} == links(site)
    assert {
        "self": f"archive/2024.{ending}",
        "current": site,
        "prev-archive": f"archive/2023-2.{ending}",
        "next-archive": f"archive/2024-2.{ending}",
    } == links(f"archive/2024.{ending}")
    assert "prev-archive" not in links(f"archive/2023.{ending}")
    assert "next-archive" not in links(f"archive/2026.{ending}")
    assert 1 == len(list(etree.fromstring(feeds[f"archive/2024.{ending}"]).iter(f"{HISTORY}archive")))
    assert [] == list(etree.fromstring(feeds[site]).iter(f"{HISTORY}archive"))


def test_json_feeds_go_on_in_what_is_older(make_archive: MakeArchive) -> None:
    feeds = subscribed(make_archive(of_days(DAYS)))
    path, found = "feed.json", []
    while path:
        found.append(path)
        path = json.loads(feeds[path]).get("next_url", "").removeprefix(URL)
    years = ["2026", "2024-3", "2024-2", "2024", "2023-2", "2023"]
    assert ["feed.json", *(f"archive/{year}.json" for year in years)] == found


def test_archive_documents_bear_the_id_of_the_feed_that_they_belong_to(make_archive: MakeArchive) -> None:
    feeds = subscribed(make_archive(of_days(DAYS)))
    found = {etree.fromstring(data).findtext(f"{ATOM}id") for path, data in feeds.items() if path.startswith("archive/") and "atom" in path}  # fmt: skip
    assert {etree.fromstring(feeds["atom.xml"]).findtext(f"{ATOM}id")} == found


def test_an_archive_that_its_feed_holds_has_no_other_documents(make_archive: MakeArchive) -> None:
    feeds = subscribed(make_archive(of_days(DAYS, "feed_size: 11\n")))
    assert [] == [path for path in feeds if path.startswith("archive/")]
    assert b"prev-archive" not in feeds["atom.xml"]
    assert "next_url" not in json.loads(feeds["feed.json"])


def test_a_hub_is_told_of_the_feed_and_not_of_archive_documents(make_archive: MakeArchive) -> None:
    feeds = subscribed(make_archive(of_days(DAYS, "feed_size: 4\nwebsub_hub: https://hub.example.org/\n")))
    assert {True: True, False: False} == {path == "atom.xml": b"hub.example" in feeds[path] for path in ("atom.xml", "archive/2024.atom.xml")}  # fmt: skip


# Digests

# 2026-03-02 is a Monday
WEEKS = ["2026-03-02", "2026-03-08", "2026-03-09", "2026-04-20"]


def test_a_week_is_in_the_digest_when_a_text_of_a_later_week_is_there(make_archive: MakeArchive) -> None:
    feeds = subscribed(make_archive(of_days(WEEKS, "digests: [weekly]\n")))
    later, first = entries_of(feeds["digest/weekly/atom.xml"])
    assert ["tag:toy.example.org,2026:digest/2026-W11", "tag:toy.example.org,2026:digest/2026-W10"] == [
        later.id,
        first.id,
    ]
    assert ("The week of 9 March 2026: 1 text", "The week of 2 March 2026: 2 texts") == (later.title, first.title)
    assert "2026-03-09T00:00:" == first.published.isoformat()[:17]
    assert first.published == first.updated


def test_a_month_is_in_the_digest_when_a_text_of_a_later_month_is_there(make_archive: MakeArchive) -> None:
    feeds = subscribed(make_archive(of_days([*WEEKS, "2026-12-31", "2027-01-01"], "digests: [monthly]\n")))
    assert ["December 2026: 1 text", "April 2026: 1 text", "March 2026: 3 texts"] == [
        entry.title for entry in entries_of(feeds["digest/monthly/feed.json"])
    ]
    assert "2027-01-01T00:00:" == entries_of(feeds["digest/monthly/feed.json"])[0].published.isoformat()[:17]


def test_a_digest_lists_titles_gists_and_links(make_archive: MakeArchive) -> None:
    feeds = subscribed(make_archive(of_days(WEEKS, "digests: [weekly]\n")))
    for name in ("feed.xml", "atom.xml", "feed.json"):
        first = entries_of(feeds[f"digest/weekly/{name}"])[1]
        items = [
            " ".join(" ".join(node.itertext()).split())
            for node in etree.fromstring(f"<x>{first.html}</x>").iter("{*}li")
        ]
        assert ["On x² (summary by ann) Gist 1.", "On x² (summary by ann) Gist 0."] == items
        assert [f"{URL}paper/a/#s1", f"{URL}paper/a/#s0"] == [
            node.get("href") for node in etree.fromstring(f"<x>{first.html}</x>").iter("{*}a")
        ]
        assert "On x²" == first.words


def test_a_text_that_was_withdrawn_still_ends_the_week_before(make_archive: MakeArchive) -> None:
    feeds = subscribed(make_archive(of_days(WEEKS, "digests: [weekly]\n", withdrawn="wrong")))
    assert 2 == len(entries_of(feeds["digest/weekly/atom.xml"]))


def test_there_is_no_digest_where_none_is_asked_for(make_archive: MakeArchive) -> None:
    assert [] == [path for path in subscribed(make_archive(of_days(WEEKS))) if path.startswith("digest/")]


def test_a_digest_of_an_empty_archive_is_an_empty_feed(make_archive: MakeArchive) -> None:
    feeds = subscribed(make_archive({"config.yml": CONFIG + "digests: [monthly, weekly]\n"}))
    assert [[], []] == [entries_of(feeds[f"digest/{word}/atom.xml"]) for word in ("weekly", "monthly")]
