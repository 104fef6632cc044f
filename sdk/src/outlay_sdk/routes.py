"""Which calls of a client count, by method and path."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple


class Route(NamedTuple):
    """What a call is: how its answer is read, and what kind of work it was."""

    kind: str
    workload: str | None = None


_ROUTES = (
    ("post", r"/chat/completions$", Route("chat")),
    ("post", r"/completions$", Route("chat")),
    ("post", r"/responses$", Route("responses")),
    ("post", r"/responses/compact$", Route("responses")),
    ("post", r"/embeddings$", Route("chat", "embedding")),
    ("post", r"/images/(generations|edits|variations)$", Route("images")),
    ("post", r"/audio/(transcriptions|translations)$", Route("audio")),
    ("post", r"(^|/v1)/messages$", Route("messages")),
    ("get", r"/responses/[^/]+$", Route("response_retrieved")),
    ("get", r"/messages/batches/[^/]+/results$", Route("message_batch_results")),
    ("get", r"/messages/batches/[^/]+$", Route("message_batch")),
    ("get", r"/batches/[^/]+$", Route("batch")),
    ("get", r"/files/[^/]+/content$", Route("file")),
)
_COMPILED = tuple((method, re.compile(pattern), route) for method, pattern, route in _ROUTES)


@functools.lru_cache(maxsize=256)
def find_route(method: str, url: str) -> Route | None:
    """The route of a call, or None where nothing is billed for it."""
    path = "/" + url.split("?", 1)[0].lstrip("/")
    for known, pattern, route in _COMPILED:
        if known == method.lower() and pattern.search(path):
            return route
    return None
