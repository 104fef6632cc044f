"""Tells which files of a place make up one complete delivery, by manifests where there are any, else by folders."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.files.manifests import Manifest, period_of, read_manifest
from outlay.ingest.files.model import Delivery, Found, StoredFile, Waiting

if TYPE_CHECKING:
    from outlay.ingest.files.places import Place

_DATA: Final = re.compile(r"\.(csv|tsv|parquet|jsonl|ndjson|json\.gz|gz|zst|zip)$", re.IGNORECASE)
_UNFINISHED: Final = re.compile(r"(\.(tmp|part|partial|crdownload)$|(^|/)_temporary/)", re.IGNORECASE)
_MANIFEST: Final = re.compile(r"manifest\.json$", re.IGNORECASE)
_SHOWN: Final = 3


def find_deliveries(place: Place) -> Found:
    """The complete deliveries of a place, and those that are still being written.

    Of several versions of a period the newest complete one counts; two copies of one manifest are one.

    Raises:
        FileFormatError: if the place holds no file that could be a bill, or a manifest that cannot be read.
    """
    files = [file for file in place.list() if not _is_hidden(file.path)]
    data = [file for file in files if _DATA.search(file.path) and not _UNFINISHED.search(file.path)]
    if not data:
        message = f"{place.name} holds no CSV, JSON lines or Parquet file"
        raise FileFormatError(
            message, hint="check the path or prefix, and that the export has run", code="input.no_file"
        )
    manifests = _load_manifests(place, [file for file in files if _MANIFEST.search(file.path)])
    if manifests:
        return _by_manifest(manifests, data)
    return Found(deliveries=tuple(_by_folder(data)))


def _is_hidden(path: str) -> bool:
    return any(part.startswith((".", "_")) and part != "_temporary" for part in path.split("/"))


def _load_manifests(place: Place, files: Iterable[StoredFile]) -> list[Manifest]:
    found = []
    for file in files:
        try:
            content = json.loads(place.read(file))
        except (ValueError, RecursionError) as error:
            message = f"the manifest {file.path} is not readable JSON: {error}"
            raise FileFormatError(message, hint="it may be half written: try again when the export has run") from error
        manifest = read_manifest(file.path, content, file.written_at)
        if manifest is not None:
            found.append(manifest)
    return found


def _by_manifest(manifests: Sequence[Manifest], data: Sequence[StoredFile]) -> Found:
    by_path = {file.path: file for file in data}
    versions: dict[tuple[str, str], list[Manifest]] = defaultdict(list)
    for manifest in manifests:
        versions[manifest.export, manifest.period].append(manifest)
    chosen: dict[str, list[tuple[Manifest, list[StoredFile]]]] = defaultdict(list)
    waiting = []
    for (export, period), candidates in sorted(versions.items()):
        # the newest first; of two copies of one version the deeper lies beside its files
        candidates.sort(key=lambda one: (one.written_at, one.version, one.path.count("/")), reverse=True)
        resolved = [(manifest, *_resolve(manifest, by_path)) for manifest in candidates]
        whole = next(((manifest, files) for manifest, files, missing in resolved if not missing), None)
        newest, _, missing = resolved[0]
        if missing and (whole is None or whole[0].version != newest.version):
            waiting.append(Waiting(name=_title(export, period), reason=_missing(newest, missing)))
        if whole is not None:
            chosen[period].append(whole)
    return Found(
        deliveries=tuple(_delivery(period, parts) for period, parts in sorted(chosen.items())), waiting=tuple(waiting)
    )


def _delivery(period: str, parts: Sequence[tuple[Manifest, list[StoredFile]]]) -> Delivery:
    files = {file.path: file for _, found in parts for file in found}
    return Delivery(
        name=period or "all files",
        files=tuple(files[path] for path in sorted(files)),
        notes=tuple(f"{len(found)} files of {manifest.path}" for manifest, found in parts),
    )


def _resolve(manifest: Manifest, data: Mapping[str, StoredFile]) -> tuple[list[StoredFile], list[str]]:
    """The files that a manifest names, and those that are missing or shorter than it says."""
    found, missing = [], []
    for path, size in manifest.files:
        file = _at(path, data)
        if file is None:
            missing.append(f"{path.rsplit('/', 1)[-1]} is not there")
        elif size is not None and file.size != size:
            missing.append(f"{file.path.rsplit('/', 1)[-1]} has {file.size:,} of {size:,} bytes")
        else:
            found.append(file)
    return found, missing


def _at(path: str, data: Mapping[str, StoredFile]) -> StoredFile | None:
    """The file of a path in the bucket, of which the place may be a folder: the longest ending that is there."""
    parts = path.split("/")
    endings = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((data[ending] for ending in endings if ending in data), None)


def _missing(manifest: Manifest, missing: Sequence[str]) -> str:
    more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
    return f"{manifest.path} is not whole yet: {'; '.join(missing[:_SHOWN])}{more}"


def _title(export: str, period: str) -> str:
    return " ".join(part for part in (export.strip("/"), period) if part) or "all files"


def _by_folder(data: Sequence[StoredFile]) -> Iterable[Delivery]:
    """One delivery per period that paths name; of several version folders of a period the one written last."""
    periods: dict[str, dict[str, list[StoredFile]]] = defaultdict(lambda: defaultdict(list))
    for file in data:
        period = period_of(file.path) or ""
        periods[period][_version_folder(file.path) if period else ""].append(file)
    for period, versions in sorted(periods.items()):
        ordered = sorted(versions.items(), key=lambda item: max(file.written_at for file in item[1]))
        _, files = ordered[-1]
        notes = tuple(f"older version {name} of {period} was left out" for name, _ in ordered[:-1])
        yield Delivery(name=period or "all files", files=tuple(sorted(files, key=lambda file: file.path)), notes=notes)


def _version_folder(path: str) -> str:
    """The folder below that of the period, such as an assembly or run id."""
    folders = path.split("/")[:-1]
    depth = next((number for number, folder in enumerate(folders) if period_of(f"{folder}/")), len(folders))
    return "/".join(folders[depth + 1 :])
