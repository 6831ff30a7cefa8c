"""An entry's HTML as text that people can read as it is: much like Markdown, with formulas as TeX between dollars."""

from __future__ import annotations

import html as escaping
import re

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*) ?/?>')
_HREF = re.compile(r' href="([^"]*)"')
_ALT = re.compile(r' alt="([^"]*)"')
_BLANK = re.compile(r"[ \t\n]+")
#: A footnote's mark is a number in brackets, and its way back is of no use here.
_FOOTNOTE = re.compile(r'<sup class="footnote">\s*<a [^<>]*>([^<]*)</a>\s*</sup>')
_BACK = re.compile(r' ?<a class="back"[^<>]*>[^<]*</a>')

_AROUND = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "s": "~~", "del": "~~"}
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
#: What is written for a start tag, and for an end tag.
_MARKS = {**_AROUND, **_HEADINGS, "sub": "_", "sup": "^", "td": "| ", "th": "| "}
_BEHIND = {**_AROUND, "td": " ", "th": " ", "tr": "|"}
#: What stands on lines of its own, and what has an empty line before and behind it as well.
_LINES = frozenset({"br", "tr", "dt", "dd", "figcaption", "summary", "caption"})
_APART = frozenset({"p", "div", "figure", "details", "table", "dl", "blockquote", "pre", "ul", "ol", *_HEADINGS})


def plain_text(html: str) -> str:
    """The text of HTML that ``markdown.fill`` made in the form ``tex``."""
    html = _FOOTNOTE.sub(r"[\1]", _BACK.sub("", html))
    writer, end = _Writer(), 0
    for found in _TAG.finditer(html):
        writer.write(escaping.unescape(html[end : found.start()]))
        end = found.end()
        (writer.close if found[1] else writer.open)(found[2], found[3])
    writer.write(escaping.unescape(html[end:]))
    return "".join(writer.out).rstrip() + "\n" if writer.out else ""


class _Writer:
    """What is written so far. ``gap`` line breaks are due before the next words, which stand behind ``margins``."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.margins: list[str] = []
        self.marks: list[str] = []
        self.numbers: list[int] = []
        self.hrefs: list[str] = []
        self.gap = 0
        self.is_pre = False

    def write(self, text: str) -> None:
        """Write words. Blanks are one space, as in HTML, but where the text is laid out by itself."""
        if self.is_pre:
            text = text.replace("\n", "\n" + "".join(self.margins))
        else:
            text = _BLANK.sub(" ", text)
            if self.gap or not self.out or self.out[-1].endswith(" "):
                text = text.lstrip(" ")
        if text:
            self._begin()
            self.out.append(text)

    def _begin(self) -> None:
        """Write the line breaks that are due, the margin, and the mark of a list's item."""
        if self.gap or not self.out:
            if self.out:
                self.out[-1] = self.out[-1].rstrip(" ")
                self.out.append("\n" * self.gap)
            mark = self.marks.pop() if self.marks else ""
            self.out.append("".join(self.margins)[: -len(mark) or None] + mark)
        self.gap = 0

    def _end(self, lines: int) -> None:
        """Have at least so many line breaks before the next words; none between an item's mark and its words."""
        if not self.marks:
            self.gap = max(self.gap, lines)

    def open(self, name: str, attributes: str) -> None:
        """A start tag, or one of an element that has no end tag."""
        if name in _APART:
            self._end(1 if self.numbers and name in ("ul", "ol") else 2)
        elif name in _LINES:
            self._end(1)
        if name in _MARKS and not self.is_pre:
            self.write(_MARKS[name])
        elif name == "a":
            href = _HREF.search(attributes)
            self.hrefs.append(f"]({escaping.unescape(href[1])})" if href else "")
            self.write("[" if href else "")
        elif name == "img":
            alt = _ALT.search(attributes)
            self.write(f"[{escaping.unescape(alt[1]) if alt and alt[1] else 'image'}]")
        elif name == "hr":
            self._end(2)
            self.write("* * *")
            self._end(2)
        else:
            self._open_block(name)

    def _open_block(self, name: str) -> None:
        if name in ("ul", "ol"):
            self.numbers.append(int(name == "ol"))
        elif name == "li":
            self._end(1)
            number = self.numbers[-1] if self.numbers else 0
            self.marks.append(f"{number}. " if number else "- ")
            self.margins.append(" " * len(self.marks[-1]))
            if number:
                self.numbers[-1] += 1
        elif name in ("blockquote", "pre"):
            self.margins.append("> " if name == "blockquote" else "    ")
            self.is_pre = name == "pre"

    def close(self, name: str, _: str) -> None:
        """An end tag."""
        if name in _BEHIND and not self.is_pre:
            self.write(_BEHIND[name])
        elif name == "a":
            self.write(self.hrefs.pop() if self.hrefs else "")
        elif name in ("li", "blockquote", "pre"):
            self._close_block(name)
        elif name in ("ul", "ol") and self.numbers:
            self.numbers.pop()
        if name in _APART:
            self._end(1 if self.numbers and name in ("ul", "ol") else 2)
        elif name in _LINES:
            self._end(1)

    def _close_block(self, name: str) -> None:
        if name == "li" and self.marks:
            self._begin()
        if name == "pre" and self.out:
            self.out[-1] = self.out[-1].rstrip()
        if self.margins:
            self.margins.pop()
        self.is_pre = False
        self._end(1)
