"""The one mutable thing of a conversion: what the rules collect while a text is parsed and rendered."""

from __future__ import annotations

import html
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any, cast

from markdown_it.token import Token

from shortsite.markdown.context import TextContext
from shortsite.markdown.formula import Macros, converted
from shortsite.markdown.macros import without_definitions
from shortsite.markdown.marks import FORMULA, KEPT, placeholder
from shortsite.markdown.places import Places
from shortsite.model import Formula, Reference
from shortsite.problems import Place, Problem


@dataclass(slots=True)
class Draft:
    """Formulas, references, images, fragments and problems of one text, in the order of the text."""

    context: TextContext
    places: Places
    macros: Macros
    formulas: list[Formula] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    unlinked: list[Reference] = field(default_factory=list)
    images: dict[str, None] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    slugs: dict[str, int] = field(default_factory=dict)
    #: Width and height of each image beside the text; see TextContext.
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: The images by their names in NFC: some systems write a letter and its accent as two characters in names.
    composed: dict[str, str] = field(default_factory=dict)

    def report(self, code: str, place: tuple[int, int], message: str, hint: str = "") -> None:
        """Note a problem at (line, column)."""
        self.problems.append(Problem(Place("", *place), code, message, hint))

    def keep(self, fragment: str) -> str:
        """The placeholder of trusted HTML that the sanitiser shall not see."""
        self.fragments.append(fragment)
        return placeholder(KEPT, len(self.fragments) - 1)

    def add_formula(self, tex: str, form: str, token: Token, offset: int) -> str:
        """Convert a formula and answer its placeholder; nothing if it only defines macros.

        ``form`` is ``inline``, ``large`` (inline, but in display style) or ``display``. ``offset`` says where the
        TeX begins within the token's content; a fault is reported there.
        """
        tex, self.macros, flaw = without_definitions(tex, self.macros)
        if not tex.strip() and not flaw:
            return ""
        formula, fault = converted(tex, form, self.macros)
        if flaw or fault:
            self._report_formula(flaw or fault, token, offset)
        self.formulas.append(formula)
        return placeholder(FORMULA, len(self.formulas) - 1)

    def _report_formula(self, fault: Any, token: Token, offset: int) -> None:
        place = self.places.of(token, offset + fault.offset)
        self.report(fault.code, place, fault.message, fault.hint)

    def text_of(self, token: Token) -> str:
        """A formula token's words in plain Unicode."""
        number = token.meta.get("number", -1)
        return self.formulas[number].text if number >= 0 else ""


def draft_of(env: MutableMapping[str, Any]) -> Draft:
    """The draft that a rule's environment carries."""
    return cast("Draft", env["draft"])


def escape(text: str) -> str:
    """The text with everything escaped that HTML text or a quoted attribute may not hold."""
    return html.escape(text)
