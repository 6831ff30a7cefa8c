"""A theme overrides what it names, reaches what it hides, and tells where it fails."""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from archives import CONFIG, TINY, paper, rendered, summary
from conftest import MakeArchive

from shortsite.problems import SiteError
from shortsite.theme import built_in_themes, load_theme

PAPER = "paper/byron-2020-a-paper/index.html"
CHILD = "name: Child\nextends: default\n"


def themed(make_archive: MakeArchive, files: Mapping[str, str], theme: str = "child") -> Path:
    return make_archive({**TINY, **files, "config.yml": f"{CONFIG}theme: {theme}\n"})


def refusals(root: Path) -> list[str]:
    with pytest.raises(SiteError) as caught:
        rendered(root)
    return [f"{problem.code} {problem.place}: {problem.message}" for problem in caught.value.problems]


def test_a_theme_replaces_one_template_and_inherits_the_others(make_archive: MakeArchive):
    root = themed(
        make_archive,
        {
            "themes/child/theme.yml": CHILD,
            "themes/child/templates/404.html": "Nothing at {{ head.path }}\n",
        },
    )
    site = rendered(root)
    assert b"Nothing at 404.html\n" == site["404.html"]
    assert b'<article class="summary" id="ann">' in site[PAPER]


def test_a_template_extends_the_one_that_it_hides(make_archive: MakeArchive):
    template = '{% extends "@default/paper.html" %}{% block main %}<p>Before</p>{{ super() }}<p>After</p>{% endblock %}'
    root = themed(
        make_archive,
        {"themes/child/theme.yml": CHILD, "themes/child/templates/paper.html": template},
    )
    page = rendered(root)[PAPER].decode()
    before, after = page.index("<p>Before</p>"), page.index("<p>After</p>")
    assert before < page.index('<article class="summary" id="ann">') < after


def test_a_card_shows_no_more_of_a_text_than_it_goes_by(make_archive: MakeArchive):
    card = "<li>{{ html(card.summary.excerpt) }} {{ card.summary.minutes }} {{ card.entry }}\n%s\n</li>"
    child = {"themes/child/theme.yml": CHILD}
    root = themed(make_archive, {**child, "themes/child/templates/card-summary.html": card % ""})
    assert b"('byron-2020-a-paper', 'ann')" in rendered(root)["index.html"].replace(b"&#39;", b"'")
    file = root / "themes/child/templates/card-summary.html"
    file.write_text(card % "{{ html(card.summary.body) }}")
    message = "ValueError: a card shows the excerpt of a text, not its body"
    assert [f"SS071 themes/child/templates/card-summary.html:2:1: {message}"] == refusals(root)


def test_a_static_file_of_the_theme_hides_the_one_of_its_parent(make_archive: MakeArchive):
    root = themed(
        make_archive,
        {"themes/child/theme.yml": CHILD, "themes/child/static/style.css": "body { color: red }\n"},
    )
    site = rendered(root)
    sheets = [path for path in site if path.endswith(".css")]
    assert [b"body { color: red }\n"] == [site[path] for path in sheets]
    assert sheets[0].encode() in site["index.html"]
    assert site["static/icon.svg"] == (built_in_themes() / "default/static/icon.svg").read_bytes()


def test_the_url_of_a_style_sheet_changes_with_its_content(make_archive: MakeArchive):
    one, other = (
        load_theme(
            make_archive(
                {"themes/child/theme.yml": CHILD, "themes/child/static/style.css": f"body {{ color: {colour} }}\n"},
                colour,
            ),
            "child",
        )[0].static["style.css"]
        for colour in ("red", "blue")
    )
    assert one.url != other.url
    assert re.fullmatch(r"static/style\.[0-9a-f]{8}\.css", one.url)


def test_a_theme_that_is_not_there_is_refused_with_the_nearest_name(make_archive: MakeArchive):
    _, problems = load_theme(make_archive(), "defualt")
    assert [(problem.code, problem.message, problem.hint) for problem in problems] == [
        ("SS070", "there is no theme 'defualt'", "did you mean 'default'?")
    ]


def test_a_theme_that_extends_an_unknown_one_is_refused_at_the_line_that_says_so(make_archive: MakeArchive):
    root = themed(make_archive, {"themes/child/theme.yml": "name: Child\nextends: nobody\n"})
    assert ["SS070 themes/child/theme.yml:2:10: there is no theme 'nobody'"] == refusals(root)


def test_themes_that_extend_each_other_in_a_circle_are_refused(make_archive: MakeArchive):
    root = themed(
        make_archive,
        {"themes/one/theme.yml": "extends: other\n", "themes/other/theme.yml": "extends: one\n"},
        theme="one",
    )
    message = "themes extend each other in a circle: one extends other extends one"
    assert [f"SS070 themes/other/theme.yml:1:10: {message}"] == refusals(root)


def test_an_undefined_name_in_a_template_is_refused_with_its_place(make_archive: MakeArchive):
    root = themed(
        make_archive,
        {
            "themes/child/theme.yml": CHILD,
            "themes/child/templates/404.html": "<h1>{{ title }}</h1>\n<p>{{ titel }}</p>\n",
        },
    )
    message = "UndefinedError: 'titel' is undefined"
    assert [f"SS071 themes/child/templates/404.html:2:1: {message}"] == refusals(root)


def test_a_template_that_cannot_be_parsed_is_refused_with_its_place(make_archive: MakeArchive):
    root = themed(
        make_archive,
        {"themes/child/theme.yml": CHILD, "themes/child/templates/404.html": "<h1>\n{% if title %}\n</h1>\n"},
    )
    (found,) = refusals(root)
    assert found.startswith("SS071 themes/child/templates/404.html:3:1: TemplateSyntaxError: ")


# The default theme


def test_every_class_that_formulas_may_bear_is_in_the_style_sheet():
    from shortsite.markdown.mathml import CLASSES

    sheet = (built_in_themes() / "default/static/style.css").read_text(encoding="utf-8")
    wanted = {*CLASSES.values(), "m-back3", "m-back4", "m-back5", "m-box", "m-updiagonalstrike", "m-downdiagonalstrike"}
    assert [] == sorted(name for name in wanted if f".{name} {{" not in sheet)


def test_no_page_holds_an_inline_style_or_a_script_that_its_policy_does_not_name(make_archive: MakeArchive):
    site = rendered(make_archive())
    pages = {path: data.decode() for path, data in site.items() if path.endswith(".html")}
    assert [] == [path for path, text in pages.items() if re.search(r"\sstyle=|<style|\son\w+=", text)]
    tags = {tag for text in pages.values() for tag in re.findall(r"<script[^>]*>", text)}
    own = {tag for tag in tags if re.fullmatch(r'<script src="[./]*/static/[\w-]+\.[0-9a-f]{8}\.js"( defer)?>', tag)}
    assert {'<script type="application/ld+json">', "<script>"} == tags - own
    for text in pages.values():
        inline = re.findall(r"<script(?: type=\"application/ld\+json\")?>(.*?)</script>", text, re.DOTALL)
        hashes = ["sha256-" + b64encode(sha256(script.encode()).digest()).decode() for script in inline]
        assert hashes == re.findall(r"'(sha256-[^']+)'", text)


def test_nothing_but_the_style_sheet_holds_up_a_page(make_archive: MakeArchive):
    root = make_archive({**TINY, "content/summaries/byron-2020-a-paper/ann.md": summary("byron-2020-a-paper", "$x^2$")})
    head = rendered(root)["paper/byron-2020-a-paper/index.html"].decode().split("</head>")[0]
    shown = re.sub(r"<noscript>.*?</noscript>", "", head)
    sheets = re.findall(r'<link rel="stylesheet"[^>]*>', shown)
    assert ["style", "math"] == [re.findall(r"/static/(\w+)\.", sheet)[0] for sheet in sheets]
    assert 'media="not all" data-late>' in sheets[1]
    assert [] == [tag for tag in re.findall(r"<script src[^>]*>", shown) if " defer" not in tag]


def test_words_of_an_archive_cannot_become_markup(make_archive: MakeArchive):
    title = '<script>alert(1)</script> & "more"'
    config = f"title: '{title}'\nurl: https://toy.example.org/\nfeed_id: 'toy.example.org,2026'\n"
    page = rendered(make_archive({**TINY, "config.yml": config}))["index.html"].decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;more&#34;" in page


@pytest.mark.parametrize(
    ("read", "newest", "told"),
    [("v1", "v5", True), ("v9", "v10", True), ("v5", "v5", False), ("v2", "", False), ("", "v5", False)],
)
def test_a_summary_of_an_older_version_says_so(make_archive: MakeArchive, read: str, newest: str, told: bool):
    files = {
        "content/papers/byron-2020-a-paper.yml": paper(**({"version": newest} if newest else {})),
        "content/summaries/byron-2020-a-paper/ann.md": summary(
            "byron-2020-a-paper", **({"version": read} if read else {})
        ),
    }
    page = rendered(make_archive(files))[PAPER].decode()
    notice = f"About {read} of the paper, which is at {newest} by now."
    assert told == (notice in page)
    assert bool(read) == (f"about version {read[1:]}" in page)


def test_a_withdrawn_summary_is_not_counted_and_says_so(make_archive: MakeArchive):
    files = {**TINY, "content/summaries/byron-2020-a-paper/ben.md": summary("byron-2020-a-paper", author="ben")}
    gone = summary("byron-2020-a-paper", author="cy", date="2026-03-02", withdrawn="wrong")
    page = rendered(make_archive({**files, "content/summaries/byron-2020-a-paper/cy.md": gone}))[PAPER].decode()
    assert "2 summaries, oldest first" in page
    assert 'Summary by cy</a> <span class="meta">2 March 2026, withdrawn</span>' in page
    assert page.count("min read") == 2
    page = rendered(make_archive({"content/summaries/byron-2020-a-paper/ben.md": gone}))[PAPER].decode()
    assert "oldest first" not in page


def test_a_language_is_told_of_the_texts_words_alone(make_archive: MakeArchive):
    texts = {
        f"content/summaries/byron-2020-a-paper/{name}.md": summary("byron-2020-a-paper", lang="de", **fields)
        for name, fields in (("ann", {"title": "Ein Titel"}), ("ben", {"tldr": "Kurz."}))
    }
    page = rendered(make_archive({**TINY, **texts}))[PAPER].decode()
    words = re.findall(r'<(\w+)(?: class="(\w+)")?[^>]* lang="de">', page)
    assert [
        ("span", ""), ("span", "gist"), ("span", ""), ("div", "prose"), ("p", "tldr"), ("div", "prose"),
    ] == words  # fmt: skip
    assert '<span lang="de">Ein Titel</span>' in page
    assert '<article class="summary" id="ben">\n' in page
    assert "> lang" not in page
    assert "Summary by ben" not in re.findall(r'lang="de">([^<]*)', page)


def test_the_front_page_greets_newcomers_and_its_other_pages_do_not(make_archive: MakeArchive):
    texts = {f"content/summaries/byron-2020-a-paper/ann{n}.md": summary("byron-2020-a-paper") for n in range(3)}
    config = f"{CONFIG}description: What this is.\npage_size: 2\n"
    site = rendered(make_archive({**TINY, **texts, "config.yml": config}))
    greeting = ">Write a summary</a> of it."
    assert greeting in site["index.html"].decode()
    assert greeting not in site["page/2/index.html"].decode()


# The classic theme


def test_the_classic_theme_boxes_papers_and_keeps_what_the_default_one_says(make_archive: MakeArchive):
    files = {
        **TINY,
        "config.yml": f"{CONFIG}theme: classic\n",
        "content/papers/byron-2020-a-paper.yml": paper(
            abstract="What it is about.[^1]\n\n[^1]: A note.", status="retracted"
        ),
        "content/papers/byron-2021-another.yml": paper("Another", 2021, abstract="More.[^1]\n\n[^1]: A note."),
    }
    site = rendered(make_archive(files))
    page, card = site[PAPER].decode(), site["author/ada-byron/index.html"].decode()
    for text in (page, card):
        assert '<div class="box">' in text
        assert "retracted" in text
    assert "What it is about." in page
    assert '<article class="summary" id="ann">' in page
    assert 2 == card.count('<div class="panel">')
    for path, data in site.items():
        ids = re.findall(r'\sid="([^"]+)"', data.decode()) if path.endswith(".html") else []
        assert (path, sorted(set(ids))) == (path, sorted(ids))


def test_the_style_sheets_of_a_page_are_small():
    for theme, budget in (("default", 12_000), ("classic", 12_000)):
        sheets = ["default/static/style.css"] + (["classic/static/classic.css"] if theme == "classic" else [])
        size = sum(len(gzip.compress((built_in_themes() / sheet).read_bytes(), mtime=0)) for sheet in sheets)
        assert size < budget
