"""Loads the sample company's files through the ordinary imports, into a data folder of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from outlay import __version__
from outlay.core.errors import ConflictError
from outlay.core.settings import Settings, load_settings
from outlay.demo.generation import SEED, DemoFiles, generate
from outlay.jobs import Workspace, open_workspace
from outlay.jobs.imports import ImportRequest
from outlay.jobs.sources import NewSource, SyncRequest

FOLDER: Final = "demo"
_LOADED: Final = "loaded.json"
_STORE: Final = "outlay.duckdb"
_INVOICES: Final = "invoices"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRequest:
    """Which sample company, and where."""

    data_dir: Path
    as_of: date
    scale: float = 1.0
    seed: int = SEED

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return self.data_dir / FOLDER

    @property
    def stamp(self) -> dict[str, str]:
        """What must be equal for loaded data to serve."""
        return {
            "as_of": self.as_of.isoformat(),
            "scale": str(self.scale),
            "seed": str(self.seed),
            "version": __version__,
        }


def open_demo(request: DemoRequest, say: Say) -> tuple[Workspace, dict[str, Any]]:
    """Open the workspace of the sample company, made and loaded first where it is not there yet.

    Returns:
        The workspace and the planted truths.

    Raises:
        ConflictError: if the data folder holds other data.
    """
    if _is_loaded(request):
        truth = json.loads((request.folder / "truth.json").read_text(encoding="utf-8"))
        return open_workspace(_settings(request)), truth
    _clear(request)
    say(f"making the sample company as of {request.as_of} …")
    files = generate(request.folder, as_of=request.as_of, seed=request.seed, scale=request.scale)
    for path in (files.settings, files.prices, files.declared.contracts, files.declared.employees):
        shutil.copyfile(path, request.data_dir / path.name)
    workspace = open_workspace(_settings(request))
    _load(workspace, files, say)
    (request.folder / _LOADED).write_text(json.dumps(request.stamp), encoding="utf-8")
    return workspace, files.truth


def _settings(request: DemoRequest) -> Settings:
    return load_settings(request.data_dir, as_of=request.as_of)


def _is_loaded(request: DemoRequest) -> bool:
    try:
        found = json.loads((request.folder / _LOADED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(found == request.stamp) and (request.data_dir / _STORE).is_file()


def _clear(request: DemoRequest) -> None:
    store = request.data_dir / _STORE
    if store.exists() and not request.folder.is_dir():
        message = f"{request.data_dir} holds a store that is not the sample company's"
        raise ConflictError(message, hint="choose another folder with --data-dir", code="demo.folder")
    shutil.rmtree(request.folder, ignore_errors=True)
    for path in (store, store.with_suffix(".duckdb.wal")):
        path.unlink(missing_ok=True)
    request.data_dir.mkdir(parents=True, exist_ok=True)


def _load(workspace: Workspace, files: DemoFiles, say: Say) -> None:
    declared = files.declared
    deliveries = (
        ("bills", ImportRequest(kind="focus", files=files.bills)),
        ("the providers' usage reports", ImportRequest(kind="provider-usage", files=files.provider_usage)),
        ("grants, prepaid credits and plans", ImportRequest(kind="commitments", files=(declared.commitments,))),
        ("seats", ImportRequest(kind="seats", files=(declared.seats,))),
        ("an invoice for a year", ImportRequest(kind="invoices", files=(declared.invoices,), source="licences")),
        ("revenue, users and transactions", ImportRequest(kind="value", files=files.values)),
        ("requests", ImportRequest(kind="events", files=files.events, constants={"usage_convention": "disjoint"})),
    )
    for name, request in deliveries:
        say(f"importing {name} ({len(request.files)} files) …")
        workspace.imports.run(request, is_rebuilding=False)
    _sync_invoices(workspace, files, say)
    say("computing the ledger …")
    workspace.rebuild()


def _sync_invoices(workspace: Workspace, files: DemoFiles, say: Say) -> None:
    """Invoices come from a folder that is looked at every hour, like those of a company's own."""
    say(f"syncing invoices ({len(files.invoices)} files) …")
    folder = {"url": str(files.invoices[0].parent.resolve()), "bill": "invoices"}
    workspace.sources.add(NewSource(name=_INVOICES, kind="files", settings=folder))
    workspace.sources.sync(SyncRequest(names=(_INVOICES,)))
