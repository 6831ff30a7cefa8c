"""Texts of a list as a book for e-readers: EPUB 3.3 (https://www.w3.org/TR/epub-33/).

``Book`` holds all that a book is made of, and ``epub`` makes its bytes of that alone and of the theme's templates.
"""

from shortsite.books.book import Book, Chapter, Picture
from shortsite.books.epub import epub

__all__ = ["Book", "Chapter", "Picture", "epub"]
