"""Outlay's client library: what every call of a model cost, and whose it was.

    import outlay_sdk as outlay

    client = outlay.wrap(openai.OpenAI())
    with outlay.attribute(feature="search", customer="acme"):
        client.chat.completions.create(...)

Only the standard library is needed. Nothing happens on import; nothing in here raises into the host program or
makes it wait. Prompts and completions are never looked at. Read `clients.py` first, then `exporter.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay_sdk.asgi import ASGIMiddleware
from outlay_sdk.attribution import AttributedExecutor, assign, attribute, carry, current
from outlay_sdk.clients import instrument, instrument_anthropic, instrument_openai, wrap
from outlay_sdk.recording import record
from outlay_sdk.runtime import runtime as _runtime
from outlay_sdk.wsgi import WSGIMiddleware

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from outlay_sdk.buffer import Stats
    from outlay_sdk.settings import Options

__version__ = "0.1.0"

__all__ = [
    "ASGIMiddleware",
    "AttributedExecutor",
    "WSGIMiddleware",
    "assign",
    "attribute",
    "carry",
    "configure",
    "current",
    "flush",
    "instrument",
    "instrument_anthropic",
    "instrument_openai",
    "record",
    "stats",
    "wrap",
]


def configure(**options: Unpack[Options]) -> None:
    """Set where and how records are sent; what is left out keeps its value.

    Args:
        **options: `url`, `token`, `service`, `environment`, `release`, `disabled`, `queue_size`, `batch_size`,
            `flush_interval`, `timeout`, `shutdown_timeout`, `stream_usage`.

    Raises:
        TypeError: for a name that is no option.
        ValueError: for a value that cannot work.
    """
    _runtime.configure(options)


def flush(timeout: float | None = None) -> bool:
    """Send what has been recorded until now; whether all of it was dealt with before `timeout` seconds were over."""
    return _runtime.flush(_runtime.settings.shutdown_timeout if timeout is None else timeout)


def stats() -> Stats:
    """What became of the records of this process: `recorded == sent + dropped + failed + queued`."""
    return _runtime.stats()
