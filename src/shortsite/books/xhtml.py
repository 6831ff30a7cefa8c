"""HTML as templates and texts have it becomes XHTML of a book: well-formed, with addresses that hold there.

Texts come from the sanitiser, so every attribute has a value in quotes and every element its end.
"""

from __future__ import annotations

import html as escaping
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from shortsite.urls import ROOT

#: A tag that may have to be changed: with attributes, void, or one of those below. Not those of MathML, of which there
#: are many; they begin with "m" and another letter than the a or e of HTML's.
_TAG = re.compile(
    r'<(?!m[^ae])(?:([a-z][a-z0-9]*)((?:\s+[A-Za-z:-]+(?:="[^"]*")?)+)|(area|base|br|col|details|hr|wbr))\s*/?>'
)
_ATTRIBUTE = re.compile(r'([A-Za-z:-]+)(?:="([^"]*)")?')
_ANCHOR = re.compile(r' ?<a class="anchor"[^>]*>#</a>')
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|#\d+|#x[0-9a-fA-F]+);)([A-Za-z][A-Za-z0-9]*;)?")
_FORMULA = re.compile(r"<math((?: [a-z]+=\"[^\"]*\")*)>(.*?)</math>", re.DOTALL)
_TEX = re.compile(r'<annotation encoding="application/x-tex">(.*?)</annotation>', re.DOTALL)
#: What ``\\textbf`` and the like make within ``mtext``.
_HTML_IN_MATH = re.compile(r"<(b|i|code|em|strong|span|u|s)(?=[ >])")
_IMAGE = re.compile(r'<img src="([^"]*)"([^>]*?)/>')
#: What XML 1.0 can't hold (https://www.w3.org/TR/xml/#charsets).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
#: Means nothing in a book: what loads when, and what scrolls.
_DROPPED = frozenset({"decoding", "loading", "tabindex", "target", "download"})
_XHTML = "http://www.w3.org/1999/xhtml"
_MATHML = "http://www.w3.org/1998/Math/MathML"
#: Signs of a URI (RFC 3986); all others are percent-encoded.
_SIGNS = "/?#!$&'()*+,;=:@-._~%"
_SCHEMES = ("http", "https", "mailto")
_HOST = re.compile(r"[a-z0-9_.-]+|\[[0-9a-f:.]+\]", re.IGNORECASE)
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a chapter's links and images lead.

    ``inside`` maps links to places of the book; ``site`` is the address of the archive, for all other links of its own.
    ``pictures`` maps addresses of images to files of the book, ``formats`` those of them that not every reading
    system knows to their media types; ``instead`` is the picture that is shown in their place.
    """

    inside: Mapping[str, str]
    site: str
    pictures: Mapping[str, str]
    formats: Mapping[str, str]
    instead: str


def xhtml(html: str, addresses: Addresses) -> str:
    """The page of a book."""
    made = _FORBIDDEN.sub("", _ANCHOR.sub("", html))
    made = _ENTITY.sub(_entity, made)
    made = _TAG.sub(lambda found: _tag(found, addresses), made)
    made = _FORMULA.sub(_formula, made)
    return _IMAGE.sub(lambda found: _image(found, addresses), _without_dead_ends(made))


def _entity(found: re.Match[str]) -> str:
    """A named character of HTML's as itself; XML knows but four names."""
    sign = escaping.unescape(found[0])
    return escaping.escape(sign, quote=False) if sign == found[0] or sign in "&<>" else sign


def _tag(found: re.Match[str], addresses: Addresses) -> str:
    name = found[1] or found[3]
    given = _ATTRIBUTE.findall(found[2] or "")
    kept = {key: value for key, value in given if key not in _DROPPED and not key.startswith("data-")}
    if name == "details":
        # reading systems that can't open it show no more than its first line
        kept["open"] = "open"
    if "href" in kept and name == "a":
        kept["href"] = _href(escaping.unescape(kept["href"]), addresses)
    if "src" in kept:
        kept["src"] = addresses.pictures.get(escaping.unescape(kept["src"]), kept["src"])
    if name == "a" and not kept.get("href"):
        # a place without an address has no relation to one either
        kept = {key: value for key, value in kept.items() if key in {"id", "class"}}
    written = "".join(f' {key}="{_quoted(value)}"' for key, value in kept.items())
    return f"<{name}{written}{'/' if name in _VOID or found[0].endswith('/>') else ''}>"


def _quoted(value: str) -> str:
    return value if "<" not in value and ">" not in value else value.replace("<", "&lt;").replace(">", "&gt;")


def _href(href: str, addresses: Addresses) -> str:
    """The link in the book, escaped; empty for what the book has as a picture, and for what is no address."""
    place = addresses.inside.get(href) or addresses.inside.get(href.partition("#")[0])
    if place or href.startswith("#"):
        return escaping.escape(place or href)
    if href in addresses.pictures:
        return ""
    return escaping.escape(sound_address(href.replace(ROOT, addresses.site, 1)))


def sound_address(address: str) -> str:
    """The address as a URI that passes for one everywhere; empty where that can't be."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").encode("idna").decode() if parts.netloc else ""
        port = f":{parts.port}" if parts.port is not None else ""
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in _SCHEMES or (parts.scheme != "mailto" and not _HOST.fullmatch(_bracketed(host))):
        return ""
    place = f"//{_bracketed(host)}{port}" if parts.netloc else ""
    rest = address.strip().partition(":")[2][len(parts.netloc) + 2 if parts.netloc else 0 :]
    head, mark, fragment = rest.partition("#")
    return f"{parts.scheme}:{place}{_escaped(head)}{mark}{_escaped(fragment.replace('#', '%23'))}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _escaped(text: str) -> str:
    return _LONE_PERCENT.sub("%25", quote(text, safe=_SIGNS))


def _formula(found: re.Match[str]) -> str:
    """The formula in the namespace of MathML, with its TeX for reading systems that know none."""
    tex = _TEX.search(found[2])
    told = f' alttext="{_one_line(tex[1])}"' if tex else ""
    inner = _HTML_IN_MATH.sub(rf'<\1 xmlns="{_XHTML}"', found[2])
    return f'<math xmlns="{_MATHML}"{found[1]}{told}>{inner}</math>'


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace('"', "&quot;")


def _without_dead_ends(page: str) -> str:
    """The page with no link to a place of it that is not there."""
    ids = set(re.findall(r'<[a-z][^<>]* id="([^"]*)"', page))
    return re.sub(r'(<a\b[^<>]*?) href="#([^"]*)"', lambda found: found[0] if found[2] in ids else found[1], page)


def _image(found: re.Match[str], addresses: Addresses) -> str:
    """An image that not every reading system knows has another for those that don't."""
    format_ = addresses.formats.get(found[1])
    if not format_:
        return found[0]
    source = f'<source srcset="{found[1]}" type="{format_}"/>'
    return f'<picture>{source}<img src="{addresses.instead}"{found[2]}/></picture>'
