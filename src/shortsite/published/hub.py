"""Telling a WebSub hub which feeds have changed, so that it fetches them and sends what is new to their readers.

How publishers tell a hub is left to both (https://www.w3.org/TR/websub/#publishing). Hubs take what PubSubHubbub said:
a form with ``hub.mode=publish`` and ``hub.url`` for each feed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from urllib3.exceptions import HTTPError, ReadTimeoutError

from shortsite.metadata.transport import Reply, TooMuch, exchange
from shortsite.problems import quoted
from shortsite.published.sources import why_not


class Untold(Exception):  # noqa: N818  # it is what the feeds are
    """A hub that did not take what it was told: why, as the end of a sentence that began with its name."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How a hub is told: who does it, how many feeds at once, seconds for one request, and bytes of an answer."""

    agent: str
    batch: int = 100
    seconds: float = 30.0
    size: int = 100_000


def tell(hub: str, feeds: Sequence[str], telling: Telling) -> Iterator[Sequence[str]]:
    """Tell the hub of the feeds, by address; each batch that it took is given as soon as it has.

    Raises ``Untold`` at the first that it did not take: what a hub refuses once is not asked again.
    """
    for start in range(0, len(feeds), telling.batch):
        batch = feeds[start : start + telling.batch]
        reply = _sent(hub, urlencode([("hub.mode", "publish"), *(("hub.url", feed) for feed in batch)]), telling)
        if not HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
            raise Untold(_refusal(reply))
        yield batch


def _sent(hub: str, form: str, telling: Telling) -> Reply:
    headers = {"User-Agent": telling.agent, "Accept": "*/*", "Content-Type": "application/x-www-form-urlencoded"}
    try:
        return exchange(hub, headers, telling.seconds, telling.size, sent=form.encode("ascii"))
    except TooMuch:
        raise Untold("gave an answer without end") from None
    except (TimeoutError, ReadTimeoutError):
        raise Untold(f"did not answer within {telling.seconds:g} seconds") from None
    except (HTTPError, OSError, ValueError) as error:
        raise Untold(why_not(error)) from None


def _refusal(reply: Reply) -> str:
    """The status of an answer, with where it sends us or what it says."""
    if HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST and "location" in reply.headers:
        return f"is not there any more, but at {quoted(reply.headers['location'], 200)}"
    words = " ".join(reply.body.decode("utf-8", "replace").split())
    is_text = reply.headers.get("content-type", "text/plain").startswith("text/plain")
    return f"answers with {reply.status}" + (f": {quoted(words, 200)}" if words and is_text else "")


def host_of(hub: str) -> str:
    """The host of a hub, for messages."""
    return urlsplit(hub).netloc.rpartition("@")[2]
