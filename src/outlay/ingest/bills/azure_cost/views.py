"""Tells which view of the money each file is: actual (what is invoiced) or amortised (what is consumed)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from outlay.core.errors import FileFormatError

View = Literal["actual", "amortised"]

_NAMES: Final[tuple[tuple[View, re.Pattern[str]], ...]] = (
    ("amortised", re.compile(r"amorti[sz]ed", re.IGNORECASE)),
    ("actual", re.compile(r"actual", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMarks:
    """What a file holds that only one of the views has, and a digest of its lines."""

    path: Path
    actual: int
    amortised: int
    content: str


def tell_views(files: list[FileMarks]) -> dict[Path, View | None]:
    """The view of each file: by what it holds, else by its name, its folder, or the files beside it.

    Both exports have the same columns, and lines that no commitment touches are alike in both: such a file counts
    as the view that all others are. None stands for a file that repeats another one.

    Raises:
        FileFormatError: for a file that could be either while the delivery has both.
    """
    views: dict[Path, View | None] = {file.path: _shown(file) or _named(file.path.name) for file in files}
    for file in files:
        views[file.path] = views[file.path] or _of_folder(file.path, views) or _named(*file.path.parts[:-1])
    told = {view for view in views.values() if view}
    open_files = [file for file in files if views[file.path] is None]
    if len(told) > 1 and open_files:
        message = f"{open_files[0].path.name} could be of the actual or of the amortised export"
        raise FileFormatError(message, hint="put the files of each into a folder named `actual` or `amortized`")
    default: View = "amortised" if told == {"amortised"} else "actual"
    seen: set[str] = {file.content for file in files if views[file.path]} if len(told) == 1 else set()
    for file in open_files:
        views[file.path] = None if file.content in seen else default
        seen.add(file.content)
    return views


def _shown(file: FileMarks) -> View | None:
    if file.amortised:
        return "amortised"
    return "actual" if file.actual else None


def _named(*names: str) -> View | None:
    for name in reversed(names):
        for view, pattern in _NAMES:
            if pattern.search(name):
                return view
    return None


def _of_folder(path: Path, views: dict[Path, View | None]) -> View | None:
    """The view of the files in the same folder, where they agree and lie there by themselves."""
    mates = {view for other, view in views.items() if other.parent == path.parent and view}
    others = {other.parent for other in views} - {path.parent}
    return mates.pop() if len(mates) == 1 and others else None
