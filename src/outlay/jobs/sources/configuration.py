"""Knows which sources are set up: in the store, and in outlay.yaml; opens their secrets when they are needed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from outlay.core.errors import ConflictError, SettingsError, UnknownNameError, UsageError
from outlay.core.ids import canonical_json
from outlay.ingest.pulling.registry import find_source
from outlay.jobs.sources.errors import SourceSettingError
from outlay.jobs.sources.kinds import describe_kind, secret_fields
from outlay.jobs.sources.model import NewSource, SourceConfig, demand_name
from outlay.store.secrets import ENVIRONMENT, Secrets

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.ingest.pulling.model import SourceSettings
    from outlay.store import Store

_OPENS: Final = ("[", "{")


class SourceBook:
    """The sources that are set up."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._secrets = Secrets(settings.folder / "secret.key", settings.secret_key)

    def load(self) -> list[SourceConfig]:
        """Every source by name; one in outlay.yaml wins over one of the same name in the store.

        Raises:
            SettingsError: for an entry of outlay.yaml that is no source.
        """
        rows = self._store.fetch("SELECT name, kind, settings, created_at FROM source").to_pylist()
        found = {row["name"]: _of_row(row) for row in rows}
        found |= {config.name: config for config in map(self._of_file, self._settings.sources)}
        return [found[name] for name in sorted(found)]

    def find(self, name: str) -> SourceConfig:
        """A source by its name.

        Raises:
            UnknownNameError: if there is none.
        """
        found = {config.name: config for config in self.load()}
        if name not in found:
            raise UnknownNameError("source", name, found)
        return found[name]

    def draft(self, new: NewSource) -> SourceConfig:
        """A source as it would be stored, checked but for what only its vendor knows.

        Raises:
            UsageError: for a name that is none, a secret among the settings or a setting that there is none of.
            SettingsError: naming the setting that is wrong or the variable that is not set.
        """
        settings_type = find_source(new.kind).settings_type
        secret, known = secret_fields(settings_type), settings_type.model_fields
        for field in (*new.settings, *new.secrets):
            if field not in known:
                raise UnknownNameError(f"setting of {new.kind}", field, known)
        lists = {field.name for field in describe_kind(new.kind).fields if field.type == "list"}
        given = dict(new.secrets)
        settings = {}
        for field, value in new.settings.items():
            if field not in secret:
                settings[field] = _value(value, is_list=field in lists)
            elif str(value).startswith(ENVIRONMENT):
                given[field] = str(value)
            else:
                message = f"{field} is a secret: it is not given among the settings, where it would be seen"
                raise UsageError(message, hint=f"use --secret {field}=env:NAME, or --secret {field} to be asked")
        for field in given.keys() - set(secret):
            message = f"{field} is no secret"
            raise UsageError(message, hint=f"use --set {field}=…")
        config = SourceConfig(
            name=demand_name(new.name),
            kind=new.kind,
            settings=settings,
            secrets={field: self._secrets.seal(new.name, field, value) for field, value in given.items()},
            managed_by="command",
            created_at=datetime.now(tz=UTC),
        )
        self.settings_of(config)
        return config

    def record(self, config: SourceConfig) -> None:
        """Store a new source.

        Raises:
            ConflictError: if there is one of that name.
        """
        if any(config.name == held.name for held in self.load()):
            message = f"there is a source {config.name!r} already"
            raise ConflictError(message, hint="choose another --name, or remove that one first")
        import pyarrow as pa

        row = {
            "name": config.name,
            "kind": config.kind,
            "settings": canonical_json({"settings": config.settings, "secrets": config.secrets}),
            "created_at": (config.created_at or datetime.now(tz=UTC)).astimezone(UTC).replace(tzinfo=None),
        }
        with self._store.write() as tx:
            tx.insert("source", pa.Table.from_pylist([row]))

    def remove(self, name: str) -> SourceConfig:
        """Forget a source; its charges stay.

        Raises:
            UnknownNameError: if there is none.
            ConflictError: if outlay.yaml says so.
        """
        config = self.find(name)
        if config.managed_by == "file":
            message = f"source {name!r} is set up in outlay.yaml"
            raise ConflictError(message, hint="delete it from sources: there, then start the server again")
        with self._store.write() as tx:
            tx.delete("source", name=name)
        return config

    def settings_of(self, config: SourceConfig) -> tuple[SourceSettings, list[str]]:
        """A source's settings with its secrets opened, and the secrets alone, to be hidden.

        Raises:
            SourceSettingError: naming the setting that is wrong, never its value.
        """
        opened = {field: self._open(config.name, field, stored) for field, stored in config.secrets.items()}
        settings_type = find_source(config.kind).settings_type
        try:
            return settings_type(**{**config.settings, **opened}), list(opened.values())
        except ValidationError as error:
            first = error.errors(include_input=False, include_context=False, include_url=False)[0]
            field = ".".join(str(part) for part in first["loc"]) or "settings"
            message = f"setting {field!r} of source {config.name!r} ({config.kind}): {first['msg']}"
            hint = f"see `outlay sources kinds {config.kind}`"
            raise SourceSettingError(message, field=field, hint=hint) from None

    def _open(self, source: str, field: str, stored: str) -> str:
        try:
            return self._secrets.open(source, field, stored)
        except SettingsError as error:
            raise SourceSettingError(error.message, field=field, hint=error.hint) from None

    def _of_file(self, entry: Mapping[str, Any]) -> SourceConfig:
        rest = dict(entry)
        name, kind = str(rest.pop("name", "")), str(rest.pop("kind", ""))
        if not name or not kind:
            message = "an entry of sources: in outlay.yaml has no name or no kind"
            raise SettingsError(message, hint="write - {name: openai-main, kind: openai, admin_key: 'env:NAME'}")
        demand_name(name)
        secret = secret_fields(find_source(kind).settings_type)
        secrets = {field: str(rest.pop(field)) for field in secret if rest.get(field) is not None}
        for field, value in secrets.items():
            if not value.startswith(ENVIRONMENT):
                message = f"{field} of source {name!r} in outlay.yaml is a secret in plain text"
                raise SettingsError(message, hint=f"write {field}: env:NAME and set the variable NAME")
        return SourceConfig(name=name, kind=kind, settings=rest, secrets=secrets, managed_by="file")


def shown(config: SourceConfig) -> dict[str, Any]:
    """A source as it may be shown: of secrets only where they are."""
    secrets = {field: text if text.startswith(ENVIRONMENT) else "stored" for field, text in config.secrets.items()}
    return {
        "name": config.name,
        "kind": config.kind,
        "managed_by": config.managed_by,
        "settings": dict(config.settings),
        "secrets": secrets,
    }


def digest_of(config: SourceConfig) -> str:
    """What a source's settings are told apart by; secrets do not count, as keys are changed."""
    return hashlib.sha256(canonical_json(dict(config.settings)).encode()).hexdigest()


def _of_row(row: Mapping[str, Any]) -> SourceConfig:
    held = json.loads(row["settings"])
    return SourceConfig(
        name=row["name"],
        kind=row["kind"],
        settings=held["settings"],
        secrets=held["secrets"],
        managed_by="command",
        created_at=row["created_at"].replace(tzinfo=UTC),
    )


def _value(value: object, *, is_list: bool) -> object:
    """A setting as typed: tables are written as JSON, lists too or with commas."""
    if isinstance(value, str) and value.startswith(_OPENS):
        try:
            return json.loads(value)
        except ValueError as error:
            message = f"{value[:40]!r} is not JSON: {error}"
            raise UsageError(message, hint='quote it for the shell: --set \'names=["a", "b"]\'') from error
    return [part.strip() for part in value.split(",")] if is_list and isinstance(value, str) else value
