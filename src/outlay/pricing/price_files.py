"""Takes a LiteLLM price file into the data folder, as a second source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from outlay.pricing.cards import OWN_FOLDER
from outlay.pricing.litellm import convert_litellm, file_day, read_litellm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlay.core.settings import Settings

_STEM: Final = "litellm"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFileReport:
    """What was taken of a price file."""

    file: Path
    valid_from: date
    models: int
    cards: int
    unmapped: Mapping[str, int]
    """Keys that name a price which no unit stands for, with how many models have them."""
    unknown_providers: Mapping[str, int]


def import_price_file(settings: Settings, path: Path, valid_from: date | None = None) -> PriceFileReport:
    """Check a LiteLLM price file and keep it in the data folder, in place of the one before.

    Raises:
        SettingsError: if it is no such file, or a price in it is no number.
    """
    content = read_litellm(path)
    day = valid_from or file_day(path)
    done = convert_litellm(content, day)
    folder = settings.folder / OWN_FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{_STEM}-{day.isoformat()}.json"
    draft = target.with_suffix(".tmp")
    draft.write_bytes(path.read_bytes())
    for old in folder.glob(f"{_STEM}-*.json"):
        old.unlink()
    draft.replace(target)
    return PriceFileReport(
        file=target,
        valid_from=day,
        models=done.models,
        cards=len(done.cards),
        unmapped=dict(done.unmapped.most_common()),
        unknown_providers=dict(done.unknown_providers.most_common()),
    )
