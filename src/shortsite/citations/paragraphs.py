"""Titles and abstracts: a record holds Markdown, BibTeX words and ``$math$``, the other formats plain words."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from shortsite.markdown import whole_text
from shortsite.model import Document, Inline, Paper

#: Words and formulas in turn: the dollars around each (none around words), and the text or TeX.
Pieces = Sequence[tuple[str, str]]

_SPECIAL = re.compile(r"[\\`*]|<(?=[A-Za-z/!?])|(?<!\w)_|_(?!\w)|~~|&(?=#?\w+;)|\[(?=[\[^])|(?<=\])[(:]")
_BLOCK = re.compile(r"(?m)^(\d{1,9})([.)])(?=\s|$)|^([#>+=-])")
_FORMULA = re.compile(r"(\$\$?(?:[^$\\]|\\.){1,2000}\$\$?|\\[(\[](?:[^\\]|\\[^]()[]){1,2000}\\[)\]])")
_PLACEHOLDER = re.compile("[\ue000\ue003](\\d+)\ue001")
_BREAK = re.compile(r"</(?:p|li|blockquote|pre|h\d|div|tr|dd|dt|figure)>|<hr ?/?>")
_ANCHOR = re.compile(r'<a class="anchor"[^>]*>#</a>')
_TAG = re.compile(r"<[^>]*>")


def markdown_of(text: str) -> str:
    """Plain text, paragraphs apart, as Markdown that shows it as it is; formulas stay formulas."""
    parts = _FORMULA.split("\n\n".join(filter(None, (" ".join(part.split()) for part in text.split("\n\n")))))
    parts[::2] = [_SPECIAL.sub(_escaped, part) for part in parts[::2]]
    return _BLOCK.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else "\\" + found[3], "".join(parts))


def _escaped(found: re.Match[str]) -> str:
    # a backslash before a bracket would begin a formula
    return f"&#{ord(found[0])};" if found[0] in "\\[(:" else "\\" + found[0]


def title_pieces(title: Inline) -> Pieces:
    """A title's words and formulas. Where a formula cannot be converted all are words: who knows what it would do."""
    if "$" not in title.source and "\\" not in title.source:
        return [("", title.text)]
    from shortsite.markdown.title import pieces

    found = [(delimiter, text.strip() if delimiter else text) for delimiter, text in pieces(title.source)]
    return [("", joined(found))] if title.faults else found


def abstract_text(paper: Paper) -> str:
    """The abstract as plain text, without line breaks; formulas as characters, like those of titles; papers by id."""
    return " ".join(whole_text(paper.abstract).split()) if paper.abstract else ""


def abstract_pieces(abstract: Document) -> Pieces:
    """A converted text's words and formulas, paragraphs apart."""
    source = _BREAK.sub("\n\n", _ANCHOR.sub("", abstract.html)).strip()
    found: list[tuple[str, str]] = []
    end = 0
    for placeholder in _PLACEHOLDER.finditer(source):
        found.append(("", _words(source[end : placeholder.start()])))
        found.append(_filled(placeholder, abstract))
        end = placeholder.end()
    found.append(("", _words(source[end:])))
    return tuple(piece for piece in found if piece[1])


def _words(source: str) -> str:
    text = html.unescape(_TAG.sub("", source))
    return re.sub(r"[^\S\n]+|(?<!\n)\n(?!\n)", " ", re.sub(r"\n\s*\n", "\n\n", text))


def _filled(found: re.Match[str], document: Document) -> tuple[str, str]:
    number = int(found[1])
    if found[0].startswith("\ue000"):
        formula = document.formulas[number]
        delimiter, tex = "$$" if formula.display else "$", " ".join(formula.tex.split())
        return (delimiter, tex) if formula.mathml else ("", f"{delimiter}{tex}{delimiter}")
    reference = document.references[number]
    return "", reference.label or reference.target


def joined(pieces: Pieces) -> str:
    """The pieces as plain text, formulas as TeX between dollars."""
    return "".join(delimiter + text + delimiter for delimiter, text in pieces)
