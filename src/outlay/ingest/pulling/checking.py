"""Tries what a source needs: what can be read is said, and what cannot is a finding, not an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.core.errors import OutlayError
from outlay.ingest.pulling.model import Check

if TYPE_CHECKING:
    from collections.abc import Callable


def check_by(name: str, ask: Callable[[], str]) -> Check:
    """A check that holds if asking succeeds; the answer in words is its text."""
    try:
        return Check(name=name, is_ok=True, text=ask())
    except OutlayError as error:
        return Check(name=name, is_ok=False, text=error.message, hint=error.hint)
