"""The `outlay` command."""

from __future__ import annotations

import json
import os
import sys

from outlay import __version__
from outlay.core.errors import OutlayError


def run() -> None:
    """Run the command line and exit with its code.

    0 ok, 1 failed, 2 usage, 3 cannot judge, 4 access, 5 not found, 6 retry later.
    """
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"outlay {__version__}")  # noqa: T201 - this is the command's output
        raise SystemExit(0)
    raise SystemExit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    from outlay.cli.app import build_app

    try:
        return build_app()(arguments)
    except OutlayError as error:
        _print_error(error, is_json="--json" in arguments)
        return error.exit_code
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)  # noqa: T201 - words for the person
        return 130
    except BrokenPipeError:
        # The reader, such as `head`, has gone: nothing is left to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _print_error(error: OutlayError, *, is_json: bool) -> None:
    if is_json:
        content = {"error": error.message, "code": error.stable_code, "hint": error.hint}
        print(json.dumps(content), file=sys.stderr)  # noqa: T201 - the problem as data
        return
    print(f"outlay: {error.message}", file=sys.stderr)  # noqa: T201 - words for the person
    if error.hint:
        print(f"        {error.hint}", file=sys.stderr)  # noqa: T201 - words for the person
