"""Writes the API's OpenAPI document to ui/openapi.json, from which the pages' types are generated."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from outlay.api import create_app
from outlay.core.settings import Settings
from outlay.jobs import open_workspace

TARGET = Path(__file__).parent.parent / "ui" / "openapi.json"


def main() -> None:
    """Write the document."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = open_workspace(Settings(data_dir=Path(folder)))
        document = create_app(workspace, token="none").openapi()  # noqa: S106 - nothing is served
        workspace.close()
    TARGET.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
