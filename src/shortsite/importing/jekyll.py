"""Posts of Jekyll as plain Markdown: Liquid's tags, kramdown's attributes, addresses of posts.

https://jekyllrb.com/docs/liquid/, https://jekyllrb.com/docs/permalinks/, https://kramdown.gettalong.org/syntax.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shortsite.importing.prose import in_prose
from shortsite.problems import quoted
from shortsite.urls import is_former_name

#: The name of a post: day and title.
POST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)")

_HIGHLIGHT = re.compile(r"\{%-?\s*highlight\s+([\w+#.-]+)")
_ROOT = re.compile(r"\{\{-?\s*site\.(?:baseurl|url|github\.url)\s*-?\}\}")
_FILTERED = re.compile(
    r"""\{\{-?\s*["']([^"'\n{}]{1,300})["']\s*\|\s*(?:relative_url|absolute_url|prepend:\s*site\.(?:baseurl|url))"""
    r"""(?:\s*\|\s*(?:absolute_url|prepend:\s*site\.(?:baseurl|url)))?\s*-?\}\}"""
)
_POST_LINK = re.compile(r"(?:\{\{\s*site\.baseurl\s*\}\})?\{%-?\s*(?:post_url|link)\s+([^\s%{}]{1,300})\s*-?%\}")
_INCLUDE = re.compile(r"\{%-?\s*include\s+[\w./-]*(?:fig|im(?:g|age)|picture)[\w./-]*\s([^%]{1,1000}?)-?%\}")
_ARGUMENT = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SOURCES = ("src", "url", "image", "image_path", "img", "path", "file", "image_file")
_CAPTIONS = ("alt", "caption", "title", "description", "desc")
#: ``{: .class}`` on a line of its own, or behind a link, an image, or emphasis.
_ATTRIBUTES = re.compile(r"^[ \t]*(?:[*+-][ \t]+TOC[ \t]*\n)?\{::?[^{}\n]{0,300}\}[ \t]*\n?", re.MULTILINE)
_ATTRIBUTES_BEHIND = re.compile(r"(?<=[)\]*_`])\{:[^{}\n]{0,300}\}")
_LEFT = re.compile(r"\{%[^%\n]{0,80}%\}|\{\{\s*(?:site|page|post|include)\.[^{}\n]{0,80}\}\}")
_FENCE = re.compile(r"`{3,}")
#: What is not replaced is looked for so far, and so many tags are told.
_LONG, _TAGS = 300_000, 5
_CATEGORY = re.compile(r"[\w-]+")


def as_markdown(text: str) -> tuple[str, tuple[str, ...]]:
    """The text of a post without Liquid and kramdown's attributes, and notes of what could not be replaced.

    What stands between ``raw`` and ``endraw`` stays as it is.
    """
    made = [body if tag else _replaced(body) for tag, body in _blocks("raw", text)]
    tags = [found[0] for found in _LEFT.finditer("".join(made)[:_LONG])]
    notes = tuple(f"{quoted(tag)} is left as it is" for tag in list(dict.fromkeys(tags))[:_TAGS])
    return "".join(made), notes


def _blocks(name: str, text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces: outside of blocks of this name, with no tag, and within, with the tag that opens it."""
    parts = re.split(rf"(\{{%-?\s*(?:end)?{name}\b[^%]{{0,100}}%\}}\n?)", text)
    last = max((number for number, part in enumerate(parts) if number % 2 and "end" in part[:20]), default=-1)
    tag = ""
    for number, part in enumerate(parts):
        if number % 2 == 0:
            yield tag, part
        elif f"end{name}" in part:
            tag = ""
        elif number < last:
            tag = part


def _replaced(text: str) -> str:
    if "{%" in text or "{{" in text:
        text = "".join(body for tag, body in _blocks("comment", text) if not tag)
        text = "".join(_fenced(tag, body) if tag else body for tag, body in _blocks("highlight", text))
        text = _POST_LINK.sub(lambda found: _post(found[1]), text)
        text = _INCLUDE.sub(_image, text)
        text = _ROOT.sub("", _FILTERED.sub(lambda found: found[1], text))
    return in_prose(text, _without_attributes) if "{:" in text else text


def _without_attributes(text: str) -> str:
    return _ATTRIBUTES_BEHIND.sub("", _ATTRIBUTES.sub("", text))


def _fenced(tag: str, code: str) -> str:
    longest = max((len(run[0]) for run in _FENCE.finditer(code)), default=2)
    fence = "`" * max(longest + 1, 3)
    language = _HIGHLIGHT.match(tag)
    return f"{fence}{language[1] if language else ''}\n{code.strip(chr(10))}\n{fence}\n"


def _post(name: str) -> str:
    """The file that a post's name means."""
    bare = name.removeprefix("/").removeprefix("_posts/")
    return f"/_posts/{bare}" if bare.endswith((".md", ".markdown")) else f"/_posts/{bare}.md"


def _image(found: re.Match[str]) -> str:
    given = {key.lower(): double or single for key, double, single in _ARGUMENT.findall(found[1])}
    source = next((given[key] for key in _SOURCES if given.get(key)), "")
    words = next((given[key] for key in _CAPTIONS if given.get(key)), "")
    safe = words.replace("[", "(").replace("]", ")").replace("\n", " ")
    return f"![{safe}]({source.replace(' ', '%20')})" if source else found[0]


def former_address(name: str, permalink: str, categories: Sequence[str]) -> str:
    """Where a post was, as a former id: its own address, or the one that Jekyll gives; empty if it can't be one."""
    if permalink:
        made = permalink.partition("#")[0].strip("/")
    else:
        post = POST.fullmatch(name)
        if post is None:
            return ""
        folders = [category.lower() for category in categories if _CATEGORY.fullmatch(category)]
        year, month, day, title = post.groups()
        made = "/".join([*folders, year, month.zfill(2), day.zfill(2), title])
    bare = made.removesuffix("index.html").removesuffix(".html").strip("/")
    return bare if is_former_name(bare) and len(bare) <= 200 and ":" not in bare else ""  # noqa: PLR2004


def day_of(name: str) -> str:
    """The day in a post's name, as ``2019-03-04``; empty if there is none."""
    post = POST.fullmatch(name)
    return f"{post[1]}-{post[2].zfill(2)}-{post[3].zfill(2)}" if post else ""
