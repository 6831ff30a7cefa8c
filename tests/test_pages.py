"""The plan of the site: every URL, what stands at it, and no two things at one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from posixpath import normpath
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest
from archives import CONFIG, TINY, URL, codes, config_of, linked, paper, planned, record, rendered, summary, viewed
from conftest import MakeArchive
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from shortsite import terms, urls
from shortsite.cache import Store
from shortsite.identifiers import file_name
from shortsite.model import Feed, Output, Page, Text
from shortsite.outside import Link
from shortsite.pages import KINDS, indexes, plan_site, site_files
from shortsite.pages.listing import make_pager
from shortsite.render import render_site
from shortsite.terms import TAXONOMIES, Taxonomy
from shortsite.theme import load_theme
from shortsite.views import Views

RICH = {
    "config.yml": CONFIG + "sections:\n  - {name: Learning, slug: learning, keywords: [deep learning]}\n",
    "content/papers/byron-2020-x.yml": paper(
        "An $x^2$ paper", 2020, venue="iclr", keywords=["Deep Learning"], arxiv="2001.00010v2", doi="10.1000/X",
        abstract="As [[king-2021-y]] says, $y$.", aliases=["byron-2019-x", "conf/iclr/Byron20"], featured=True,
    ),
    "content/papers/king-2021-y.yml": paper("Another & more", 2021, venue="A Workshop", authors=["Ben King", "Ada Byron"]),
    "content/papers/zeno-2022-z.yml": paper("Without summaries", 2022, venue="iclr", doi="10.1002/(SICI)1<1>3.0.CO;2-W"),
    "content/summaries/byron-2020-x/ann.md": summary(
        "byron-2020-x", "## Part\n\nWords[^1] on [[king-2021-y]].\n\n[^1]: A note.\n", date="2026-03-01"
    ),
    "content/summaries/byron-2020-x/ben.md": summary("byron-2020-x", "See $z$.", author="ben", date="2026-03-02"),
    "content/summaries/byron-2020-x/ann-reply.md": summary("byron-2020-x", reply_to="ben", date="2026-03-03"),
    "content/summaries/king-2021-y/ann.md": summary("king-2021-y", "See [[byron-2020-x#ben]].", date="2026-03-04"),
    "content/venues/iclr.yml": record(
        name="Learning Representations", short="ICLR", kind="conference", aliases=["learnrep", "iclr", "Int. Conf."]
    ),
    "content/contributors/ann.yml": record(name="Ann", bio="Writes.", aliases=["anna"]),
    "content/pages/about.md": "---\ntitle: About\nmenu: true\n---\nText on [[byron-2020-x]].\n",
}  # fmt: skip


def pages_of(outputs: list[Output]) -> dict[str, Page]:
    return {output.url: output for output in outputs if isinstance(output, Page)}


def rich(make_archive: MakeArchive) -> dict[str, Page]:
    outputs, problems = planned(make_archive(RICH))
    assert [] == problems
    return pages_of(outputs)


# URLs

LISTS = [
    "", "picks/", "discussed/", "section/learning/", "venue/iclr/", "venue/iclr/2020/", "venue/iclr/2022/",
    "venue/a-workshop/", "venue/a-workshop/2021/", "year/2020/", "year/2021/", "keyword/deep-learning/",
    "author/ada-byron/", "author/ben-king/", "contributor/ann/", "contributor/ben/",
]  # fmt: skip
INDEXES = ["section/", "venue/", "year/", "keyword/", "author/", "contributor/"]
SINGLE = ["paper/byron-2020-x/", "paper/king-2021-y/", "paper/zeno-2022-z/", "about/", "404.html"]
REDIRECTS = {
    "paper/byron-2019-x/": "paper/byron-2020-x/",
    "paper/conf/iclr/Byron20/": "paper/byron-2020-x/",
    "arxiv/2001.00010/": "paper/byron-2020-x/",
    "doi/10.1000/x/": "paper/byron-2020-x/",
    "contributor/anna/": "contributor/ann/",
    "venue/learnrep/": "venue/iclr/",
}


def test_every_page_stands_at_its_url(make_archive: MakeArchive) -> None:
    assert [] == [url for url in [*LISTS, *INDEXES, *SINGLE, *REDIRECTS] if url not in rich(make_archive)]


def test_every_list_has_its_feeds_beside_it(make_archive: MakeArchive) -> None:
    outputs, _ = planned(make_archive(RICH))
    feeds = {output.url: output for output in outputs if isinstance(output, Feed)}
    assert [] == [url for url in LISTS for name in ("feed.xml", "atom.xml", "feed.json") if url + name not in feeds]
    assert "paper/byron-2020-x/feed.xml" in feeds
    assert "paper/king-2021-y/feed.xml" not in feeds
    assert {feed.about + url.rpartition("/")[2] for url, feed in feeds.items()} == set(feeds)


def test_urls_depend_on_kind_and_id_alone() -> None:
    assert ["paper/x/", "paper/x/#ann"] == [urls.paper("x"), urls.paper("x", "ann")]
    assert ["venue/iclr/2020/", "year/"] == [urls.venue_year("iclr", 2020), urls.term("year")]
    assert ["", "page/2/", "picks/page/3/"] == [urls.numbered("", 1), urls.numbered("", 2), urls.numbered("picks/", 3)]
    assert ["index.html", "a/index.html", "a/index.html", "feed.xml"] == [
        urls.file_of(path) for path in ("", "a/", "a/#b", "feed.xml")
    ]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Deep Learning", "deep-learning"),
        ("cs.LG", "cs.lg"),
        ("Diederik P. Kingma", "diederik-p-kingma"),
        ("José Álvarez", "jose-alvarez"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("../..", "x2e2e2f2e2e"),
        ("Straße", "strasse"),
        ("x" * 200, "x" * 100),
    ],
)
def test_a_slug_is_a_readable_id(text: str, slug: str) -> None:
    assert slug == urls.slug(text)
    assert urls.is_id(slug)


def test_links_between_pages_are_relative_and_canonical_ones_are_not(make_archive: MakeArchive) -> None:
    files = rendered(make_archive(RICH))
    page = files["venue/iclr/2020/index.html"].decode()
    assert 'href="../../../paper/byron-2020-x/' in page
    assert f'<link rel="canonical" href="{URL}venue/iclr/2020/">' in page
    assert 'href="/paper/' not in page


def test_the_page_for_what_is_missing_is_right_at_any_depth(make_archive: MakeArchive) -> None:
    root = make_archive({**RICH, "config.yml": CONFIG.replace("toy.example.org/", "toy.example.org/archive/")})
    assert {"/archive/"} == {
        href[:9] for href in re.findall(r' (?:href|src)="([^"#:]+)"', rendered(root)["404.html"].decode())
    }


# Anchors and links


def targets(html: str) -> Iterator[str]:
    for found in re.finditer(r"<[a-z]+ [^>]*?\b(?:href|src)=\"([^\"]*)\"", html):
        yield unescape(found[1])


def test_every_link_of_the_site_leads_somewhere(make_archive: MakeArchive) -> None:
    files = rendered(make_archive(RICH))
    ids = {
        path: set(re.findall(r'\bid="([^"]*)"', data.decode())) for path, data in files.items() if path.endswith("l")
    }
    dead = []
    for path in ids:
        for target in targets(files[path].decode()):
            address, _, anchor = urljoin(URL + path, target).partition("#")
            if not address.startswith(URL):
                continue
            file = urls.file_of(unquote(address.removeprefix(URL).partition("?")[0]))
            if file not in files or (anchor and anchor not in ids[file]):
                dead.append(f"{path}: {target}")
    assert [] == dead


def test_no_id_stands_twice_on_a_page(make_archive: MakeArchive) -> None:
    for path, data in rendered(make_archive(RICH)).items():
        if path.endswith(".html"):
            ids = re.findall(r'\bid="([^"]*)"', data.decode())
            assert sorted(set(ids)) == sorted(ids), path


def test_every_path_is_relative_and_clean(make_archive: MakeArchive) -> None:
    for path in rendered(make_archive(RICH)):
        assert path == normpath(path)
        assert not path.startswith(("/", ".."))


# Redirects


def test_former_names_and_identifiers_lead_to_the_page(make_archive: MakeArchive) -> None:
    pages = rich(make_archive)
    for url, target in REDIRECTS.items():
        assert ("redirect.html", urls.href(target), False) == (
            pages[url].template, pages[url].context["target"], pages[url].listed
        )  # fmt: skip


def test_of_the_aliases_of_a_venue_only_former_ids_lead_to_it(make_archive: MakeArchive) -> None:
    assert ["venue/learnrep/"] == [
        url for url, page in rich(make_archive).items() if url.startswith("venue/") and page.template == "redirect.html"
    ]


def test_a_redirect_works_without_a_script(make_archive: MakeArchive) -> None:
    html = rendered(make_archive(RICH))["arxiv/2001.00010/index.html"].decode()
    assert 'content="0; url=../../paper/byron-2020-x/"' in html
    assert f'<link rel="canonical" href="{URL}paper/byron-2020-x/">' in html
    assert "noindex" in html


def test_an_awkward_doi_gets_a_redirect_of_a_name_that_all_servers_take(make_archive: MakeArchive) -> None:
    old = "doi/10.1002/(sici)1=3c1=3e3.0.co;2-w/"
    assert ["doi/10.1000/x/", old] == sorted(url for url in rich(make_archive) if url.startswith("doi/"))
    # what no file system takes is no file
    files = {"content/papers/a.yml": paper(doi="10.1000/" + 100 * ":")}
    assert [] == [url for url in pages_of(planned(make_archive(files, "other"))[0]) if url.startswith("doi/")]


@given(st.text("ab=3:./#", min_size=1, max_size=12), st.text("ab=3:./#", min_size=1, max_size=12))
@example("a:", "a=3a")
@example("=:", "=3d3a")
def test_no_two_identifiers_have_one_name(one: str, other: str) -> None:
    names = [file_name(f"10.1000/{value}") for value in (one, other)]
    assert (one == other) == (names[0] == names[1])
    for name in names:
        assert normpath(name) == name
        assert not re.search(r"[:#]|\.(/|$)", name)


# Lists


@pytest.mark.parametrize(("cards", "counts"), [(0, [0]), (1, [1]), (2, [2]), (3, [2, 1]), (4, [2, 2]), (5, [2, 2, 1])])
def test_a_list_is_cut_into_pages(make_archive: MakeArchive, cards: int, counts: list[int]) -> None:
    files = {"config.yml": CONFIG + "page_size: 2\n", "content/papers/a.yml": paper()}
    files |= {f"content/summaries/s{n}.md": summary("a", date=f"2026-03-0{n + 1}") for n in range(cards)}
    pages = pages_of(planned(make_archive(files))[0])
    shown = [pages[urls.numbered("", number)].context["cards"] for number in range(1, len(counts) + 1)]
    assert counts == [len(found) for found in shown]
    assert urls.numbered("", len(counts) + 1) not in pages
    dates = [card.summary.date for found in shown for card in found]
    assert sorted(dates, reverse=True) == dates


def test_a_list_of_a_hundred_pages_links_them_in_a_row(make_archive: MakeArchive) -> None:
    files = {"config.yml": CONFIG + "page_size: 1\n", "content/papers/a.yml": paper()}
    files |= {f"content/summaries/s{n}.md": summary("a") for n in range(100)}
    pages = pages_of(planned(make_archive(files))[0])
    seen, url = [], ""
    while True:
        seen.append(url)
        following = pages[url].context["pager"].next
        if not following:
            break
        url = following.removeprefix(urls.ROOT)
    assert [urls.numbered("", number) for number in range(1, 101)] == seen
    assert len({pages[url].context["head"].title for url in seen}) == 100


def test_a_pager_shows_the_ends_and_what_is_near() -> None:
    def shown(number: int, count: int) -> str:
        pager = make_pager("x/", number, count)
        return " ".join(link.text if link.url or link.text == "…" else f"[{link.text}]" for link in pager.pages)

    assert "" == shown(1, 1)
    assert "[1] 2" == shown(1, 2)
    assert "[1] 2 3 … 100" == shown(1, 100)
    assert "1 … 48 49 [50] 51 52 … 100" == shown(50, 100)
    assert "1 … 98 99 [100]" == shown(100, 100)
    assert ("", urls.href("x/page/2/")) == (make_pager("x/", 1, 3).previous, make_pager("x/", 1, 3).next)
    assert (urls.href("x/"), "") == (make_pager("x/", 2, 2).previous, make_pager("x/", 2, 2).next)


def test_an_index_of_many_terms_has_pages(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "INDEX_SIZE", 3)
    names = ["Ann Zorn", "Ben Abel", "Cy P. Abel", "Dee Cole", "王伟", "Eve Cole", "Fay Øst"]
    pages = pages_of(planned(make_archive({"content/papers/a.yml": paper(authors=names)}))[0])
    groups = [
        (group.name, [entry.link.text for entry in group.entries])
        for url in ("author/", "author/page/2/", "author/page/3/")
        for group in pages[url].context["groups"]
    ]
    assert [
        ("A", ["Ben Abel", "Cy P. Abel"]), ("C", ["Dee Cole"]), ("C", ["Eve Cole"]), ("O", ["Fay Øst"]),
        ("W", ["王伟"]), ("Z", ["Ann Zorn"]),
    ] == groups  # fmt: skip
    assert "author/page/4/" not in pages


def test_the_front_page_shows_summaries_and_no_replies_while_its_feed_holds_both(make_archive: MakeArchive) -> None:
    outputs, _ = planned(make_archive(RICH))
    cards = pages_of(outputs)[""].context["cards"]
    assert [("king-2021-y", "ann"), ("byron-2020-x", "ben"), ("byron-2020-x", "ann")] == [card.entry for card in cards]
    (feed,) = (output for output in outputs if output.url == "feed.xml")
    assert isinstance(feed, Feed)
    assert [("king-2021-y", "ann"), ("byron-2020-x", "ann-reply")] == list(feed.entries[:2])


def test_picks_are_featured_papers_and_discussed_ones_have_several_texts(make_archive: MakeArchive) -> None:
    pages = rich(make_archive)
    assert [["byron-2020-x"]] * 2 == [
        [card.paper.id for card in pages[url].context["cards"]] for url in ("picks/", "discussed/")
    ]


def test_a_venue_has_a_tab_for_each_year(make_archive: MakeArchive) -> None:
    pages = rich(make_archive)
    every, new, old = (urls.href(f"venue/iclr/{part}") for part in ("", "2022/", "2020/"))
    assert (Link("All years", ""), Link("2022", new), Link("2020", old)) == pages["venue/iclr/"].context["tabs"]
    assert (Link("All years", every), Link("2022", new), Link("2020", "")) == pages["venue/iclr/2020/"].context["tabs"]
    assert ["byron-2020-x"] == [card.paper.id for card in pages["venue/iclr/2020/"].context["cards"]]
    assert ["zeno-2022-z", "byron-2020-x"] == [card.paper.id for card in pages["venue/iclr/"].context["cards"]]


def test_an_empty_archive_has_a_site(make_archive: MakeArchive) -> None:
    files = rendered(make_archive({}))
    assert b"no summaries yet" in files["index.html"]
    assert {"index.html", "feed.xml", "atom.xml", "404.html", "sitemap.xml", "robots.txt"} <= set(files)


# Sitemap and robots


def locations(text: str) -> list[str]:
    return [node.text or "" for node in etree.fromstring(text.encode()).iter("{*}loc")]


def texts_of(outputs: list[Output]) -> dict[str, str]:
    return {output.url: output.text for output in outputs if isinstance(output, Text)}


def test_the_sitemap_lists_what_may_be_found_and_when_it_changed(make_archive: MakeArchive) -> None:
    files = {
        **RICH,
        "content/papers/only.yml": paper("Only withdrawn"),
        "content/summaries/only/ann.md": summary("only", withdrawn="wrong"),
        "content/summaries/king-2021-y/ann.md": summary("king-2021-y", date="2026-03-04", updated="2026-05-06"),
    }
    outputs, _ = planned(make_archive(files))
    text = texts_of(outputs)["sitemap.xml"]
    listed = locations(text)
    assert sorted(listed) == listed
    assert set() == {URL + url for url in (*LISTS, *INDEXES)} - set(listed)
    hidden = {*REDIRECTS, "404.html", "paper/zeno-2022-z/", "paper/only/", "feed.xml"}
    assert set() == {URL + url for url in hidden} & set(listed)
    assert f"<loc>{URL}paper/king-2021-y/</loc><lastmod>2026-05-06</lastmod>" in text
    assert f"<loc>{URL}paper/byron-2020-x/</loc><lastmod>2026-03-03</lastmod>" in text
    assert f"<loc>{URL}about/</loc></url>" in text


def test_what_is_in_the_sitemap_may_be_indexed_and_nothing_else(make_archive: MakeArchive) -> None:
    root = make_archive({**RICH, "content/summaries/king-2021-y/ann.md": summary("king-2021-y", withdrawn="wrong")})
    for url, page in pages_of(planned(root)[0]).items():
        assert page.listed != page.context["head"].is_hidden, url


def test_too_many_pages_for_one_sitemap_get_several(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = locations(texts_of(planned(make_archive(RICH))[0])["sitemap.xml"])
    monkeypatch.setattr(site_files, "SITEMAP_SIZE", 5)
    texts = texts_of(planned(make_archive(RICH))[0])
    shards = locations(texts["sitemap.xml"])
    assert [f"{URL}sitemap-{number}.xml" for number in range(1, -(-len(whole) // 5) + 1)] == shards
    found = [locations(texts[shard.removeprefix(URL)]) for shard in shards]
    assert max(map(len, found)) == 5
    assert whole == [url for shard in found for url in shard]


def test_one_sitemap_holds_what_the_protocol_allows() -> None:
    assert site_files.SITEMAP_SIZE <= 50_000


def test_robots_may_read_everything_and_find_the_sitemap(make_archive: MakeArchive) -> None:
    text = texts_of(planned(make_archive({}))[0])["robots.txt"]
    assert f"User-agent: *\nAllow: /\n\nSitemap: {URL}sitemap.xml\n" == text


def test_links_that_contributors_gave_are_told_from_ours(make_archive: MakeArchive) -> None:
    """Of links to other sites only those to the forge and to licences bear no ``ugc``."""
    given = {"url": "https://a.example/", "pdf": "https://b.example/", "code": "https://c.example/"}
    given |= {"links": {"Talk": "https://d.example/"}}  # type: ignore[dict-item]
    files = {
        "config.yml": CONFIG + "repository: https://github.com/papers/toy\ncontact: https://ours.example/\n",
        "content/papers/a.yml": paper(doi="10.1000/x", status="retracted", status_url="https://e.example/", **given),
        "content/summaries/a/ann.md": summary("a", "[x](https://f.example/)", reproduced="yes", reproduction_url="https://g.example/"),
        "content/contributors/ann.yml": record(name="Ann", url="https://h.example/", orcid="0000-0002-1825-0097"),
        "content/venues/conf.yml": record(name="Conf", url="https://i.example/"),
    }  # fmt: skip
    found = set()
    for path, data in rendered(make_archive(files)).items():
        for link in html5lib.parse(data, namespaceHTMLElements=False).iter("a") if path.endswith(".html") else ():
            host = urlsplit(link.get("href") or "").hostname
            if host and "ugc" not in (link.get("rel") or ""):
                found.add(host)
    assert {"github.com", "creativecommons.org", "ours.example"} == found


# One place each


def shelf_pages(views: Views) -> Iterator[Output]:
    head = next(output for output in plan_site(views, ())[0] if isinstance(output, Page)).context["head"]
    yield Page("shelf/", "shelf.html", {"head": head, "count": len(views.archive.papers)})


def test_a_new_kind_of_page_is_a_function_and_a_template(make_archive: MakeArchive) -> None:
    template = '{% extends "base.html" %}{% block main %}<h1>{{ count }} papers</h1>{% endblock %}'
    files = {"config.yml": CONFIG + "theme: mine\n", "themes/mine/theme.yml": "extends: default\n"}
    root = make_archive({**TINY, **files, "themes/mine/templates/shelf.html": template})
    views, (theme, _) = viewed(root), load_theme(root, "mine")
    outputs, problems = plan_site(views, tuple(theme.static.values()), (*KINDS, shelf_pages))
    assert [] == problems
    assert f"{URL}shelf/" in locations(texts_of(outputs)["sitemap.xml"])
    made = {file.path: file.data for file in render_site(outputs, views, theme, Store.open(None))}
    assert b"<h1>1 papers</h1>" in made["shelf/index.html"]


def test_a_new_taxonomy_is_two_rows(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    decade = Taxonomy("decade", lambda paper, _: [(f"{paper.year // 10}0s", f"The {paper.year // 10}0s")])
    monkeypatch.setattr(terms, "TAXONOMIES", (*TAXONOMIES, decade))
    monkeypatch.setitem(indexes.LABELS, "decade", indexes.Labels("Decade", "Decades", "Papers of {}."))
    files = rendered(make_archive(RICH))
    assert {"decade/index.html", "decade/2020s/index.html", "decade/2020s/feed.xml"} <= set(files)
    assert b"The 2020s" in files["decade/index.html"]
    assert f"{URL}decade/2020s/" in locations(files["sitemap.xml"].decode())


# Clashes


def test_two_things_at_one_url_are_a_problem(make_archive: MakeArchive) -> None:
    root = make_archive({**TINY, "content/pages/more.md": "---\ntitle: More\n---\nText.\n"})

    def more(_: Views) -> Iterator[Output]:
        yield Text("more/index.html", "")

    outputs, (problem,) = planned(root, (*KINDS, more))
    assert ("SS060", 1) == (problem.code, [urls.file_of(output.url) for output in outputs].count("more/index.html"))


def test_a_file_and_a_folder_of_one_name_are_a_problem(make_archive: MakeArchive) -> None:
    _, problems = planned(make_archive({**TINY, "content/pages/feed.xml.md": "---\ntitle: F\n---\nText.\n"}))
    assert ["SS060 content/pages/feed.xml.md:1:1"] == codes(problems)


def test_urls_that_differ_by_case_alone_are_a_problem(make_archive: MakeArchive) -> None:
    root = make_archive({"content/papers/old.yml": paper("A"), "content/papers/b.yml": paper("B", aliases=["Old"])})
    _, problems = planned(root)
    assert ["SS061"] == [problem.code for problem in problems]


def test_the_same_image_of_two_texts_is_no_clash_and_two_of_one_name_are(make_archive: MakeArchive) -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(24)
    text = {name: summary("a", "![A](fig.png)") for name in ("ann", "ben", "cy")}
    files = {f"content/summaries/a/{name}.md": text[name] for name in ("ann", "ben")}
    files |= {"content/papers/a.yml": paper(), "content/summaries/a/fig.png": png}  # type: ignore[dict-item]
    root = make_archive(files)
    assert [] == planned(root)[1]
    root = make_archive({"content/summaries/b/cy.md": text["cy"], "content/summaries/b/fig.png": png})
    assert ["SS060"] == [problem.code for problem in planned(root)[1]]


def test_the_images_of_a_withdrawn_text_are_not_published(make_archive: MakeArchive) -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(24)
    text = "![A](shared.png) ![A](own.png)"
    files: dict[str, str | bytes] = {f"content/summaries/a/{name}.png": png for name in ("shared", "own")}
    files |= {"content/papers/a.yml": paper(), "content/summaries/a/ann.md": summary("a", text, withdrawn="wrong")}
    files |= {"content/summaries/a/ben.md": summary("a", "![A](shared.png)")}
    outputs, _ = planned(make_archive(files))
    urls_of_images = [output.url for output in outputs if output.url.endswith(".png")]
    assert ["paper/a/shared.png"] == [url for url in urls_of_images if url.startswith("paper/")]


def test_a_page_cannot_take_a_name_that_shortsite_needs(make_archive: MakeArchive) -> None:
    names = sorted({*urls.RESERVED, *indexes.LABELS})
    root = make_archive({f"content/pages/{name}.md": "---\ntitle: X\n---\nText.\n" for name in names})
    assert [f"SS060 content/pages/{name}.md:1:1" for name in names] == codes(linked(root)[1])


# Heads


def test_formulas_in_a_tldr_are_words_everywhere(make_archive: MakeArchive) -> None:
    told = r"Random forests run in $O(n\log n)$ time, for \$5 or \$6."
    site = rendered(
        make_archive({**TINY, "content/summaries/byron-2020-a-paper/ann.md": summary("byron-2020-a-paper", tldr=told)})
    )
    names = ["index.html", "llms.txt", "api/summaries.jsonl", "feed.xml", "atom.xml", "feed.json"]
    names += [
        f"paper/byron-2020-a-paper/{name}"
        for name in ("index.html", "preview.json", "summary-ann.ris", "summary-ann.csl.json")
    ]
    for name in names:
        text = site[name].decode()
        assert ("in O(n log n) time, for $5 or $6." in text, r"\log" in text) == (True, False), name


def test_what_a_page_says_of_itself_begins_with_the_first_sentence_of_its_text(make_archive: MakeArchive) -> None:
    text = "# Main idea\n\nThey train on $x_1$, as [[byron-2020-b]] does, & *more*.\n\n## Method\n\nNothing new."
    files = {
        "content/papers/byron-2020-a.yml": paper(),
        "content/papers/byron-2020-b.yml": paper("The other one"),
        "content/summaries/byron-2020-a/ann.md": summary("byron-2020-a", text),
        "content/summaries/byron-2020-b/ann.md": summary("byron-2020-b", "```\ncode alone\n```"),
        "content/pages/about.md": f"---\ntitle: About\n---\n{text}\n",
    }
    shown = {url: page.context["head"].description for url, page in pages_of(planned(make_archive(files))[0]).items()}
    told = "They train on x₁, as The other one does, & more."
    assert told == shown["paper/byron-2020-a/"] == shown["about/"]
    assert "code alone" == shown["paper/byron-2020-b/"]


def test_a_summarys_title_may_hold_formulas_and_replies_are_counted_apart(make_archive: MakeArchive) -> None:
    files = {
        "content/papers/a.yml": paper(),
        "content/summaries/a/ann.md": summary("a", title="Why $x_1$ & more"),
        "content/summaries/a/ben.md": summary("a", author="ben", reply_to="ann"),
    }
    made = rendered(make_archive(files))
    page = made["paper/a/index.html"].decode()
    assert re.search(r"<h2[^>]*>Why <math.*?</math> &amp; more", page)
    assert '"headline":"Why x₁ \\u0026 more"' in page
    assert b"1 paper, 1 summary, 1 reply" in made["year/2020/index.html"]


def test_titles_of_pages_differ_and_descriptions_are_short(make_archive: MakeArchive) -> None:
    listed = [page for page in rich(make_archive).values() if page.listed]
    titles = [page.context["head"].title for page in listed]
    assert sorted(set(titles)) == sorted(titles)
    assert all(1 <= len(page.context["head"].description) <= 200 for page in listed)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"venue": "nature", "volume": "596", "pages": "583-589", "publisher": "Springer Nature"},
         ["Nature, volume 596, pages 583–589, Springer Nature"]),
        ({"venue": "iclr", "pages": "1-9"}, ["Learning Representations, pages 1–9"]),
        ({"venue": "iclr"}, ["Learning Representations"]),
        ({"venue": "A Journal", "volume": "3", "issue": "4"}, ["A Journal, volume 3(4)"]),
        ({"venue": "arXiv", "publisher": "arXiv"}, []),
        ({"venue": "nature"}, []),
        ({"publisher": "A Press"}, ["A Press"]),
    ],
)  # fmt: skip
def test_a_paper_tells_in_what_it_appeared(make_archive: MakeArchive, fields: dict[str, str], told: list[str]) -> None:
    venues = {
        "content/venues/nature.yml": record(name="Nature", short="Nature", kind="journal"),
        "content/venues/iclr.yml": record(name="Learning Representations", short="ICLR"),
    }
    page = rendered(make_archive({**venues, "content/papers/a.yml": paper(**fields)}))["paper/a/index.html"].decode()
    assert told == re.findall(r'<dt class="side">In</dt>\s*<dd>(.*?)</dd>', page)


def test_the_outside_links_of_the_configuration_are_on_every_paper(make_archive: MakeArchive) -> None:
    config = CONFIG + "links:\n  arxiv:\n    Vanity: https://vanity.example.org/{}\n"
    root = make_archive({"config.yml": config, "content/papers/a.yml": paper(arxiv="2001.00010v3")})
    assert config_of(root).links
    links = {link.text: link.url for link in viewed(root).paper("a").links}
    assert {"arXiv", "PDF", "Vanity"} == set(links)
    assert "https://arxiv.org/abs/2001.00010" == links["arXiv"]
