"""The last gate before a page: nh3 with a list of what is allowed, then our own attributes and fragments."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

import nh3

from shortsite.markdown.elements import ALLOWED, OURS_TOO
from shortsite.markdown.marks import HREF, OURS, PAGE, secured

#: Attributes that only we may set; their values begin with a mark that no source can hold.
_MARKED = frozenset({"id", "class", "role", "tabindex", "aria-label", "loading", "decoding"})

_TAG = re.compile(r'<([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")+)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_KEPT = re.compile("\ue007(\\d+)\ue001")
_EMPTY = re.compile(r"<(p|li|dt|dd|ul|ol|dl|figcaption|summary|a|caption)>\s*</\1>")
_DETAILS = re.compile(r'(<details(?: open="")?>)(?!\s*<summary>)')
_OUTSIDE = ("http://", "https://", "//")
#: What is not relative: nothing lies beside a page but its images.
_LEADS_SOMEWHERE = (*_OUTSIDE, "mailto:", PAGE, HREF)


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(ALLOWED | OURS_TOO),
        attributes={
            "*": set(_MARKED),
            "a": {"href", "title"},
            "abbr": {"title"},
            "img": {"src", "alt", "width", "height"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
            "ol": {"start"},
            "li": {"value"},
            "details": {"open"},
        },
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def sanitised(html: str, fragments: list[str]) -> str:
    """The HTML with nothing in it that is not allowed, and with the trusted fragments in their places."""
    clean = _cleaner().clean(html)
    clean = _TAG.sub(_tag, clean)
    clean = _EMPTY.sub("", clean)
    if "<details" in clean:
        clean = _DETAILS.sub(r"\1<summary>Details</summary>", clean)
    return _KEPT.sub(lambda found: fragments[int(found[1])], clean)


def _tag(found: re.Match[str]) -> str:
    name = found[1]
    attributes = [_attribute(key, value) for key, value in _ATTRIBUTE.findall(found[2])]
    if name == "img" and not any(attribute.startswith(f' src="{PAGE}') for attribute in attributes):
        return ""
    return f"<{name}{''.join(attributes)}>"


def _is_sound(address: str) -> bool:
    """Whether the address can be taken apart, as feeds and books will do."""
    try:
        _ = urlsplit(address).port  # raises for a port that is none, as urlsplit does for brackets
    except ValueError:
        return False
    return True


def _attribute(key: str, value: str) -> str:
    if key in _MARKED:
        return f' {key}="{value[1:]}"' if value.startswith(OURS) else ""
    if key == "href" and not value.startswith(_LEADS_SOMEWHERE):
        return ""
    if key == "href" and value.startswith(_OUTSIDE):
        return f' {key}="{secured(value)}" rel="ugc noopener"' if _is_sound(unescape(value)) else ""
    return f' {key}="{value}"'
