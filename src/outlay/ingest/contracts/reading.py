"""Reads `contracts.yaml`: every complaint names the file, the line and the field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

import yaml
from pydantic import TypeAdapter, ValidationError

from outlay.core.errors import FileFormatError
from outlay.facts.providers import slug
from outlay.ingest.contracts.model import Asset, Contract, Declared

_HINT: Final = "see docs/how-to/contracts.md"
_ADAPTERS: Final[dict[str, TypeAdapter[Any]]] = {"contract": TypeAdapter(Contract), "asset": TypeAdapter(Asset)}


def load_contracts(files: Sequence[Path]) -> list[Declared]:
    """All contracts and assets of some files.

    Raises:
        FileFormatError: naming the file, line and field of what is wrong, or an id that is used twice.
    """
    found: list[Declared] = []
    for path in files:
        found += _read(path)
    twice = [name for name, count in Counter(one.id for one in found).items() if count > 1]
    if twice:
        message = f"contract id {twice[0]!r} is used {Counter(one.id for one in found)[twice[0]]} times"
        raise FileFormatError(message, hint="give each contract an `id` of its own")
    return found


def _read(path: Path) -> list[Declared]:
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        message = f"{path.name}:{line}: not readable: {error.problem}"
        raise FileFormatError(message, hint="mend the line") from error
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        message = f"{path.name} cannot be read: {error}"
        raise FileFormatError(message, hint="check the path") from error
    return [_declared(node, path) for node in _entries(root, path)]


def _entries(root: yaml.Node | None, path: Path) -> list[yaml.Node]:
    if not isinstance(root, yaml.MappingNode):
        _fail(path, root, "the file must hold `contracts:`, a list")
    found: list[yaml.Node] = []
    for key, value in root.value:
        if key.value not in {"contracts", "assets"}:
            _fail(path, key, f"{key.value!r} means nothing here; known: contracts, assets")
        if not isinstance(value, yaml.SequenceNode):
            _fail(path, value, f"`{key.value}` must be a list")
        found += value.value
    return found


def _declared(node: yaml.Node, path: Path) -> Declared:
    if not isinstance(node, yaml.MappingNode):
        _fail(path, node, "a contract is written as `name: value`")
    fields = {str(key.value): _value(value) for key, value in node.value}
    kind = fields.setdefault("kind", "contract")
    if kind not in _ADAPTERS:
        _fail(path, _field(node, "kind"), f"kind {kind!r} is none of {', '.join(_ADAPTERS)}")
    fields.setdefault("id", _default_id(fields))
    if "removed_on" in fields:
        _fail(path, _field(node, "removed_on"), "'removed_on' cannot be given: write `cancelled` or `retired`")
    try:
        found: Declared = _ADAPTERS[kind].validate_python(fields)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        reason = first["msg"].removeprefix("Value error, ")
        _fail(path, _field(node, name), f"{name}: {reason}" if name else reason)
    return found


def _value(node: yaml.Node) -> Any:  # noqa: ANN401 - what a field may hold is said by its model
    """A scalar as the text that it was written as: numbers are never read as floats."""
    if isinstance(node, yaml.ScalarNode):
        is_nothing = node.tag == "tag:yaml.org,2002:null"
        return None if is_nothing else str(node.value)
    return yaml.safe_load(yaml.serialize(node))


def _field(node: yaml.MappingNode, name: str) -> yaml.Node:
    return next((value for key, value in node.value if key.value == name), node)


def _default_id(fields: dict[str, Any]) -> str:
    named = [fields.get(name) for name in ("vendor", "product", "name")]
    return "/".join(
        [*(slug(str(part)) for part in named if part), str(fields.get("starts") or fields.get("in_service"))]
    )


def _fail(path: Path, node: yaml.Node | None, message: str) -> NoReturn:
    line = node.start_mark.line + 1 if node is not None else 1
    text = f"{path.name}:{line}: {message}"
    raise FileFormatError(text, hint=_HINT)
