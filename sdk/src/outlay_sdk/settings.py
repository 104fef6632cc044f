"""What can be configured: arguments of `configure`, over `OUTLAY_*` variables, over defaults."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypedDict
from urllib.parse import urlsplit

from outlay_sdk.quiet import LOG

if TYPE_CHECKING:
    from typing_extensions import Unpack

_NO = {"", "0", "false", "no", "off"}


@dataclass(frozen=True)
class Settings:
    """All settings with their defaults."""

    url: str = "http://localhost:8420"
    token: str | None = None
    service: str | None = None
    environment: str | None = None
    release: str | None = None
    disabled: bool = False
    queue_size: int = 10_000
    batch_size: int = 500
    flush_interval: float = 1.0
    timeout: float = 10.0
    shutdown_timeout: float = 5.0
    stream_usage: bool = True

    def __post_init__(self) -> None:
        """Refuse what cannot work.

        Raises:
            ValueError: naming the setting.
        """
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"url must be http://… or https://…, not {self.url!r}")
        _ = parts.port  # raises where it is no number
        for name in ("queue_size", "batch_size"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1")
        for name in ("flush_interval", "timeout", "shutdown_timeout"):
            if not 0 <= getattr(self, name) <= 3600:  # noqa: PLR2004 - an hour
                raise ValueError(f"{name} must be seconds from 0 to 3600")

    @functools.cached_property
    def said_of_process(self) -> Mapping[str, str]:
        """What holds for every record of this process."""
        said = {"service": self.service, "environment": self.environment, "release": self.release}
        return {name: str(value) for name, value in said.items() if value}


class Options(TypedDict, total=False):
    """The arguments of `configure`."""

    url: str
    token: str | None
    service: str | None
    environment: str | None
    release: str | None
    disabled: bool
    queue_size: int
    batch_size: int
    flush_interval: float
    timeout: float
    shutdown_timeout: float
    stream_usage: bool


_READERS: dict[str, Any] = {"int": int, "float": float, "bool": lambda text: text.strip().lower() not in _NO}


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read `OUTLAY_*`; what is not readable is logged and left at its default."""
    variables = os.environ if environment is None else environment
    found = Settings(service=variables.get("OTEL_SERVICE_NAME") or None)
    for field in fields(Settings):
        text = variables.get(f"OUTLAY_{field.name.upper()}")
        if not text:
            continue
        try:
            value = _READERS.get(str(field.type), str)(text)
            found = replace(found, **{field.name: value})
        except ValueError as error:
            LOG.warning("outlay: OUTLAY_%s is ignored: %s", field.name.upper(), error)
    return found


def override(settings: Settings, **options: Unpack[Options]) -> Settings:
    """Settings with some of them given anew.

    Raises:
        TypeError: for a name that is no setting.
        ValueError: for a value that cannot work.
    """
    known = {field.name for field in fields(Settings)}
    for name in options:
        if name not in known:
            raise TypeError(f"configure() has no option {name!r}; it has {', '.join(sorted(known))}")
    return replace(settings, **options)
