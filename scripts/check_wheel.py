"""Check that a wheel carries the pages and stays small."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

LIMIT_MB = 5
INDEX = "outlay/web/static/index.html"


def main(path: Path) -> int:
    size = path.stat().st_size / 1e6
    if INDEX not in zipfile.ZipFile(path).namelist():
        print(f"{path} lacks {INDEX}", file=sys.stderr)
        return 1
    if size > LIMIT_MB:
        print(f"{path} has {size:.1f} MB; at most {LIMIT_MB}", file=sys.stderr)
        return 1
    print(f"{path} {size:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
