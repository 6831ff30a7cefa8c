"""What a schema says of a value, in a sentence: the facts that the manual gives."""

from __future__ import annotations

from typing import Any

from shortsite.field_hints import ID_HINT
from shortsite.values import LINK_SCHEMES, url_pattern


def facts(made: dict[str, Any], *, required: bool) -> str:
    """``Text of at most 200 characters. Required.``"""
    default = f"Default: `{made['default']}`." if "default" in made else "May be left out."
    return f"{kind_of(made)}. {'Required.' if required else default}"


def kind_of(made: dict[str, Any]) -> str:
    """``Text of at most 200 characters``."""
    kinds = made["type"] if isinstance(made["type"], list) else [made["type"]]
    if "object" in kinds:
        return mapping(made)
    if "array" in kinds:
        return "List of mappings" if "properties" in made["items"] else "List of texts"
    if "integer" in kinds:
        return f"Whole number from {made['minimum']} to {made['maximum']}"
    return text(made)


def mapping(made: dict[str, Any]) -> str:
    keys = ", ".join(f"`{key}`" for key in made["properties"]) if made.get("properties") else ""
    if keys:
        return f"Mapping with the key{'s' if ',' in keys else ''} {keys}"
    return "Mapping of " + ("mappings" if "properties" in made["additionalProperties"] else "label to text")


def text(made: dict[str, Any]) -> str:
    hint = made.get("patternErrorMessage", "")
    if url_pattern(LINK_SCHEMES) in made["pattern"]:
        return "Address, `mailto:` included"
    if url_pattern(LINK_SCHEMES[:2]) in made["pattern"]:
        return "Address"
    if hint == ID_HINT:
        return f"Id of at most {made['maxLength']} characters"
    if "maxLength" in made:
        return f"Text of at most {made['maxLength']:,} characters"
    likes = hint.removeprefix("write it like ").replace('"', "").split(" or ")
    return "Text such as " + " or ".join(f"`{like}`" for like in likes)
