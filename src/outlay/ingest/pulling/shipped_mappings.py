"""Mappings that come with Outlay: one file in `mappings/` for each table that vendors document and people export."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from outlay.core.errors import UnknownNameError
from outlay.core.settings_file import read_yaml


def shipped_mappings() -> list[str]:
    """Their names."""
    return sorted(found.name.removesuffix(".yaml") for found in _folder().glob("*.yaml"))


def load_mapping(name: str) -> dict[str, Any]:
    """One by its name.

    Raises:
        UnknownNameError: if there is none.
    """
    if name not in shipped_mappings():
        raise UnknownNameError("mapping", name, shipped_mappings())
    return read_yaml(_folder() / f"{name}.yaml")


def _folder() -> Path:
    return Path(str(files("outlay.ingest.pulling"))) / "mappings"
