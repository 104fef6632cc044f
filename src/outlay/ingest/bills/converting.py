"""Turns native bills into FOCUS files: one converter for each kind, chosen by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from outlay.ingest.focus.model import Conversion
    from outlay.store.scratch import Scratch

BILL_KINDS: Final = ("aws-cur", "azure-cost", "gcp-billing", "oci-cost")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionJob:
    """The files of one delivery, a folder for what comes of them, and values for columns that they lack."""

    files: Sequence[Path]
    folder: Path
    constants: Mapping[str, str]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """FOCUS files in Parquet, and what became of the bill's rows."""

    files: tuple[Path, ...]
    conversion: Conversion
    titles: Mapping[str, str] = field(default_factory=dict)
    """The bill's own name of each FOCUS column, for who has to mend a row."""


def convert_bill(kind: str, scratch: Scratch, job: ConversionJob) -> Converted:
    """Convert a native bill of one of BILL_KINDS.

    Raises:
        FileFormatError: naming what a file is instead.
        MissingColumnError: naming the column and the setting of the export that adds it.
    """
    module = import_module(f"outlay.ingest.bills.{kind.replace('-', '_')}")
    convert: Callable[[Scratch, ConversionJob], Converted] = module.convert
    return convert(scratch, job)
