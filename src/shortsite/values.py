"""Values of fields that are more than text: moments and URLs."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit, urlunsplit

from shortsite.model import Moment

#: What a contributor's link may start with.
LINK_SCHEMES = ("http", "https", "mailto")
#: The id of a licence, as SPDX has them.
LICENSE = r"[A-Za-z0-9][A-Za-z0-9.+-]*"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
#: Newer versions of Python take the hour 24 for the next midnight, older ones for none.
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]([01]\d|2[0-3]):\d{2}(:\d{2}(\.\d{1,6})?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
#: The form of a moment; whether there is such a day is another matter.
DATE = f"{_DAY.pattern}|{_TIME.pattern}"
DATE_HINT = "write year-month-day such as 2026-11-23, or a time with its zone such as 2026-11-23T09:30:00Z"

#: What no URL holds unencoded, within the brackets of a pattern.
_UNSAFE = r'\s<>"\\^`{|}'
_MAIL = r"mailto:[^@\s]+@[^@\s]+"


def moment(text: str) -> Moment | None:
    """A day (``2026-11-23``) or an RFC 3339 time with its zone, as UTC; None if it is neither."""
    try:
        if _DAY.fullmatch(text):
            return Moment(datetime.fromisoformat(text).replace(tzinfo=UTC))
        if _TIME.fullmatch(text):
            return Moment(datetime.fromisoformat(text.upper()).astimezone(UTC), is_day=False)
    except (ValueError, OverflowError):
        pass
    return None


def web_url(text: str, schemes: Collection[str] = LINK_SCHEMES) -> str | None:
    """The URL with all that is not ASCII encoded; None if it is malformed or of a scheme that is not allowed."""
    if re.search(f"[{_UNSAFE}]", text):
        return None
    try:
        parts = urlsplit(text)
        if parts.scheme.lower() not in schemes:
            return None
        if parts.scheme.lower() == "mailto":
            return text if re.fullmatch(_MAIL, text) else None
        if not parts.hostname or "@" in parts.netloc:
            return None
        host = _ascii_host(parts.hostname)
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return None
    safe = "/:@!$&'()*+,;=-._~%[]"
    rest = (quote(parts.path, safe=safe), quote(parts.query, safe=safe + "?"), quote(parts.fragment, safe=safe + "?"))
    return urlunsplit((parts.scheme.lower(), f"[{host}]{port}" if ":" in host else host + port, *rest))


def _ascii_host(host: str) -> str:
    """The host as it is asked for; raises ValueError where that is none: a lone diaeresis becomes a blank."""
    if host.isascii():
        return host
    made = host.encode("idna").decode("ascii")
    if not re.fullmatch(r"[A-Za-z0-9.-]+", made):
        raise ValueError(host)
    return made


def url_pattern(schemes: Collection[str]) -> str:
    """The form of what ``web_url`` takes, as a pattern for programs that have no such function."""
    hosts = "|".join(scheme for scheme in schemes if scheme != "mailto")
    web = f"(?:{hosts})://[^:{_UNSAFE}/?#@][^{_UNSAFE}/?#@]*(?:[/?#][^{_UNSAFE}]*)?"
    return f"{web}|{_MAIL}" if "mailto" in schemes else web
