"""``import`` of folders of Markdown: posts of Jekyll, notes of Obsidian, and plain ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from archives import paper, write_archive
from bringing import PNG, Brought, bring, empty, errors, files, given

DAY = ("--as", "jane", "--date", "2020-01-02")


def body(root: Path, path: str) -> str:
    return files(root)[f"content/summaries/{path}"].split("\n---\n", 1)[1]


def notes(tmp_path: Path, texts: dict[str, str | bytes], *options: str) -> tuple[Path, Brought]:
    """An archive into which a folder of these notes was brought."""
    root = empty(tmp_path)
    for name, text in texts.items():
        given(tmp_path, f"notes/{name}", text)
    return root, bring(root, tmp_path / "notes", *options, "--write")


# What notes say of their papers


def test_a_plain_note_tells_of_its_paper_in_its_first_lines(tmp_path: Path) -> None:
    text = """\
# Attention Is All You Need

* **Authors**: Ashish Vaswani¹, Noam Shazeer*, and Niki Parmar et al.
* Venue: NIPS 2017
* Paper: <https://arxiv.org/abs/1706.03762v5>
* Tags: attention, translation

## Gist

It works, unlike [another](https://arxiv.org/abs/1409.0473).
"""
    root, done = notes(tmp_path, {"attention.md": text}, *DAY)
    found = files(root)
    assert [
        "content/papers/vaswani-2017-attention-is-all.yml",
        "content/summaries/vaswani-2017-attention-is-all/jane.md",
    ] == [*found]
    assert (
        "title: Attention Is All You Need\nauthors: [Ashish Vaswani, Noam Shazeer, Niki Parmar]\nyear: 2017\nvenue: NIPS\n"
        'keywords: [attention, translation]\narxiv: "1706.03762"\n'
    ) in found["content/papers/vaswani-2017-attention-is-all.yml"]
    assert "* **Authors**" == body(root, "vaswani-2017-attention-is-all/jane.md")[:13]
    assert "notes/attention.md: note: the note names only the first authors" in done.lines
    assert [] == errors(root)


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("# A title of **some** *words*\n", "A title of some words"),
        ("A title\n=======\n", "A title"),
        ("### [A title](https://arxiv.org/abs/1706.03762)\n", "A title"),
        ("# A* search in $O(n_i * n_j)$ of `code`\n", "A* search in $O(n_i * n_j)$ of code"),
        ("# snake_case and C# #\n", "snake_case and C#"),
        ('---\ntitle: "A: title"\n---\n', "A: title"),
        ("---\ntitle: A: title\nanchor: &x y\n---\n", "A: title"),
        ("Title: A title\n", "A title"),
    ],
)
def test_the_title_is_found(first: str, title: str, tmp_path: Path) -> None:
    root, _ = notes(tmp_path, {"note.md": f"{first}\narXiv: 1706.03762\n\nWords.\n"}, *DAY)
    (record,) = (text for path, text in files(root).items() if path.startswith("content/papers/"))
    quoted = f'title: "{title}"\n' in record or f"title: '{title}'\n" in record
    assert quoted or f"title: {title}\n" in record


def test_a_note_without_a_heading_has_the_name_of_its_file(tmp_path: Path) -> None:
    root, done = notes(tmp_path, {"Deep residual learning.md": "Some words.\n"}, *DAY)
    assert "content/papers/2020-deep-residual-learning.yml" in files(root)
    assert "notes/Deep residual learning.md: note: the title is the name of the file" in done.lines


@pytest.mark.parametrize(
    ("lines", "identifier"),
    [
        ("* [Link to the paper](https://arxiv.org/abs/1904.06387)", 'arxiv: "1904.06387"'),
        ("[PDF](https://arxiv.org/pdf/1904.06387v2.pdf) | [code](https://github.com/x/y)", 'arxiv: "1904.06387"'),
        ("https://openreview.net/forum?id=Sy8gdB9xx", 'openreview: "Sy8gdB9xx"'),
        ("DOI: 10.1038/nature14236", 'doi: "10.1038/nature14236"'),
        (
            "We read [A title](https://doi.org/10.1038/nature14236), which everybody in the group should read soon.",
            "doi: ",
        ),
        ("This builds upon [another one](https://arxiv.org/abs/1606.03476) and many words more than that.", ""),
        ("* [SAC-AE](https://arxiv.org/abs/1910.01741)", ""),
        ("More in this [paper](https://arxiv.org/abs/1706.03762).", ""),
        ("Unlike the [paper](https://arxiv.org/abs/1706.03762)", ""),
        ("## Related\n\n* Paper: https://arxiv.org/abs/1706.03762", ""),
        ("**Related work**\n\n[paper](https://arxiv.org/abs/1706.03762)", ""),
        ("## Method\n\nThe [paper](https://arxiv.org/abs/1706.03762)", ""),
        ("## Further reading\n\nhttps://arxiv.org/abs/1706.03762", ""),
        ("## Links\n\n* [arXiv](https://arxiv.org/abs/1904.06387)", 'arxiv: "1904.06387"'),
        ("## Summary\n\nPaper: https://arxiv.org/abs/1904.06387", 'arxiv: "1904.06387"'),
        ("A summary of this [paper](https://arxiv.org/abs/1904.06387)", 'arxiv: "1904.06387"'),
        ("Vaswani et al., NIPS 2017 ([paper](https://arxiv.org/abs/1904.06387))", 'arxiv: "1904.06387"'),
    ],
)
def test_only_links_that_speak_of_the_paper_identify_it(lines: str, identifier: str, tmp_path: Path) -> None:
    root, done = notes(tmp_path, {"note.md": f"# A title\n\n{lines}\n\nWords.\n"}, *DAY)
    (record,) = (text for path, text in files(root).items() if path.startswith("content/papers/"))
    kinds = [line.partition(":")[0] for line in record.splitlines()]
    assert identifier in record
    assert bool(identifier) == bool({"arxiv", "doi", "openreview"} & {*kinds})
    assert bool(identifier) != any("papers are linked, but none as the one" in line for line in done.lines)


def test_a_note_with_another_title_than_its_paper_is_told(tmp_path: Path) -> None:
    root = empty(tmp_path)
    write_archive(root, {"content/papers/here.yml": paper("Attention Is All You Need", 2017, arxiv="1706.03762")})
    for name, title in (("a", "Convolutions are enough"), ("b", "Attention is all you need")):
        given(tmp_path, f"notes/{name}.md", f"# {title}\n\nPaper: https://arxiv.org/abs/1706.03762\n\nWords.\n")
    done = bring(root, tmp_path / "notes", *DAY)
    told = "look whether 'Convolutions are enough' is about it"
    assert [f"notes/a.md: note: the paper's title is 'Attention Is All You Need'; {told}"] == [
        line for line in done.lines if ": note: " in line
    ]


def test_two_notes_that_name_one_paper_and_differ_are_told(tmp_path: Path) -> None:
    one, two = (f"# {title}\n\nLink: https://arxiv.org/abs/1706.03762\n\nWords.\n" for title in ("A cat", "A dog"))
    _, done = notes(tmp_path, {"a.md": one, "b.md": two}, *DAY)
    assert "notes/b.md: note: the paper's title is 'A cat'; look whether 'A dog' is about it" in done.lines


def test_what_is_wrong_with_front_matter_is_told_and_not_fatal(tmp_path: Path) -> None:
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: A title\ndate: 2019-03-04\n---\nWords.\n"
    root, done = notes(tmp_path, {"bomb.md": bomb, "rules.md": "---\nSome words\n---\n\n# Another\n\nMore.\n"}, *DAY)
    assert any("bomb.md: note: the front matter is read line by line" in line for line in done.lines)
    assert "date: 2019-03-04" in files(root)["content/summaries/2019-title/jane.md"]
    assert "Words.\n" == body(root, "2019-title/jane.md")
    assert "---\nSome words\n---\n\n\nMore.\n" == body(root, "2020-another/jane.md")


def test_front_matter_of_hugo_and_the_days_of_obsidian_are_read(tmp_path: Path) -> None:
    hugo = '+++\ntitle = "A title"\ndate = 2019-03-04T10:00:00Z\ntags = ["maps"]\n[params]\nyear = 2018\n+++\nWords.\n'
    deep = f"+++\na = {'[' * 3000}\n+++\n\n# Deep\n\nMore.\n"
    vault = "---\ncreated: 2021-05-06\ndate: soon\n---\n# Another\n\nMore.\n"
    root, _ = notes(tmp_path, {"hugo.md": hugo, "deep.md": deep, "vault.md": vault}, *DAY)
    made = files(root)
    assert "\nyear: 2018\nkeywords: [maps]\n" in made["content/papers/2018-title.yml"]
    assert "date: 2019-03-04" in made["content/summaries/2018-title/jane.md"]
    assert "Words.\n" == body(root, "2018-title/jane.md")
    assert "date: 2021-05-06" in made["content/summaries/2021-another/jane.md"]
    assert body(root, "2020-deep/jane.md").startswith("+++\na = [")


def test_a_readme_is_no_note_and_hidden_folders_are_not_read(tmp_path: Path) -> None:
    text = "# A title\n\nWords.\n"
    names = ["README.md", ".obsidian/x.md", "node_modules/y.md", "deep/er/README.md", "note.txt"]
    root, _ = notes(tmp_path, dict.fromkeys(names, text), *DAY)
    assert "content/papers/2020-title.yml" in files(root)
    assert 2 == len(files(root))


def test_a_folder_without_notes_says_so(tmp_path: Path) -> None:
    _, done = notes(tmp_path, {"x.bib": ""}, *DAY)
    assert (1, ["notes: there are no notes in this folder, that is no files ending in .md (not read)"]) == (
        done.status,
        done.lines,
    )


def test_two_notes_on_one_paper_are_two_texts(tmp_path: Path) -> None:
    one, two = (f"# {title}\n\nLink: https://arxiv.org/abs/1706.03762\n\n{title}.\n" for title in ("One", "Two"))
    root, _ = notes(tmp_path, {"a.md": one, "b.md": two, "c.md": two}, *DAY)
    assert [
        "content/papers/2017-one.yml",
        "content/summaries/2017-one/jane-2.md",
        "content/summaries/2017-one/jane.md",
    ] == [*files(root)]
    assert [] == errors(root)
    again = bring(root, tmp_path / "notes", *DAY, "--write")
    assert "wrote nothing" in again.errors[0]
    assert 0 == again.status


# Jekyll

POST = """\
---
layout: post
title: A post
date: 2019-03-05 10:00:00 +0530
tags: [2019, ICLR 2019, attention]
author: John D.
permalink: /notes/a-post.html
---
{% raw %}$${{x}}_i$${% endraw %} and ![a figure]({{ site.baseurl }}/assets/My Figure.png "Words"){: .center }

{% highlight python %}
x = "{: .y}"
{% endhighlight %}

See [the other]({% post_url 2019-01-01-other %}), {% unknown tag %}.
{: .note}
"""


def test_a_jekyll_site_becomes_summaries_and_keeps_its_addresses(tmp_path: Path) -> None:
    other = "---\ntitle: The other\n---\n<img src='../assets/a.png' width=10> ![gone](/assets/gone.png)\n"
    root, done = notes(
        tmp_path,
        {
            "_config.yml": "title: x\n",
            "index.md": "# No post\n",
            "_drafts/d.md": "# No post\n",
            "_posts/2019-03-04-a-post.md": POST.replace("My Figure", "My%20Figure"),
            "_posts/2019-01-01-other.md": other,
            "assets/My Figure.png": PNG,
            "assets/a.png": PNG + b"other",
        },
        "--as",
        "jane",
    )
    found = files(root)
    assert [
        "content/contributors/john-d.yml",
        "content/papers/2019-other.yml",
        "content/papers/2019-post.yml",
        "content/summaries/2019-other/a.png",
        "content/summaries/2019-other/jane.md",
        "content/summaries/2019-post/john-d.md",
        "content/summaries/2019-post/my-figure.png",
    ] == [*found]
    assert (
        '$${{x}}_i$$ and ![a figure](my-figure.png "Words")\n\n```python\nx = "{: .y}"\n```\n\n'
        "See [[2019-other|the other]], {% unknown tag %}.\n"
    ) == body(root, "2019-post/john-d.md")
    assert "<img src='a.png' width=10> ![gone](/assets/gone.png)\n" == body(root, "2019-other/jane.md")
    assert "aliases: [notes/a-post]\n" in found["content/papers/2019-post.yml"]
    assert "venue: ICLR\nkeywords: [attention]\n" in found["content/papers/2019-post.yml"]
    assert "aliases: [2019/01/01/other]\n" in found["content/papers/2019-other.yml"]
    assert "date: 2019-03-05\n" in found["content/summaries/2019-post/john-d.md"]
    assert "notes/_posts/2019-01-01-other.md: note: the image '/assets/gone.png' is not there, or is none" in done.lines
    assert "notes/_posts/2019-03-04-a-post.md: note: '{% unknown tag %}' is left as it is" in done.lines
    assert [] == errors(root)
    assert "wrote nothing" in bring(root, tmp_path / "notes", "--as", "jane", "--write").errors[0]


# Links and images


def test_links_between_notes_lead_to_papers_and_others_become_words(tmp_path: Path) -> None:
    text = """\
# First

[[Second]] [[sub/second#Part|that one]] [it](sub/Second.md) [[Nobody]] [[Nobody|words]] `[[Second]]` $[[x]]$ [[1]] [[1, 2]]

| a | [[Second|b]] |
|---|---|
| [[he-2016]] | [[kept]] [[arxiv:1706.03762]] [[kept#ann]] [[kept#bob]] |

    [[Second]]

```
[[Second]]
```
"""
    known = {
        "content/papers/kept.yml": paper("Kept", arxiv="1706.03762"),
        "content/summaries/kept/ann.md": "---\npaper: kept\nauthor: ann\ndate: 2020-01-01\n---\nx\n",
    }
    root = write_archive(tmp_path / "archive", known)
    given(tmp_path, "notes/First.md", text)
    given(tmp_path, "notes/sub/Second.md", "# The second one\n\n[[first]] and [[The second one]].\n")
    bring(root, tmp_path / "notes", *DAY, "--write")
    lines = body(root, "2020-first/jane.md").split("\n")
    second = "2020-second-one"
    assert (
        f"[[{second}]] [[{second}|that one]] [[{second}|it]] Nobody words `[[Second]]` $[[x]]$ [\\[1]] [[1, 2]]"
        == lines[0]
    )
    assert rf"| a | [[{second}\|b]] |" == lines[2]
    assert "| he-2016 | [[kept]] [[arxiv:1706.03762]] [[kept#ann]] [[kept]] |" == lines[4]
    assert "[[2020-first]] and [[2020-second-one]].\n" == body(root, f"{second}/jane.md")
    assert [] == errors(root)


def test_images_of_obsidian_are_found_by_their_names(tmp_path: Path) -> None:
    texts = {"n/First.md": "# First\n\n![[My plot.png|300]] ![[My plot.png|A plot]]\n", "files/My plot.png": PNG}
    root, _ = notes(tmp_path, texts, *DAY)
    assert "![](my-plot.png) ![A plot](my-plot.png)\n" == body(root, "2020-first/jane.md")
    assert "content/summaries/2020-first/my-plot.png" in files(root)


def test_two_images_of_one_name_stay_two(tmp_path: Path) -> None:
    text = "# First\n\nLink: https://arxiv.org/abs/1706.03762\n\n![a](fig.png) ![b](b/fig.png) ![a](./fig.png)\n"
    root, _ = notes(tmp_path, {"a.md": text, "fig.png": PNG, "b/fig.png": PNG + b"other"}, *DAY)
    assert "![a](fig.png) ![b](fig-2.png) ![a](fig.png)\n" in body(root, "2017-first/jane.md")


def test_identifiers_in_double_brackets_are_no_links_to_papers_that_are_not_there(tmp_path: Path) -> None:
    text = "# First\n\nLink: https://arxiv.org/abs/1706.03762\n\nUnlike [[10.1000/123]].\n"
    root, _ = notes(tmp_path, {"a.md": text}, *DAY)
    assert "Unlike [\\[10.1000/123]].\n" in body(root, "2017-first/jane.md")
    assert [] == errors(root)


def test_remarks_of_obsidian_are_left_out(tmp_path: Path) -> None:
    text = (
        "# First\n\nLink: https://arxiv.org/abs/1706.03762\n\nIt counts %% secret %%, `%% code %%`, 50%%.\n\n"
        "%%\nsecret [[nobody]] ![x](gone.png)\n\n```\nsecret\n```\n%%\n\nThat is all. %% left\n"
    )
    root, done = notes(tmp_path, {"a.md": text}, *DAY)
    made = body(root, "2017-first/jane.md")
    assert made.endswith("It counts , `%% code %%`, 50%%.\n\n\n\nThat is all. %% left\n")
    assert "notes/a.md: note: what stands between %% is a remark, and is left out" in done.lines
    assert not [line for line in done.lines if "gone.png" in line]


def test_images_whose_names_hold_blanks_and_brackets_are_taken(tmp_path: Path) -> None:
    text = (
        "# First\n\nLink: https://arxiv.org/abs/1706.03762\n\n![a](my fig.png) ![b](b/a plot (1).png =300x) "
        "![c](my fig.png 'Words') ![ö](ö.png)\n\n![d](no fig.png) ![e](https://e.org/my fig.png)\n"
    )
    root, done = notes(
        tmp_path, {"a.md": text, "my fig.png": PNG, "b/a plot (1).png": PNG + b"other", "o\u0308.png": PNG}, *DAY
    )
    made = body(root, "2017-first/jane.md")
    assert "![a](my-fig.png) ![b](a-plot-1.png) ![c](my-fig.png 'Words') ![ö](o.png)\n" in made
    assert "![d](no fig.png) ![e](https://e.org/my fig.png)\n" in made
    assert "notes/a.md: note: the image 'no fig.png' is not there, or is none" in done.lines
    before = files(root)
    assert "wrote nothing" in bring(root, tmp_path / "notes", *DAY, "--write").errors[0]
    assert before == files(root)


@pytest.mark.parametrize(
    "address",
    [
        "../secret.png",
        "/../secret.png",
        "..%2Fsecret.png",
        "link.png",
        "folder/secret.png",
        "fake.png",
        "\0.png",
        "x" * 400 + ".png",
    ],
)
def test_no_image_comes_from_elsewhere_and_none_that_is_no_image(address: str, tmp_path: Path) -> None:
    given(tmp_path, "secret.png", PNG)
    given(tmp_path, "out/secret.png", PNG)
    given(tmp_path, "notes/fake.png", b"#!/bin/sh\n")
    os.symlink(tmp_path / "secret.png", tmp_path / "notes/link.png")
    os.symlink(tmp_path / "out", tmp_path / "notes/folder")
    root, done = notes(tmp_path, {"a.md": f"# First\n\n![a]({address})\n"}, *DAY)
    assert ["content/papers/2020-first.yml", "content/summaries/2020-first/jane.md"] == [*files(root)]
    assert any("is not there, or is none" in line for line in done.lines)
    assert [] == errors(root)


def test_notes_that_are_links_or_no_text_are_not_read(tmp_path: Path) -> None:
    given(tmp_path, "secret.md", "# Secret\n\nWords.\n")
    (tmp_path / "notes").mkdir()
    os.symlink(tmp_path / "secret.md", tmp_path / "notes/link.md")
    root, done = notes(tmp_path, {"big.md": "x" * 300_000, "odd.md": b"# Caf\xe9\n\nW\0or\x07ds.\n"}, *DAY)
    assert ["content/papers/2020-cafe.yml", "content/summaries/2020-cafe/jane.md"] == [*files(root)]
    assert "Words.\n" == body(root, "2020-cafe/jane.md")
    assert "notes/big.md: it has 300,000 bytes; at most 262,144 are read, so split it (not read)" in done.lines
