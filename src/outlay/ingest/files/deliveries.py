"""Tells which files of a place make up one complete delivery, by manifests where there are any, else by folders."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.files.manifests import Manifest, period_of, read_manifest
from outlay.ingest.files.model import Delivery, Found, StoredFile, Waiting
from outlay.ingest.files.naming import Named, find_named

if TYPE_CHECKING:
    from outlay.ingest.files.places import Place

_DATA: Final = re.compile(r"\.(csv|tsv|parquet|jsonl|ndjson|json\.gz|gz|zst|zip)$", re.IGNORECASE)
_UNFINISHED: Final = re.compile(r"(\.(tmp|part|partial|crdownload)$|(^|/)_temporary/)", re.IGNORECASE)
_MANIFEST: Final = re.compile(r"manifest\.json$", re.IGNORECASE)
_RUN: Final = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
"""Azure names the folder of each run by a GUID."""
_SHOWN: Final = 3
_NEXT_UNFINISHED: Final = "left out: {names}; half written or empty, taken once they are whole"
_NEXT_UNNAMED: Final = (
    "left out: {names}; no manifest names them: import them by name if they belong to the bill, else move them away"
)


def find_deliveries(place: Place) -> Found:
    """The complete deliveries of a place, and those that are still being written.

    Of several versions of a period the newest complete one counts; two copies of one manifest are one.

    Raises:
        FileFormatError: if the place holds no file that could be a bill.
    """
    files = [file for file in place.list() if not _is_hidden(file.path)]
    data = [file for file in files if _DATA.search(file.path) and not _UNFINISHED.search(file.path) and file.size]
    unfinished = [file for file in files if _is_unfinished(file)]
    if not data and not unfinished:
        message = f"{place.name} holds no CSV, JSON lines or Parquet file"
        raise FileFormatError(
            message, hint="check the path or prefix, and that the export has run", code="input.no_file"
        )
    manifests, torn = _load_manifests(place, [file for file in files if _MANIFEST.search(file.path)])
    found = _by_manifest(manifests, data) if manifests else Found(deliveries=() if torn else tuple(_by_folder(data)))
    waiting = [*found.waiting, *torn, *_tell("unfinished files", unfinished, _NEXT_UNFINISHED)]
    return Found(deliveries=found.deliveries, waiting=tuple(waiting))


def _tell(name: str, files: Sequence[StoredFile], text: str) -> Iterator[Waiting]:
    if files:
        names = ", ".join(file.path for file in files[:_SHOWN])
        more = f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
        yield Waiting(name=name, reason=f"{len(files)} {text.format(names=names + more)}")


def _is_unfinished(file: StoredFile) -> bool:
    """Still being written: named so, or a data file without a byte."""
    is_data = bool(_DATA.search(_UNFINISHED.sub("", file.path)))
    return is_data and (file.size == 0 or bool(_UNFINISHED.search(file.path)))


def _is_hidden(path: str) -> bool:
    return any(part.startswith((".", "_")) and part != "_temporary" for part in path.split("/"))


def _load_manifests(place: Place, files: Iterable[StoredFile]) -> tuple[list[Manifest], list[Waiting]]:
    found, torn = [], []
    for file in files:
        try:
            content = json.loads(place.read(file))
        except (ValueError, RecursionError) as error:
            reason = f"the manifest {file.path} is not readable JSON: {error}; it may be half written: try again later"
            torn.append(Waiting(name=file.path, reason=reason))
            continue
        manifest = read_manifest(file.path, content, file.written_at)
        if manifest is not None:
            found.append(manifest)
    return found, torn


def _by_manifest(manifests: Sequence[Manifest], data: Sequence[StoredFile]) -> Found:
    by_path = {file.path: file for file in data}
    versions: dict[tuple[str, str], list[tuple[Manifest, Named]]] = defaultdict(list)
    told: set[str] = set()
    for manifest in manifests:
        named = find_named(manifest, by_path)
        versions[manifest.export, manifest.period].append((manifest, named))
        told |= {file.path for file in named.files}
    chosen: dict[str, list[tuple[Manifest, Named]]] = defaultdict(list)
    waiting: list[Waiting] = []
    for (export, period), candidates in sorted(versions.items()):
        # the newest first; of two copies of one version the deeper lies beside its files
        candidates.sort(key=lambda one: (one[0].written_at, one[0].version, one[0].path.count("/")), reverse=True)
        whole = next((one for one in candidates if not one[1].missing), None)
        newest, named = candidates[0]
        if named.missing and (whole is None or not newest.version or whole[0].version != newest.version):
            reason = f"{newest.path} is not whole yet: {named.reason}"
            waiting.append(Waiting(name=_title(export, period), reason=reason))
        if whole is not None:
            chosen[period].append(whole)
    unnamed = [file for file in data if file.path not in told]
    return Found(
        deliveries=tuple(_delivery(period, parts) for period, parts in sorted(chosen.items())),
        waiting=(*waiting, *_tell("other files", unnamed, _NEXT_UNNAMED)),
    )


def _delivery(period: str, parts: Sequence[tuple[Manifest, Named]]) -> Delivery:
    files = {file.path: file for _, named in parts for file in named.files}
    return Delivery(
        name=period or "all files",
        files=tuple(files[path] for path in sorted(files)),
        notes=tuple(f"{len(named.files)} files of {manifest.path}" for manifest, named in parts),
    )


def _title(export: str, period: str) -> str:
    return " ".join(part for part in (export.strip("/"), period) if part) or "all files"


def _by_folder(data: Sequence[StoredFile]) -> Iterable[Delivery]:
    """One delivery per period that paths name; of several runs in one folder the one written last."""
    periods: dict[str, dict[str, dict[str, list[StoredFile]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for file in data:
        series, run = _run_of(file.path)
        periods[period_of(file.path) or ""][series][run].append(file)
    for period, folders in sorted(periods.items()):
        files: list[StoredFile] = []
        notes: list[str] = []
        for folder, runs in sorted(folders.items()):
            *older, (_, newest) = sorted(runs.items(), key=lambda item: max(file.written_at for file in item[1]))
            files += newest
            notes += (f"older version {name} of {period or folder or 'the bill'} was left out" for name, _ in older)
        files.sort(key=lambda file: file.path)
        yield Delivery(name=period or "all files", files=tuple(files), notes=tuple(notes))


def _run_of(path: str) -> tuple[str, str]:
    """The folder of an export's period, and below it the assembly or run that wrote the file; partitions are none."""
    folders = path.split("/")[:-1]
    run = next((at for at, folder in enumerate(folders) if _RUN.fullmatch(folder)), len(folders))
    depth = next((at + 1 for at, folder in enumerate(folders) if period_of(f"{folder}/")), run)
    return "/".join(folders[:depth]), "/".join(folder for folder in folders[depth:] if "=" not in folder)
