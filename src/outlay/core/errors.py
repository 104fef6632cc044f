"""The one tree of errors.

    OutlayError                     code            HTTP  exit
    ├── UsageError                  usage           400   2    the question or command is wrong
    │   └── UnknownNameError        usage.unknown_name         with "did you mean"
    ├── InputError                  input           422   1    a file or record cannot be taken
    │   ├── FileFormatError         input.format               not the kind of file it should be
    │   ├── MissingColumnError      input.missing_column
    │   └── RejectedRowsError       input.rejected_rows        good rows are in, bad rows are named
    ├── ConflictError               conflict        409   1    would count money twice or lose it
    │   ├── ShrinkingDeliveryError  conflict.shrinking_delivery
    │   └── SecondSourceError       conflict.second_source
    ├── SettingsError               settings        500   2    configuration is wrong
    ├── NotFoundError               not_found       404   5
    ├── AccessError                 access          401   4
    ├── BusyError                   busy            503   6    another process has it; retry later
    └── IntegrityError              integrity       500   1    conservation failed: a bug, nothing was written

Raise where the fact is known; translate to HTTP or an exit code only at the edge.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import ClassVar


class OutlayError(Exception):
    """Base of every error Outlay raises on purpose.

    Args:
        message: What is wrong, naming the field, row or setting.
        hint: What to do next.
        code: A narrower stable code than the class's own, such as ``input.empty_file``.
    """

    code: ClassVar[str] = "outlay"
    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.stable_code = code or self.code


class UsageError(OutlayError):
    """The question or command is wrong."""

    code = "usage"
    http_status = 400
    exit_code = 2


class UnknownNameError(UsageError):
    """A name that the catalog, a setting or a command does not know."""

    code = "usage.unknown_name"

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        hint = f"did you mean {', '.join(close)}?" if close else f"known: {', '.join(names[:40]) or 'none yet'}"
        super().__init__(f"unknown {kind} {name!r}", hint=hint)


class InputError(OutlayError):
    """A file or record cannot be taken."""

    code = "input"
    http_status = 422


class FileFormatError(InputError):
    """A file is not of the kind that it should be."""

    code = "input.format"


class MissingColumnError(InputError):
    """A mandatory column is absent."""

    code = "input.missing_column"


class RejectedRowsError(InputError):
    """Some rows were refused; the good rows are in and the bad ones are in the reject file."""

    code = "input.rejected_rows"


class ConflictError(OutlayError):
    """The change would count money twice or lose some."""

    code = "conflict"
    http_status = 409


class ShrinkingDeliveryError(ConflictError):
    """A re-import would shrink a period or drop accounts."""

    code = "conflict.shrinking_delivery"


class SecondSourceError(ConflictError):
    """Another source already is the amount source of this payer."""

    code = "conflict.second_source"


class SettingsError(OutlayError):
    """Configuration is wrong."""

    code = "settings"
    exit_code = 2


class NotFoundError(OutlayError):
    """What was asked for does not exist."""

    code = "not_found"
    http_status = 404
    exit_code = 5


class AccessError(OutlayError):
    """Missing or wrong credentials."""

    code = "access"
    http_status = 401
    exit_code = 4


class BusyError(OutlayError):
    """Another process holds what is needed; try again later."""

    code = "busy"
    http_status = 503
    exit_code = 6


class IntegrityError(OutlayError):
    """A conservation check failed. Nothing was written."""

    code = "integrity"
