"""Refuse lock files that name a package index, or a requirement without a hash."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent


def check_requirements(text: str) -> Iterator[str]:
    if re.search(r"://|--(extra-)?index-url|--find-links", text):
        yield "requirements.lock names an index: make it with `make lock`"
    pinned = re.findall(r"^(\S+)==.*\\\n +--hash", text, re.MULTILINE)
    entries = re.findall(r"^([A-Za-z0-9][\w.\-\[\],]*)==", text, re.MULTILINE)
    for name in sorted(set(entries) - set(pinned)):
        yield f"requirements.lock has no hash for {name}"


def check_packages(text: str) -> Iterator[str]:
    for name, package in json.loads(text).get("packages", {}).items():
        if "://" in str(package.get("resolved", "")):
            yield f"ui/package-lock.json names an index for {name}: set omit-lockfile-registry-resolved=true"


def main() -> int:
    breaches = [
        *check_requirements((ROOT / "requirements.lock").read_text(encoding="utf-8")),
        *check_packages((ROOT / "ui" / "package-lock.json").read_text(encoding="utf-8")),
    ]
    for breach in breaches:
        print(breach, file=sys.stderr)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
