"""Finds the files that a manifest names: by their whole key, of which a place may hold only the lower folders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from outlay.ingest.files.manifests import Manifest
    from outlay.ingest.files.model import StoredFile

_METADATA, _DATA = "metadata", "data"
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The files of a manifest that are there, and what is missing of it."""

    files: tuple[StoredFile, ...]
    missing: tuple[str, ...]

    @property
    def reason(self) -> str:
        """What is missing, in words."""
        more = f" and {len(self.missing) - _SHOWN} more" if len(self.missing) > _SHOWN else ""
        return f"{'; '.join(self.missing[:_SHOWN])}{more}"


def find_named(manifest: Manifest, data: Mapping[str, StoredFile]) -> Named:
    """The files that a manifest names, and those that are missing or shorter than it says."""
    found: list[StoredFile] = []
    missing: list[str] = []
    taken: set[str] = set()
    for key, size in dict(manifest.files).items():  # a key that is named twice is one file
        path = next((path for path in _paths(key, manifest.path) if path in data and path not in taken), None)
        taken.add(path or "")
        name = key.rsplit("/", 1)[-1]
        if path is None:
            missing.append(f"{name} is not there ({key})")
        elif size is not None and data[path].size != size:
            missing.append(f"{name} has {data[path].size:,} of {size:,} bytes")
        elif data[path].size == 0:
            missing.append(f"{name} has 0 bytes")
        else:
            found.append(data[path])
    if not manifest.files:
        missing.append("it names no file yet")
    return Named(files=tuple(found), missing=tuple(missing))


def _paths(key: str, manifest: str) -> Iterator[str]:
    """Where a key may lie: in the folders that publishers put data into, as seen from that of its manifest.

    A place may begin lower than the bucket, and a copy of it deeper: the folders that both paths tell must be the same.
    """
    *folders, name = key.split("/")
    here = manifest.split("/")[:-1]
    fitting = [(_agreement(folder, folders), folder) for folder in _data_folders(here, folders)]
    for _, folder in sorted((one for one in fitting if one[0] is not None), key=lambda one: one[0] or 0, reverse=True):
        yield "/".join([*folder, name])


def _data_folders(here: Sequence[str], folders: Sequence[str]) -> Iterator[list[str]]:
    """AWS: beside the manifest, below it by assembly, or in `data` for `metadata`. Azure: beside the manifest."""
    tops = [list(here)]
    tops += [[*here[:at], _DATA, *here[at + 1 :]] for at, part in enumerate(here) if part == _METADATA]
    for top in tops:
        yield top
        if folders:
            yield [*top, folders[-1]]


def _agreement(folder: Sequence[str], wanted: Sequence[str]) -> int | None:
    """How many folders both tell, counted from the file; None where one of them differs."""
    shared = min(len(folder), len(wanted))
    return shared if list(folder[len(folder) - shared :]) == list(wanted[len(wanted) - shared :]) else None
