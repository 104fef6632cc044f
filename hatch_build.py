"""Puts the built web pages into the wheel."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INDEX = Path("src/outlay/web/static/index.html")


class PagesBuildHook(BuildHookInterface[Any]):
    """Builds the pages if they are missing; fails a wheel that would lack them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before a build; sdists and editable installs go without pages."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        if not (root / INDEX).is_file():
            self._build_pages(root / "ui")
        if not (root / INDEX).is_file():
            message = f"{INDEX} is still missing after building the pages: the wheel would have none"
            raise RuntimeError(message)
        build_data["artifacts"].append(f"{INDEX.parent}/**")

    def _build_pages(self, folder: Path) -> None:
        npm = shutil.which("npm")
        if npm is None:
            message = "the pages are not built and npm was not found: install Node.js 20 or a released wheel"
            raise RuntimeError(message)
        self.app.display_info("Building the web pages")
        for arguments in (["ci", "--no-fund", "--no-audit"], ["run", "build"]):
            subprocess.run([npm, *arguments], cwd=folder, check=True)  # noqa: S603 - npm as found, fixed arguments
