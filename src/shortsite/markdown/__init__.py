"""The archive's dialect of Markdown: texts to documents, titles to inline HTML, and documents to finished HTML.

``convert`` is pure and dear, so its results are worth keeping: the HTML holds placeholders for formulas, for titles
and addresses of papers, and for the URL of the page, which ``fill`` replaces. Importing this package is cheap; the
parser is loaded when the first text is converted.
"""

from __future__ import annotations

from shortsite.markdown.context import TextContext
from shortsite.markdown.fill import fill, whole_text, words
from shortsite.markdown.fingerprint import fingerprint
from shortsite.markdown.inline import inline
from shortsite.model import Document

__all__ = ["TextContext", "convert", "fill", "fingerprint", "inline", "whole_text", "words"]


def convert(text: str, context: TextContext) -> Document:
    """Convert Markdown to a document, the same one for the same arguments.

    Problems have an empty path, and lines and columns from 1 within ``text``.
    """
    # A build in which nothing changed converts nothing, and the parser takes 0.1 s to import.
    from shortsite.markdown.conversion import convert as converted

    return converted(text, context)
