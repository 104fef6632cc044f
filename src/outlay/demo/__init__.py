"""The sample company Quillhaven: files that the ordinary imports load, and the truths planted in them.

Everything is drawn from a seed and counted from one day: the same call writes the same bytes. Truths are summed
while files are made and never asked of the store; the imports that users run load them (`loading.open_demo`). May
import the layers below. Read `generate` first, then `stories.py` for what happened and `features.py` for who calls
which model.
"""

from __future__ import annotations

from outlay.demo.description import describe
from outlay.demo.generation import SEED, DemoError, DemoFiles, generate
from outlay.demo.loading import DemoRequest, open_demo

__all__ = ["SEED", "DemoError", "DemoFiles", "DemoRequest", "describe", "generate", "open_demo"]
