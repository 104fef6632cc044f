"""Objects of JSON, read under the names and types of the protobuf messages."""

from __future__ import annotations

import base64
import binascii
import json
import re
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from outlay.ingest.otlp.attributes import Format, keep
from outlay.ingest.otlp.numbers import whole_if_exact

if TYPE_CHECKING:
    from collections.abc import Callable

    from outlay.ingest.otlp.attributes import Values
    from outlay.ingest.otlp.spellings import Rules

_INT64: Final = range(-(2**63), 2**63)
_UINT64: Final = range(2**64)
_WHOLE: Final = re.compile(r"-?[0-9]{1,20}")
_NUMBERS: Final = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
_DEEPEST: Final = 8

Json = dict[str, Any]
_Value = TypeVar("_Value")


class lazy(Generic[_Value]):  # noqa: N801 - used as a decorator
    """A property read once; `functools.cached_property` takes a lock each time, which these many objects feel."""

    def __init__(self, read: Callable[[Any], _Value]) -> None:
        self._read = read
        self._name = read.__name__

    def __get__(self, holder: Any, _owner: type) -> _Value:  # noqa: ANN401 - any view
        value = self._read(holder)
        holder.__dict__[self._name] = value
        return value


class View:
    """An object of JSON."""

    __slots__ = ("__dict__", "_json")

    def __init__(self, content: Json) -> None:
        self._json = content

    def get(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """A member by its name in JSON, also as protobuf spells it; None where it is absent."""
        value = self._json.get(name)
        return self._json.get(_snake(name)) if value is None else value

    def views(self, name: str, view: Callable[[Json], Any]) -> list[Any]:
        """A member that is a list of objects."""
        found = self.get(name)
        if found is None:
            return []
        if not isinstance(found, list):
            message = f"{name} must be a list"
            raise TypeError(message)
        return [view(object_of(item)) for item in found]

    def inner(self, name: str, view: Callable[[Json], Any]) -> Any:  # noqa: ANN401 - a view
        """A member that is an object; an empty one where it is absent."""
        found = self.get(name)
        return view(found if isinstance(found, dict) else {})

    def number(self, name: str) -> int:
        """An unsigned 64-bit number, which JSON gives as text or number; 0 where there is none."""
        return whole(self.get(name), _UINT64) or 0

    def text(self, name: str) -> str:
        """A text, or an empty one."""
        found = self.get(name)
        return found if isinstance(found, str) else ""

    def hex(self, name: str) -> bytes:
        """An id in hexadecimal digits, or no bytes where it is none."""
        try:
            return bytes.fromhex(self.text(name))
        except ValueError:
            return b""

    def enum(self, name: str, prefix: str, names: tuple[str, ...]) -> int:
        """An enumeration value, given as its number or its name."""
        found = self.get(name)
        if isinstance(found, str) and found.removeprefix(prefix) in names:
            return names.index(found.removeprefix(prefix))
        return whole(found, _UINT64) or 0


class Attributed(View):
    """Anything with attributes. What is no attribute is passed over."""

    @lazy
    def attributes(self) -> list[Attribute]:
        found = self.get("attributes")
        items = found if isinstance(found, list) else []
        return [Attribute(item) for item in items if isinstance(item, dict) and isinstance(item.get("key"), str)]


class Attribute:
    """A key with its value as JSON writes it."""

    __slots__ = ("key", "value")

    def __init__(self, content: Json) -> None:
        self.key: str = content["key"]
        self.value: object = content.get("value")


def object_of(value: object) -> Json:
    """The value, which must be an object.

    Raises:
        TypeError: It is none.
    """
    if isinstance(value, dict):
        return value
    message = f"an object was expected, not {type(value).__name__}"
    raise TypeError(message)


def plain(value: object) -> object:
    """A Python value of an attribute's value, as `wire.plain` makes it of protobuf."""
    content = _content(value, 0)
    if isinstance(content, float):
        return whole_if_exact(content)
    return json.dumps(content, ensure_ascii=False) if isinstance(content, list | dict) else content


def _content(value: object, depth: int) -> object:
    if not isinstance(value, dict) or depth > _DEEPEST:
        return None
    for name, read in _READERS.items():
        if name in value:
            return read(value[name], depth + 1)
    return None


def _text(value: object, _depth: int) -> object:
    return value if isinstance(value, str) else None


def _bool(value: object, _depth: int) -> object:
    return value if isinstance(value, bool) else None


def _int(value: object, _depth: int) -> object:
    return whole(value, _INT64)


def _double(value: object, _depth: int) -> object:
    if isinstance(value, str):
        return _NUMBERS.get(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    with suppress(OverflowError):
        return float(value)
    return None


def _bytes(value: object, _depth: int) -> object:
    try:
        return value if isinstance(value, str) and base64.b64decode(value, validate=True) is not None else None
    except (binascii.Error, ValueError):
        return None


def _list(value: object, depth: int) -> object:
    items = value.get("values") if isinstance(value, dict) else None
    return [_content(item, depth) for item in items] if isinstance(items, list) else []


def _map(value: object, depth: int) -> object:
    items = value.get("values") if isinstance(value, dict) else None
    pairs = items if isinstance(items, list) else []
    return {
        item["key"]: _content(item.get("value"), depth)
        for item in pairs
        if isinstance(item, dict) and isinstance(item.get("key"), str)
    }


_READERS: Final[dict[str, Callable[[object, int], object]]] = {
    "stringValue": _text,
    "intValue": _int,
    "doubleValue": _double,
    "boolValue": _bool,
    "arrayValue": _list,
    "kvlistValue": _map,
    "bytesValue": _bytes,
}


def whole(value: object, within: range) -> int | None:
    """A whole number, given as a number or as text; None where it is none or lies outside."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value not in within:
        return None
    return value


@lru_cache(maxsize=256)
def _snake(name: str) -> str:
    return re.sub("([A-Z])", lambda found: "_" + found[1].lower(), name)


def take(values: Values, attributes: list[Attribute], rules: Rules, base: int) -> None:
    """Read attributes into values."""
    for attribute in attributes:
        spelling = rules[attribute.key]
        if spelling is None:
            continue
        held = attribute.value
        text = held.get("stringValue") if isinstance(held, dict) else None
        value = text if isinstance(text, str) else plain(held)
        if value is not None and value != "":
            keep(values, spelling, value, base)


FORMAT: Final = Format(plain, take)
