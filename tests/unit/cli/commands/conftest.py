"""The small world of the reports."""

from __future__ import annotations

from tests.unit.report.conftest import world

__all__ = ["world"]
