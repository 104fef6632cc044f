"""Which kinds of sources there are: the files of `ingest/sources/`, and those that other packages bring."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Final

from outlay.core.errors import SettingsError, UnknownNameError

if TYPE_CHECKING:
    from outlay.ingest.pulling.model import FileSource, Source

    SourceType = type[Source | FileSource]

GROUP: Final = "outlay.sources"
_PACKAGE: Final = "outlay.ingest.sources"


def kinds() -> list[str]:
    """Every kind, without importing any."""
    return sorted({*_own(), *(found.name for found in entry_points(group=GROUP))})


def find_source(kind: str) -> SourceType:
    """The class of a kind; Outlay's own wins over another package's of the same name.

    Raises:
        UnknownNameError: for a kind that there is none of.
        SettingsError: if another package's cannot be imported.
    """
    own = _own()
    if kind in own:
        found: SourceType = import_module(f"{_PACKAGE}.{own[kind]}").Source
        return found
    for point in entry_points(group=GROUP, name=kind):
        try:
            loaded: SourceType = point.load()
        except Exception as error:
            message = f"source kind {kind!r} of {point.value} cannot be imported: {error}"
            raise SettingsError(message, hint="see whether its package fits this version of Outlay") from error
        return loaded
    raise UnknownNameError("kind of source", kind, kinds())


def _own() -> dict[str, str]:
    path = import_module(_PACKAGE).__path__
    return {name.replace("_", "-"): name for _, name, _ in pkgutil.iter_modules(path) if not name.startswith("_")}
