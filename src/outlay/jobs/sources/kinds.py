"""Describes kinds of sources and their settings, from the models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr

from outlay.ingest.pulling.registry import find_source, kinds

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from outlay.ingest.pulling.model import SourceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingField:
    """A setting of a kind."""

    name: str
    type: str
    is_required: bool
    default: str | None
    description: str
    is_secret: bool
    choices: tuple[str, ...] = ()
    """What it may be, where only some words are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of source."""

    kind: str
    title: str
    form: str
    """`api` where it is fetched by period, `files` where files are."""
    summary: str
    amount: str | None
    """Where its money stands, or None where it brings none."""
    history_days: int | None
    fields: tuple[SettingField, ...]
    """Those that are required first."""
    json_schema: dict[str, Any]
    """Of all settings together, for tables within them."""


def list_kinds() -> list[Kind]:
    """Every kind with its settings."""
    return [describe_kind(kind) for kind in kinds()]


def describe_kind(kind: str) -> Kind:
    """A kind with its settings.

    Raises:
        UnknownNameError: for a kind that there is none of.
    """
    found = find_source(kind)
    fields = [_field(name, field) for name, field in found.settings_type.model_fields.items()]
    return Kind(
        kind=kind,
        title=found.title,
        form="files" if hasattr(found, "fetch_files") else "api",
        summary=(found.__doc__ or "").strip().partition("\n")[0],
        amount=getattr(found, "amount", None),
        history_days=getattr(found, "history_days", None),
        fields=tuple(sorted(fields, key=lambda field: not field.is_required)),
        json_schema=found.settings_type.model_json_schema(),
    )


def secret_fields(settings_type: type[SourceSettings]) -> list[str]:
    """The settings that are secrets."""
    return [name for name, field in settings_type.model_fields.items() if _is_secret(field.annotation)]


def _is_secret(annotation: Any) -> bool:  # noqa: ANN401 - a type as pydantic keeps it
    return annotation is SecretStr or any(_is_secret(part) for part in get_args(annotation))


def _field(name: str, field: FieldInfo) -> SettingField:
    is_required = field.is_required()
    default = (
        None if is_required or field.get_default() is None else _default(field.get_default(call_default_factory=True))
    )
    return SettingField(
        name=name,
        type=_type_name(field.annotation),
        is_required=is_required,
        default=default,
        description=field.description or "",
        is_secret=_is_secret(field.annotation),
        choices=_choices(field.annotation),
    )


def _default(value: object) -> str:
    """A default as it is typed."""
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    if isinstance(value, BaseModel):
        return ", ".join(f"{name}: {part}" for name, part in value.model_dump(exclude_defaults=True).items()) or "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _choices(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401 - a type as pydantic keeps it
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _type_name(annotation: Any) -> str:  # noqa: ANN401 - a type as pydantic keeps it
    if annotation is SecretStr:
        return "secret"
    choices = _choices(annotation)
    if choices:
        return " | ".join(choices)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "table"
    parts = [part for part in get_args(annotation) if part is not type(None)]
    if parts and not isinstance(annotation, type) and getattr(annotation, "__origin__", None) is None:
        return " | ".join(_type_name(part) for part in parts)
    name: str = getattr(annotation, "__name__", str(annotation))
    plain = {"str": "text", "int": "number", "bool": "true | false", "dict": "table", "tuple": "list", "date": "day"}
    return plain.get(name, name.lower())
