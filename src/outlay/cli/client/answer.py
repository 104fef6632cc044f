"""What a client answers."""

from __future__ import annotations

from typing import Any

Plain = dict[str, Any]
"""A JSON object."""
