"""ShortScience: the feed of all summaries (``rss-full.xml``), and the table that every contributor could export.

The feed names titles, contributors and days, but its texts have lost every link; the table holds the whole texts of
one contributor, and nothing else. Imported together, each gives what the other lacks.
https://github.com/ShortScience-org/shortscience.org, ``templates/rss.php`` and ``templates/vignettecsv.php``
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from io import StringIO
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from shortsite.citations.sound import sound
from shortsite.importing.guesses import handle_of, identifiers_of, with_year
from shortsite.importing.items import Gathered, Item, Text
from shortsite.importing.sources import FILE_BYTES, calm
from shortsite.model import ANONYMOUS
from shortsite.problems import quoted
from shortsite.records import FORBIDDEN
from shortsite.urls import is_former_name

#: What is longer is no key, name or title.
_LONG = 1_000
_HEADER = ["paperid", "text"]
#: ``fputcsv`` of PHP does not double a quote behind a backslash.
_PHP_QUOTES = re.compile(r'\\("+)(?=[^"\n])')
#: What the feed takes out of texts.
_ADDRESS = re.compile(
    r"\b(?:https?|ftp|file)://[-A-Z0-9+&@#/%?=~_|$!:,.;]*[A-Z0-9+&@#/%=~_|$]", re.IGNORECASE | re.ASCII
)
#: The short feeds cut texts after 500 bytes.
_CUT = range(450, 520)
_ELLIPSIS = "..."
_LOST = re.compile(r"\]\(\s*\)")


def gather_csv(text: str, name: str) -> Gathered:
    """The texts of an export, each with the key of its paper."""
    before = csv.field_size_limit(FILE_BYTES)
    try:
        return _rows(_PHP_QUOTES.sub(_doubled, text), name)
    finally:
        csv.field_size_limit(before)


def _doubled(found: re.Match[str]) -> str:
    return f'{found[0]}"' if len(found[1]) % 2 else found[0]


def _rows(text: str, name: str) -> Gathered:
    items, faults = [], []
    rows = csv.reader(StringIO(text, newline=""))
    line = 1
    try:
        for row in rows:
            place, line = f"{name}:{line}", rows.line_num + 1
            if len(row) == len(_HEADER):
                items += [_row(place, *row)] if row != _HEADER else []
            elif row:
                faults.append(f"{place}: the row has {len(row)} fields; it should have two, paperid and text")
    except csv.Error as fault:
        faults.append(f"{name}:{line}: the table can't be read from here on: {fault}")
    return Gathered(tuple(items), tuple(faults))


def _row(place: str, key: str, text: str) -> Item:
    return _item(place, key, "", Text(text.strip()))


def _item(place: str, key: str, title: str, text: Text) -> Item:
    """The paper with this key, and the text about it."""
    key = " ".join(calm(FORBIDDEN.sub("", key[:_LONG])).split())
    aliases = [key] if is_former_name(key) else []
    values, notes = sound({"title": title[:_LONG], **identifiers_of(key), "aliases": aliases})
    told = list(notes)
    dated, guesses = with_year(values, text.date)
    if not aliases:
        told.append(f"the key {quoted(key)} can't be a former id, so its old address is lost")
    return Item(place, key, dated, tuple(told), text, guesses)


# The feed


def gather_rss(data: bytes, name: str) -> Gathered:
    """The papers and texts of a feed."""
    try:
        root: Element = ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        return Gathered(faults=(f"{name}: the file declares entities or a document type, which no feed needs",))
    except (ParseError, ValueError, LookupError) as fault:
        return Gathered(faults=(f"{name}: this is not XML that can be read: {fault}",))
    handles = _Handles()
    items: list[Item] = []
    faults: list[str] = []
    for number, element in enumerate(root.iter("item"), 1):
        made = _entry(element, f"{name}#{number}", handles)
        if made:
            items.append(made)
        else:
            faults.append(f"{name}#{number}: the entry names no paper; its link should hold bibtexKey=...")
    if not items and not faults:
        faults.append(f"{name}: the feed has no entries")
    return Gathered(tuple(items), tuple(faults))


def _entry(element: Element, place: str, handles: _Handles) -> Item | None:
    parts = {_local(child): child.text or "" for child in reversed(element)}
    link = parts.get("link", "") or parts.get("guid", "")
    key, user = _named_in(link.strip()[:_LONG])
    key = parts.get("bibtexkey", "").strip() or key
    if not key:
        return None
    name = _line(parts.get("author", "") or parts.get("creator", ""))
    handle = handles.of(user or name)
    text = Text(
        body=calm(parts.get("description", "")).replace("\r\n", "\n").replace("\r", "\n").strip(),
        author=handle,
        name=name if handle != ANONYMOUS and name.casefold() != user.casefold() else "",
        date=_day(parts.get("pubDate", "")),
    )
    made = _item(place, key, _line(parts.get("title", "")), text)
    return _judged(made, text)


def _judged(item: Item, text: Text) -> Item:
    """The item with what is to say of its text."""
    if text.body.endswith(_ELLIPSIS) and len(text.body.encode("utf-8", "replace")) in _CUT:
        return replace(item, fault="the feed has only the beginning of the text; import rss-full.xml, which has it all")
    if _LOST.search(text.body):
        return replace(item, notes=(*item.notes, "the feed has left out the addresses of links and images"))
    return item


def _local(element: Element) -> str:
    """The name without its namespace: that of ShortScience's own elements changed with the site's address."""
    return str(element.tag).rpartition("}")[2]


def _named_in(link: str) -> tuple[str, str]:
    """The paper's key and the contributor that a link names: ``/paper?bibtexKey=KEY#USER`` or ``...&a=USER``."""
    found = [re.search(rf"[?&]{name}=([^&#]*)", link) for name in ("bibtexKey", "a")]
    key, user = (unquote(match[1]) if match else "" for match in found)
    return key, user or unquote(link.rpartition("#")[2] if "#" in link else "")


def _line(text: str) -> str:
    return " ".join(FORBIDDEN.sub("", calm(text[:_LONG])).split())


def _day(text: str) -> str:
    """The day of a date as mails bear it, in UTC."""
    try:
        found = parsedate_to_datetime(text.strip()[:_LONG])
        return (found.astimezone(UTC) if found.tzinfo else found).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


class _Handles:
    """A handle for each name of a user: two names never share one."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}
        self._taken = {ANONYMOUS}
        self._numbers: Counter[str] = Counter()

    def of(self, user: str) -> str:
        """The handle of the user with that name."""
        if user.casefold() in ("", "anon", ANONYMOUS):
            return ANONYMOUS
        if user not in self._of:
            self._of[user] = self._free(handle_of(user) or "user")
            self._taken.add(self._of[user])
        return self._of[user]

    def _free(self, base: str) -> str:
        while True:
            self._numbers[base] += 1
            made = base if self._numbers[base] == 1 else f"{base}-{self._numbers[base]}"
            if made not in self._taken:
                return made


# The table and the feed together


def joined(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items, where a text of the feed is also in a table as one: with the table's text and the feed's facts."""
    whole = {_trace(item.key, item.text.body): item for item in items if _is_bare(item) and item.text}
    used: set[str] = set()
    made = [_restored(item, whole, used) for item in items]
    return tuple(item for item in made if not (_is_bare(item) and item.place in used))


def _is_bare(item: Item) -> bool:
    """Whether it is a row of a table: a text without an author, a date or a title."""
    return bool(item.text) and not (item.text and (item.text.author or item.text.note)) and "title" not in item.values


def _restored(item: Item, whole: dict[tuple[str, str], Item], used: set[str]) -> Item:
    if item.text is None or not item.text.author:
        return item
    found = whole.get(_trace(item.key, item.text.body.removesuffix(_ELLIPSIS) if item.fault else item.text.body))
    if found is None or found.text is None:
        return item
    used.add(found.place)
    notes = tuple(note for note in item.notes if not note.startswith("the feed has left out"))
    text = replace(item.text, body=found.text.body)
    return replace(item, text=text, notes=(*notes, f"the whole text is that of {found.place}"), fault="")


def _trace(key: str, body: str) -> tuple[str, str]:
    """What is the same of a text with and without its addresses: the beginning, without blanks."""
    return key, "".join(_ADDRESS.sub("", body[:20_000]).split())[:100]
