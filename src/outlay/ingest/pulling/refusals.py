"""Turns a vendor's refusal into an error with the vendor's own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from outlay.ingest.pulling.errors import SourceAccessError, SourceError, SourceFormatError, SourceRequestError

if TYPE_CHECKING:
    from outlay.ingest.pulling.answers import Answer

_ACCESS: Final = {401: "does not accept the credential", 403: "does not allow it"}
_LONGEST: Final = 300
_WORDS: Final = ("message", "error_description", "detail", "details", "error", "errors", "title", "code")


def refusal(answer: Answer, scope_hint: str | None, hide: Callable[[str], str]) -> SourceError:
    """The error for an answer with a status of 400 and above."""
    words = clip(hide(vendor_words(answer)))
    said = f": {words}" if words else ""
    if answer.status in _ACCESS:
        message = f"{answer.url} {_ACCESS[answer.status]} ({answer.status}){said}"
        return SourceAccessError(message, hint=scope_hint or "see whether the credential is right and may read this")
    message = f"{answer.url} answered {answer.status}{said}"
    return SourceRequestError(message, hint="see the settings of the source: docs/reference/sources.md")


def vendor_words(answer: Answer) -> str:
    """What the vendor says is wrong, from JSON as it is usual, else the beginning of a text."""
    try:
        content = answer.json()
    except SourceFormatError:
        is_text = answer.headers.get("content-type", "").startswith("text/plain")
        return answer.text if is_text else ""
    return _words(content, 0)


def _words(value: object, depth: int) -> str:
    if isinstance(value, str):
        return value
    if depth > 3:  # noqa: PLR2004 - deep enough for every vendor
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, (_words(item, depth + 1) for item in value[:3])))
    if isinstance(value, Mapping):
        return next(filter(None, (_words(value.get(name), depth + 1) for name in _WORDS)), "")
    return ""


def clip(text: str) -> str:
    """The beginning of a text, on one line; secrets are hidden before: a part of one is one too."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST] + " …"
