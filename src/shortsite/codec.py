"""Frozen dataclasses as plain JSON values and back, by their type hints alone: a new field needs nothing here.

A dataclass is the list of its fields, in their order. What a value holds of the world around it, such as the path of
the file that it was read from, can be left out: ``Leaf`` says how a type is written within a ``home``.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

_PLAIN = (str, int, bool, float, type(None))

#: From a value and its home to the other form of it; None is the function that changes nothing.
Turn = Callable[[Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Leaf:
    """How values of a type are written within a home, and read."""

    encode: Turn
    decode: Turn


@dataclass(frozen=True, slots=True)
class Codec:
    """How values of a type are made plain, and made again. ``decode(encode(value, home), home)`` equals the value."""

    encode: Turn
    decode: Turn


#: How times are written, which no JSON has.
TIME = Leaf(lambda time, _: time.isoformat(), lambda told, _: datetime.fromisoformat(told))


def codec(hint: Any, leaves: Mapping[Any, Leaf]) -> Codec:
    """The codec of a type: a dataclass, ``tuple[...]``, ``Mapping[str, ...]``, ``X | None``, plain values, ``leaves``.

    Raises TypeError for any other type.
    """
    encode, decode = _turns(hint, leaves)
    return Codec(encode or _same, decode or _same)


def _same(value: Any, _: Any) -> Any:
    return value


def _turns(hint: Any, leaves: Mapping[Any, Leaf]) -> tuple[Turn | None, Turn | None]:
    if hint in leaves:
        return leaves[hint].encode, leaves[hint].decode
    if hint in _PLAIN:
        return None, None
    if is_dataclass(hint):
        return _of_dataclass(hint, leaves)
    origin, inner = get_origin(hint), get_args(hint)
    if origin is tuple:
        return _of_tuple(inner, leaves)
    if origin is Mapping:
        return _of_mapping(inner[1], leaves)
    return _of_choice(hint, inner, leaves)


def _of_choice(hint: Any, inner: tuple[Any, ...], leaves: Mapping[Any, Leaf]) -> tuple[Turn | None, Turn | None]:
    some = [one for one in inner if one is not type(None)]
    if get_origin(hint) not in (Union, types.UnionType) or len(some) != 1 or len(inner) == 1:
        message = f"values of {hint} have no plain form"
        raise TypeError(message)
    encode, decode = _turns(some[0], leaves)
    return _unless_none(encode), _unless_none(decode)


def _unless_none(turn: Turn | None) -> Turn | None:
    return turn and (lambda value, home: None if value is None else turn(value, home))


def _of_dataclass(hint: Any, leaves: Mapping[Any, Leaf]) -> tuple[Turn, Turn]:
    hints = get_type_hints(hint)
    names = tuple(field.name for field in fields(hint))
    turns = [_turns(hints[name], leaves) for name in names]
    count = len(names)
    coded = tuple((name, encode) for name, (encode, _) in zip(names, turns, strict=True))
    turned = tuple((number, decode) for number, (_, decode) in enumerate(turns) if decode)
    # keywords are checked by nobody, so that classes whose fields have to be named are made like others
    is_positional = not any(field.kw_only for field in fields(hint))

    def encode_all(value: Any, home: Any) -> Any:
        return [encode(getattr(value, name), home) if encode else getattr(value, name) for name, encode in coded]

    def decode_all(values: Any, home: Any) -> Any:
        if len(values) != count:
            message = f"no {hint.__name__}"
            raise ValueError(message)
        for number, decode in turned:
            values[number] = decode(values[number], home)
        return hint(*values) if is_positional else hint(**dict(zip(names, values, strict=True)))

    return encode_all, decode_all


def _of_tuple(inner: tuple[Any, ...], leaves: Mapping[Any, Leaf]) -> tuple[Turn, Turn]:
    if inner[-1] is ...:
        encode, decode = _turns(inner[0], leaves)
        if encode is None or decode is None:
            return (lambda value, _: list(value)), (lambda values, _: tuple(values))
        return (
            lambda value, home: [encode(one, home) for one in value],
            lambda values, home: tuple([decode(one, home) for one in values]) if values else (),
        )
    turns = [_turns(one, leaves) for one in inner]
    if not any(encode or decode for encode, decode in turns):
        return (lambda value, _: list(value)), (lambda values, _: tuple(values))
    encoders = [encode or _same for encode, _ in turns]
    decoders = [decode or _same for _, decode in turns]
    return (
        lambda value, home: [turn(one, home) for turn, one in zip(encoders, value, strict=True)],
        lambda values, home: tuple([turn(one, home) for turn, one in zip(decoders, values, strict=True)]),
    )


def _of_mapping(inner: Any, leaves: Mapping[Any, Leaf]) -> tuple[Turn, Turn]:
    encode, decode = (turn or _same for turn in _turns(inner, leaves))
    return (
        lambda value, home: {key: encode(one, home) for key, one in value.items()},
        lambda values, home: {key: decode(one, home) for key, one in values.items()},
    )
