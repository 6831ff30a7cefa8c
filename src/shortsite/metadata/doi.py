"""DOIs, by content negotiation (https://citation.doi.org/docs.html) at Crossref, DataCite and their like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from shortsite.citations.csl_json import values_of
from shortsite.metadata.reading import checked, items, json_of
from shortsite.metadata.sound import found, found_among, query
from shortsite.metadata.source import Answer, Asked, Asks, Found, Host, Request, Source, Unanswered

CSL = "application/vnd.citationstyles.csl+json"
#: doi.org sends on to the agency that registered the DOI.
HOSTS = (
    Host("doi.org", "doi.org"),
    Host("api.crossref.org", "Crossref"),
    Host("data.crossref.org", "Crossref"),
    Host("api.datacite.org", "DataCite"),
    Host("data.datacite.org", "DataCite"),
    Host("data.crosscite.org", "DataCite"),
    Host("data.medra.org", "mEDRA"),
)
CROSSREF = (Host("api.crossref.org", "Crossref"),)
WORKS = "https://api.crossref.org/works"
#: What a search needs of each work: https://github.com/CrossRef/rest-api-doc#select
SELECT = "DOI,title,subtitle,author,issued,published,container-title,type,page,volume,issue,publisher,URL,ISBN"
_RESULTS = 5
_NOT_ACCEPTABLE = (204, 406)


def look_up(asked: Asked, client: Asks) -> Found:
    """The record of a DOI."""

    def read(answer: Answer) -> Found:
        if answer.status in _NOT_ACCEPTABLE:
            raise Unanswered(f"{answer.label} gives no citation for the DOI {asked.value}")
        item = json_of(checked(answer, f"{answer.label} knows no DOI {asked.value}"))
        made = _found(item, answer.label)
        named = str(made.values.get("doi", asked.value))
        if named.lower() != asked.value.lower():
            raise Unanswered(f"{answer.label} was asked about {asked.value} and answered about another work")
        # DataCite gives every DOI in capitals.
        return replace(made, values={**made.values, "doi": asked.value if named.isupper() else named})

    return client.ask(Request(f"https://doi.org/{quote(asked.value, safe='/:;()')}", HOSTS, CSL), read)


def search(title: str, client: Asks) -> tuple[Found, ...]:
    """The works that Crossref finds by a title, its best guess first."""
    asked = urlencode({"query.bibliographic": query(title), "rows": _RESULTS, "select": SELECT})

    def read(answer: Answer) -> tuple[Found, ...]:
        works = items(json_of(checked(answer, "Crossref found nothing")), "message", "items")
        return found_among(works[:_RESULTS], lambda work: _found(work, "Crossref"))

    return client.ask(Request(f"{WORKS}?{asked}", CROSSREF, "application/json"), read)


def _found(item: Any, label: str) -> Found:
    if not isinstance(item, Mapping):
        raise Unanswered(f"{label} answered something that can't be read; try again later")
    values, notes = values_of(item)
    # An abstract is its publisher's, unless a person knows better.
    kept = {key: value for key, value in values.items() if key != "abstract"}
    return found({**kept, "source": label}, label, tuple(notes))


SOURCE = Source("doi", "doi.org", HOSTS, look_up, search)
