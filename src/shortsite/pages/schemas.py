"""``/schema/``: the JSON Schemas of records and of the configuration, for editors."""

from __future__ import annotations

from collections.abc import Iterator

from shortsite import urls
from shortsite.model import Text
from shortsite.schemas import SCHEMAS, schema_text
from shortsite.views import Views


def schema_files(views: Views) -> Iterator[Text]:
    """A schema for each kind of record, under the address by which it calls itself."""
    for kind in SCHEMAS:
        yield Text(urls.schema(kind), schema_text(kind, views.config.url))
