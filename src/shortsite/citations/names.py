"""Names of authors: as BibTeX writes them, and as a record does."""

from __future__ import annotations

import re
from typing import Any

from shortsite.citations.latex import tex_of, text_of
from shortsite.model import Author
from shortsite.names import family_and_given

#: The number by which DBLP tells namesakes apart.
_NAMESAKE = re.compile(r" \d{4}$")
#: BibLaTeX's other way: ``family=Berg, given=Jan, prefix=van den``.
_EXTENDED = re.compile(r"\s*(?:family|given|prefix|suffix|given-i|useprefix|id)\s*=", re.IGNORECASE)
_PART = re.compile(r"(family|given|prefix|suffix)\s*=\s*\"?([^,=\"]+)", re.IGNORECASE)
_MARK = re.compile(r"\\.|[{}]|(?:(?<=\s)|(?<!.))and(?=\s|$)", re.IGNORECASE | re.DOTALL)
_OTHERS = "and others"
#: Longer than any name; so that a broken field costs little.
_LONGEST = 1_000


def author_value(family: str, given: str = "", orcid: str = "", native: str = "") -> str | dict[str, str]:
    """An author as a record writes one: ``Given Family`` where that reads back the same, else ``Family, Given``.

    A name that neither can express, and one with an ORCID or in its own script, is a mapping.
    """
    family, given = " ".join(family.split()), " ".join(given.split())
    if not family:
        family, given = given, ""
    parts = {"family": family, "given": given, "orcid": orcid, "native": " ".join(native.split())}
    if orcid or parts["native"] or "," in family or (" " in family and not given):
        return {key: value for key, value in parts.items() if value}
    name = f"{given} {family}".strip()
    if " " in family or "," in given or family_and_given(name) != (family, given):
        return f"{family}, {given}"
    return name


def parts_of(author: str | dict[str, str]) -> tuple[str, str]:
    """Family and given name of an author as a record writes one."""
    if isinstance(author, dict):
        return author["family"], author.get("given", "")
    family, comma, given = author.partition(", ")
    return (family, given) if comma else family_and_given(author)


def sorted_author(name: str) -> str | dict[str, str]:
    """The author of ``Family, Given`` or ``Family, Given, Jr.``; without a comma the whole is one name."""
    family, given, suffix = (*(part.strip() for part in name.split(",", 2)), "", "")[:3]
    return author_value(f"{family} {suffix}" if suffix else family, given)


def authors_of(field: str) -> tuple[list[str | dict[str, str]], list[str]]:
    """The authors of a BibTeX field, and notes of what was changed."""
    notes = []
    names = _people(field)
    if names and names[-1].lower() == "others":
        names.pop()
        notes.append(f"there are more authors than the entry names: it ends in '{_OTHERS}'")
    if any(len(name) > _LONGEST for name in names):
        names = [name for name in names if len(name) <= _LONGEST]
        notes.append(f"a name of more than {_LONGEST:,} characters is left out")
    if any(_NAMESAKE.search(name) for name in names):
        names = [_NAMESAKE.sub("", name) for name in names]
        notes.append("DBLP's numbers behind names, which tell namesakes apart, are left out")
    made = [author for name in names if (author := _author(name))]
    return made, notes


def _people(field: str) -> list[str]:
    """The names between each ``and`` outside of braces. bibtexparser cuts the backslash off a name that begins so."""
    names = []
    start = depth = 0
    for found in _MARK.finditer(field):
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
        elif found[0][0] != "\\" and depth <= 0:
            names.append(field[start : found.start()].strip())
            start = found.end()
    return [name for name in [*names, field[start:].strip()] if name]


def _author(name: str) -> str | dict[str, str]:
    if _EXTENDED.match(name):
        named = {key.lower(): text_of(value) for key, value in _PART.findall(name)}
        family = " ".join(filter(None, (named.get("prefix"), named.get("family"), named.get("suffix"))))
        return author_value(family, named.get("given", ""))
    from bibtexparser.middlewares.names import parse_single_name_into_parts  # slow to import, and few runs need it

    parts = parse_single_name_into_parts(name, strict=False)
    family = text_of(" ".join([*parts.von, *parts.last, *parts.jr]))
    return author_value(family, text_of(" ".join(parts.first)))


def author_named(name: str) -> Author:
    """The author of a name as people write their own: ``Jan van den Berg``, but also ``Vision desk``, a group's.

    A group is known by its last word, which no family's name writes in lower case, or by an ``and`` between two names.
    """
    words = name.split()
    if not words or words[-1][0].islower() or "&" in name or "and" in words:
        return Author(" ".join(words))
    return Author(*family_and_given(name))


def bibtex_name(author: Author) -> str:
    """The name as BibTeX reads it back: ``Family, Given``, in braces what has a comma, an ``and`` or no given name."""
    if not author.given:
        return f"{{{tex_of(author.family)}}}"
    return f"{_guarded(author.family)}, {_guarded(author.given)}"


def _guarded(part: str) -> str:
    words = part.split()
    is_plain = "," not in part and not any(word.lower() == "and" for word in words) and words[-1].lower() != "others"
    return tex_of(part) if is_plain else f"{{{tex_of(part)}}}"


def csl_author(author: Author) -> dict[str, str]:
    """The name as CSL writes it."""
    if not author.given:
        return {"literal" if " " in author.family else "family": author.family}
    return {"family": author.family, "given": author.given}


def author_of_csl(name: Any) -> str | dict[str, str]:
    """The author of a name of CSL-JSON, Crossref or DataCite; empty if it has none."""
    if not isinstance(name, dict):
        return ""
    parts = {key: str(value) for key, value in name.items() if isinstance(value, str | int)}
    family = " ".join(
        filter(None, (parts.get("dropping-particle"), parts.get("non-dropping-particle"), parts.get("family")))
    )
    family = " ".join(filter(None, (family, parts.get("suffix"))))
    orcid = re.sub(r"^https?://orcid\.org/", "", parts.get("ORCID", parts.get("orcid", "")).strip())
    whole = parts.get("literal") or parts.get("name", "")
    if not family and not parts.get("given") and whole:
        return sorted_author(whole)
    return author_value(family, parts.get("given", ""), orcid)
