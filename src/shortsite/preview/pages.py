"""What the preview adds to pages: the script that listens for news, and leave to run it.

Pages forbid all scripts by a policy in a meta tag, and a second policy could only forbid more. So the tag is taken
out, and what it said is sent as a header that allows the preview's own script, style sheet and stream.
"""

from __future__ import annotations

import re
from html import escape, unescape

from shortsite.preview.live import Status

SCRIPT, STYLE, STREAM = "/_live.js", "/_live.css", "/_live"

#: The policy of the preview's own pages.
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'"

_POLICY_TAG = re.compile(
    r"""<meta\b(?=[^>]*\bhttp-equiv\s*=\s*["']?content-security-policy\b)[^>]*>\n?""", re.IGNORECASE
)
_CONTENT = re.compile(r"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_BODY_END = re.compile(r"</body\s*>(?!.*</body\s*>)", re.IGNORECASE | re.DOTALL)

_FAILED = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>The archive has problems</title>
<link rel="stylesheet" href="{style}">
</head>
<body>
<main class="problems">
<h1>The archive has problems</h1>
<ul>
{rows}
</ul>
<p>This page reloads when a file is saved.</p>
</main>
{script}
</body>
</html>
"""


def with_script(html: str, version: str) -> tuple[str, tuple[str, ...]]:
    """The page with the preview's script, and the policies to send with it in place of its own."""
    policies = tuple(_loosened(_content(tag)) for tag in _POLICY_TAG.findall(html))
    html = _POLICY_TAG.sub("", html)
    end = _BODY_END.search(html)
    at = end.start() if end else len(html)
    return f"{html[:at]}{_script(version)}\n{html[at:]}", policies


def failed_page(status: Status) -> str:
    """The page that stands for every other while no build has succeeded yet."""
    rows = "\n".join(
        f"<li><code>{escape(notice.place)}</code>: {escape(notice.text)}</li>" for notice in status.notices
    )
    # its list is the overlay's, so the script is told not to show that as well
    return _FAILED.format(style=STYLE, rows=rows, script=_script(status.version, " data-plain"))


def _script(version: str, more: str = "") -> str:
    return f'<script src="{SCRIPT}" data-version="{version}"{more}></script>'


def _content(tag: str) -> str:
    found = _CONTENT.search(tag)
    return unescape(found[1] or found[2] or "") if found else ""


def _loosened(policy: str) -> str:
    """The policy with leave for the site's own scripts, style sheets and streams (https://www.w3.org/TR/CSP3/)."""
    directives: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        if words := directive.split():
            directives.setdefault(words[0].lower(), words[1:])
    for name in ("script-src", "style-src", "connect-src"):
        sources = directives.get(name, directives.get("default-src"))
        if sources is not None and "'self'" not in sources:
            directives[name] = [*(source for source in sources if source != "'none'"), "'self'"]
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())
