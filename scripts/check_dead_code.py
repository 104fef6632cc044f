"""Name functions, methods, classes and imports that nothing uses.

Unused attributes are left alone: row types and settings have many that only a serializer reads.
"""

from __future__ import annotations

import sys
from pathlib import Path

from vulture import Vulture  # type: ignore[import-untyped]  # ships no types

ROOT = Path(__file__).parent.parent
KINDS = {"class", "function", "import", "method", "property", "unreachable_code"}
CALLED_BY_FRAMEWORKS = [
    *("@*.command", "@*.callback", "@*.get", "@*.post", "@*.put", "@*.delete", "@*.exception_handler"),
    *("@field_validator", "@model_validator", "@field_serializer", "@*register*"),
]
NAMES_OF_PROTOCOLS = ["__*__", "settings_customise_sources", "PagesBuildHook", "initialize"]


def main() -> int:
    finder = Vulture(ignore_decorators=CALLED_BY_FRAMEWORKS, ignore_names=NAMES_OF_PROTOCOLS)
    finder.scavenge([str(ROOT / "src" / "outlay"), str(ROOT / "tests"), str(ROOT / "hatch_build.py")])
    unused = [item for item in finder.get_unused_code() if item.typ in KINDS and "tests" not in item.filename.parts]
    for item in unused:
        place = f"{item.filename.relative_to(ROOT)}:{item.first_lineno}"
        print(f"{place} {item.message or f'unused {item.typ} {item.name}'}", file=sys.stderr)
    return 1 if unused else 0


if __name__ == "__main__":
    sys.exit(main())
