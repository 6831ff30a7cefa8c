"""Images: figures from images that stand alone, small ones within a sentence, and cards for those on other hosts.

No image ever loads from another host, and none is shown that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from unicodedata import normalize
from urllib.parse import SplitResult, quote, unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from shortsite.images import NOT_SHOWN, image_address
from shortsite.markdown.draft import Draft, draft_of, escape
from shortsite.markdown.flow import plain
from shortsite.markdown.inline import inline
from shortsite.markdown.marks import FORBIDDEN, OURS, PAGE, secured
from shortsite.markdown.spans import start_of
from shortsite.problems import nearest, quoted

_TYPES = r"\.(?:png|jpe?g|gif|webp|avif|svg)"
_BARE = re.compile(
    rf"https?://.+?{_TYPES}(?:\?.*)?|(?:\.{{0,2}}/)?[\w%~+,@=().-][\w%~+,@=()./-]*?{_TYPES}(?:\?.*)?", re.IGNORECASE
)
_NO_ADDRESS = re.compile(r"[\s<>\"]")
#: So much of a text's end tells whether an image's address ends there.
_LONGEST = 2_000
_ENDING = re.compile(rf"{_TYPES}(?:\?\S*)?>?$", re.IGNORECASE)
_IN_FIGURES = frozenset({"image", "softbreak", "hardbreak"})
_REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_MALFORMED = urlsplit("")
#: For so many names of images, times problems that were told before, the nearest one is looked for.
_PATIENCE = 2_000
_SIZE = re.compile(r"(\d{1,4})(?:px)?")


@dataclass(frozen=True, slots=True)
class Image:
    """An image that a text asks for: its address as written, words for those who cannot see it, a caption."""

    address: str
    alt: str
    caption: str
    place: tuple[int, int]

    @property
    def parts(self) -> SplitResult:
        """The address in parts; empty ones where it is malformed."""
        try:
            return urlsplit(self.address)
        except ValueError:
            return _MALFORMED

    @property
    def name(self) -> str:
        """The file's name."""
        return unquote(PurePosixPath(self.parts.path).name) or self.address

    @property
    def words(self) -> str:
        """Never empty: the alternative text or the file's name."""
        return self.alt or FORBIDDEN.sub("", self.name) or "image"


def plugin(md: MarkdownIt) -> None:
    """Find figures behind the parsing, before images within sentences; and render both."""
    md.core.ruler.push("figures", _figures)
    md.core.ruler.push("images", _images)
    md.add_render_rule("figure", _render)
    md.add_render_rule("image", _render)


def _render(
    _self: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    return str(tokens[idx].meta["html"])


def _figures(state: StateCore) -> None:
    """Turn paragraphs of images alone into figures."""
    draft = draft_of(state.env)
    tokens = state.tokens
    made: list[Token] = []
    index = 0
    while index < len(tokens):
        images = _alone(draft, tokens[index + 1]) if tokens[index].type == "paragraph_open" else []
        made.extend(_figure(draft, image) for image in images)
        if not images:
            made.append(tokens[index])
        index += 3 if images else 1
    state.tokens = made


def _alone(draft: Draft, token: Token) -> list[Image]:
    """The images of a paragraph that holds nothing else."""
    children = token.children or []
    if any(child.type == "image" for child in children):
        is_alone = all(child.type in _IN_FIGURES or not (child.nesting or child.content.strip()) for child in children)
        return [_image(draft, token, child) for child in children if child.type == "image"] if is_alone else []
    if not _ENDING.search(token.content[-_LONGEST:]):
        return []
    lines = [line.strip().removeprefix("<").removesuffix(">") for line in token.content.split("\n")]
    addresses = [line for line in lines if not _NO_ADDRESS.search(line) and _BARE.fullmatch(line)]
    if len(addresses) != len(lines):
        return []
    return [Image(address, "", "", draft.places.of(token, token.content.find(address))) for address in addresses]


def _image(draft: Draft, token: Token, child: Token) -> Image:
    alt = " ".join(plain(child.children or (), draft).split())
    title = inline(str(child.attrs.get("title", "")), draft.macros)
    address = str(child.attrs.get("src", ""))
    for fault in title.faults:
        draft.report("SS040", draft.places.of(token, start_of(child)), f"in the caption: {fault}", "mend the formula")
    return Image(address, alt, title.text or alt, draft.places.of(token, start_of(child)))


def _images(state: StateCore) -> None:
    draft = draft_of(state.env)
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "image":
                child.meta["html"] = _in_sentence(draft, _image(draft, token, child))


def _figure(draft: Draft, image: Image) -> Token:
    shown = _shown(draft, image)
    if shown:
        caption = f"<figcaption>{escape(image.caption)}</figcaption>" if image.caption else ""
        link = f'<a href="{_href(draft, image)}">{shown}</a>'
        made = f"<figure>{link}{caption}</figure>"
    elif _is_link(image):
        made = f'<figure class="{OURS}remote">{_card(image)}</figure>'
    else:
        made = f'<p class="{OURS}missing">Image not available: {escape(image.words)}</p>'
    return Token("figure", "", 0, meta={"html": made + "\n", "text": image.caption})


def _in_sentence(draft: Draft, image: Image) -> str:
    shown = _shown(draft, image)
    if shown:
        return shown
    if _is_link(image):
        return _card(image)
    return f'<span class="{OURS}missing">Image not available: {escape(image.words)}</span>'


def raw_image(draft: Draft, attributes: Mapping[str, str], place: tuple[int, int]) -> str:
    """What stands for an ``<img>`` that the source wrote itself, with its size if it gives one."""
    address = attributes.get("src", "").strip()
    image = Image(address, " ".join(attributes.get("alt", "").split()), "", place)
    sizes = [_SIZE.fullmatch(attributes.get(key, "").strip()) for key in ("width", "height")]
    if _shown(draft, image) and sizes[0] is not None:
        return _element(draft, image, (int(sizes[0][1]), int(sizes[1][1]) if sizes[1] else 0))
    return _in_sentence(draft, image)


def _is_link(image: Image) -> bool:
    return _REMOTE.match(image.address) is not None and image.parts != _MALFORMED


def _card(image: Image) -> str:
    """A link to an image on another host."""
    host = image.parts.hostname or "another host"
    return f'<a href="{escape(secured(image.address))}">{escape(image.words)} (figure on {escape(host)})</a>'


def _path(draft: Draft, image: Image) -> str:
    """The path of the file as it is on the disk, if it is there."""
    path = unquote(image.parts.path).removeprefix("./")
    return path if path in draft.sizes else draft.composed.get(normalize("NFC", path), path)


def _href(draft: Draft, image: Image) -> str:
    return PAGE + escape(quote(_path(draft, image), safe="/-._~!$&'()*+,;=:@"))


def _shown(draft: Draft, image: Image) -> str:
    """The image's element; nothing, and a problem, if it cannot be shown."""
    code, message, hint = _fault(draft, image)
    if code:
        draft.report(code, image.place, message, hint)
        return ""
    path = _path(draft, image)
    if not image.alt:
        hint = f"write ![what the figure shows]({image_address(path)})"
        draft.report("SS051", image.place, f"the image {quoted(path)} has no description", hint)
    draft.images[path] = None
    return _element(draft, image, draft.sizes[path])


def _element(draft: Draft, image: Image, size: tuple[int, int]) -> str:
    width, height = size
    own_width, own_height = draft.sizes[_path(draft, image)]
    if not height and own_width:
        height = round(width * own_height / own_width)
    measured = f' width="{width}" height="{height}"' if width and height else ""
    lazy = f' loading="{OURS}lazy" decoding="{OURS}async"'
    return f'<img src="{_href(draft, image)}" alt="{escape(image.words)}"{measured}{lazy}>'


def _fault(draft: Draft, image: Image) -> tuple[str, str, str]:
    """Why an image cannot be shown: code, message and hint; all empty if it can."""
    if _is_link(image):
        host = image.parts.hostname or "another host"
        return "SS043", f"the image {quoted(image.name)} is on {host}", "copy it beside the summary"
    path = _path(draft, image)
    if path.lower().endswith(NOT_SHOWN):
        kind = path.rpartition(".")[2].upper()
        return "SS044", f"{kind} images are not shown: {quoted(path)}", "save it as PNG"
    if not path or path.startswith("/") or ".." in path.split("/") or ":" in path:
        return "SS042", f"{quoted(image.address)} is not an image beside the summary", "images lie beside the summary"
    if path not in draft.sizes:
        return _missing(draft, path)
    if draft.sizes[path][0] < 0:
        return "SS044", f"{quoted(path)} is not an image that can be shown", "save it again as PNG, JPEG, GIF or WebP"
    return "", "", ""


def _missing(draft: Draft, path: str) -> tuple[str, str, str]:
    folded = normalize("NFC", path).casefold()
    same = next((known for name, known in draft.composed.items() if name.casefold() == folded), "")
    if same:
        message = f"there is no image {quoted(path)} beside the summary, only {quoted(same)}"
        return "SS048", message, f"letter case matters: write {quoted(image_address(same))}"
    # to look for the nearest name takes as long as there are names
    near = nearest(path, draft.sizes) if len(draft.sizes) * len(draft.problems) < _PATIENCE else ""
    hint = f"did you mean '{image_address(near)}'?" if near else ""
    return "SS042", f"there is no image {quoted(path)} beside the summary", hint
