"""Runs coroutines in a thread of their own: the browser's driver keeps a loop running in the thread of the tests."""

from __future__ import annotations

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor


def run_async(coroutine):
    """What the coroutine returns; it sees the context variables of the caller."""
    context = contextvars.copy_context()
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(context.run, asyncio.run, coroutine).result()
