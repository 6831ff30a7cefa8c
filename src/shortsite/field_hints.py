"""How to mend a value: what a reader of fields says where one is of another form than it should be."""

from __future__ import annotations

import re
from collections.abc import Collection

from shortsite.problems import did_you_mean, quoted
from shortsite.urls import ID_LENGTH, is_id, is_reserved, slug
from shortsite.values import web_url
from shortsite.yaml_text import scalar

#: The keys of an author who is a mapping.
AUTHOR_KEYS = ("family", "given", "orcid", "native")
#: What an id is.
ID_HINT = "use lower case letters and digits, joined by single '-' or '.', at most 100 characters"
#: What a paper without authors is told.
AUTHORS_HINT = "write authors: [Given Family, Given Family]"
#: What other systems call a key, in letters alone -> the keys that it may be here.
OTHER_NAMES = {
    other: tuple(keys.split())
    for keys, others in {
        "venue": "journal journaltitle conference booktitle proceedings containertitle",
        "arxiv": "eprint arxivid",
        "keywords": "tags tag topics subjects categories category labels",
        "published year date": "date",
        "published date": "publicationdate issued created posted",
        "updated": "modified lastmodified edited revised",
        "issue": "number",
        "url": "homepage website webpage link",
        "code": "repository repo github sourcecode",
        "lang": "language",
        "tldr": "summary",
        "author": "contributor reviewer handle user username by",
        "reply_to": "inreplyto parent",
        "short": "abbreviation acronym shortname",
        "affiliation": "institution organization organisation",
        "bio": "about biography",
        "family": "last lastname surname familyname",
        "given": "first firstname forename givenname",
    }.items()
    for other in others.split()
}
#: The longest value that a hint repeats.
SHORT = 60
#: What lacks nothing but its scheme: ``example.org``, ``www.example.org/x.pdf``.
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.(?!pdf$|html?$)[a-z]{2,}(/\S*)?")
_AND = re.compile(r",?\s+(?:and|&)\s+")
#: The rest of the authors: nobody is called so.
_OTHERS = re.compile(r"(?:(?P<named>.*?),?\s+)?et\.?\s*al\.?|(?:and\s+)?others", re.IGNORECASE)
_PARTICLES = frozenset("af al bin da de del den der di dos du el la le ten ter van von y zu".split())  # noqa: SIM905
#: A word of so many capitals is no initials.
_ACRONYM = 3
#: Words of groups' names: "Google Research and Princeton University" are no two people.
_OF_GROUPS = re.compile(
    r"\b(?:academy|agency|ai|alliance|american|association|bank|board|brain|bureau|business|center|centre|clinic"
    r"|college|collaboration|commission|committee|company|computing|consortium|corp|corporation|council|data"
    r"|deepmind|department|engineering|european|faculty|federal|forum|foundation|google|group|health|hospital|inc"
    r"|initiative|institut|institute|intelligence|international|lab|laboratories|laboratory|labs|language|learning"
    r"|library|llc|ltd|machine|meta|microsoft|ministry|national|network|office|openai|organisation|organization"
    r"|partners|press|program|programme|project|research|school|science|sciences|security|service|services|society"
    r"|software|systems|task|team|technologies|technology|trust|union|united|universidad|university|working|world)\b",
    re.IGNORECASE,
)


def key_hint(kind: str, key: str, known: Collection[str], given: Collection[str]) -> str:
    """What an unknown key of a record of this kind was meant to be; ``given`` are the keys that the record has."""
    if key.casefold() == "name" and "family" in known:
        return "write 'family' and 'given', or the name alone"
    letters = re.sub(r"[\W_]", "", key.casefold())
    meant = [name for name in OTHER_NAMES.get(letters, ()) if name in known and letters not in known]
    free = [f"'{name}'" for name in meant if name not in given]
    if meant:
        return f"did you mean {' or '.join(free)}?" if free else f"remove it, since '{meant[0]}' is given"
    return did_you_mean(key, known) or f"{'an' if kind[0] in 'aeiou' else 'a'} {kind} has no such key"


def id_hint(text: str) -> str:
    """How an id would be written."""
    made = slug(text.lstrip("@#"))
    # an address, or an identifier with its kind, is no name
    is_name = len(text) <= ID_LENGTH and re.search(r"[^\W_]", text) and not re.search(r"[:/]", text)
    return f"write it like {made}: {ID_HINT}" if is_name and is_id(made) and not is_reserved(made) else ID_HINT


def list_hint(key: str, text: str, *, is_plain: bool) -> str:
    """How a text would be written as the list that it should be; ``is_plain`` tells that it bore no quotes."""
    if is_plain and text.startswith("-"):
        return "write a space behind each '-'"
    if len(text) >= SHORT:
        return ""
    if not is_plain and key != "authors":
        # a comma within quotes is more likely one of the text; of keywords each is a list
        items = text.split(",") if key == "keywords" else [text]
        return f"write {key}: {_listed(items)}"
    if key != "authors":
        return f"write {key}: {_listed(text.split(','))}"
    items = _names(text, is_plain=is_plain)
    is_turned = is_plain and len(items) == 1 and "," in text
    other = f", or {_listed(text.split(','))} for two authors" if is_turned else ""
    return f"write {key}: {_listed(items)}{other}"


def _listed(items: Collection[str]) -> str:
    return f"[{', '.join(scalar(item.strip(), in_flow=True) for item in items if item.strip())}]"


def _names(text: str, *, is_plain: bool) -> list[str]:
    """The authors of a text: ``A B, C D and E F``, ``Family, Given and Family, Given``, or a single one."""
    if ";" in text:
        return text.split(";")
    parts = _AND.split(text)
    if len(parts) > 1:
        are_turned = all(part.count(",") == 1 for part in parts)
        return parts if are_turned else [name for part in parts for name in part.split(",")]
    names = text.split(",")
    is_turned = len(names) == 2 and not any(" " in name.strip() for name in names)  # noqa: PLR2004  # Family, Given
    return [text] if is_turned or not is_plain else names


def several_authors(name: str) -> tuple[str, str] | None:
    """What is wrong with a name that most likely holds several, and how to mend it.

    A group may be called ``Johnson and Johnson``: people are told by given and family name, on either side.
    """
    if others := _OTHERS.fullmatch(name):
        hint = (
            f"name the others too, or write {others['named']} alone" if others["named"] else "name them, or remove it"
        )
        return f"{quoted(name)} is read as an author's name", hint
    if ";" not in name and not _AND.search(name):
        return None
    names = _names(name, is_plain=False)
    if not all(map(_is_of_a_person, names)):
        return None
    return f"{quoted(name)} is read as one author", f"write each on its own: {_listed(names)}"


def _is_of_a_person(name: str) -> bool:
    """Whether the name looks like a given and a family name, in either order."""
    words = [word for word in name.replace(",", " ").split() if word not in _PARTICLES]
    are_names = all(word[0].isupper() and ("." in word or len(word) < _ACRONYM or not word.isupper()) for word in words)
    return len(words) > 1 and are_names and not _OF_GROUPS.search(name)


def is_author(keys: Collection[str]) -> bool:
    """Whether the keys of a mapping are meant for an author's, well spelt or not; else it is a name with a colon."""
    if len(keys) != 1:
        return True
    (key,) = keys
    return re.fullmatch(r"[a-z_]+", key) is not None or bool(did_you_mean(key, AUTHOR_KEYS))


def url_hint(text: str, schemes: Collection[str]) -> str:
    """How an address would be written."""
    starts = ("mailto:",) if "@" in text else ("https://",) if _HOST.fullmatch(text) else ()
    for start in starts:
        if web_url(start + text, schemes):
            return f"write {start}{text}"
    return f"start it with {' or '.join(f'{scheme}:' for scheme in schemes)}; encode spaces as %20"
