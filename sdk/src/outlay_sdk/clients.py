"""The `openai` and `anthropic` clients, observed at the one method that all their calls go through: `request`.

The client stays itself: its class becomes a subclass of its own, answers are handed on untouched, errors pass.
"""

from __future__ import annotations

import functools
import inspect
import sys
from contextvars import ContextVar
from typing import Any, Callable, TypeVar

from outlay_sdk.calls import Begun, begin
from outlay_sdk.observing import Target
from outlay_sdk.quiet import LOG, quietly
from outlay_sdk.recording import is_disabled

C = TypeVar("C")
Method = Callable[..., Any]

_TARGET = "_outlay_target"
_MARK = "_outlay_observed"
_PACKAGES = {"openai": ("OpenAI", "AsyncOpenAI"), "anthropic": ("Anthropic", "AsyncAnthropic")}
_NOT_TOLD = Target()
_running: ContextVar[Begun | None] = ContextVar("outlay_running_call", default=None)


def wrap(
    client: C,
    *,
    provider: str | None = None,
    credential: str | None = None,
    stream_usage: bool | None = None,
) -> C:
    """Observe a client of `openai` or `anthropic`, sync or async, and give it back.

    Args:
        client: An `OpenAI`, `AsyncOpenAI`, `Anthropic`, `AsyncAnthropic` or one of their Azure, Bedrock and
            Vertex relatives. Anything else is given back as it is, with a warning.
        provider: Who is paid, where the address does not tell (a gateway, say).
        credential: A name for the API key in place of the first digits of its hash.
        stream_usage: Whether to ask for usage at the end of chat streams; the setting decides by default.
    """
    quietly(_wrap, client, Target(provider=provider, credential=credential, asks_for_usage=stream_usage))
    return client


instrument_openai = wrap
instrument_anthropic = wrap


def _wrap(client: Any, target: Target) -> None:
    if is_disabled():
        return
    kind = type(client)
    if not callable(getattr(kind, "request", None)) or not hasattr(kind, "_sleep_for_retry"):
        LOG.warning("outlay: %s is no client that wrap() knows; it is left as it is", kind.__qualname__)
        return
    if not hasattr(kind.request, _MARK):
        client.__class__ = _observed_class(kind)  # type: ignore[arg-type]  # a class is hashable
    setattr(client, _TARGET, target)


def instrument() -> None:
    """Observe every client that the installed packages `openai` and `anthropic` make from now on, and those there are.

    Call it once, after importing them.
    """
    quietly(_instrument)


def _instrument() -> None:
    if is_disabled():
        return
    for package, names in _PACKAGES.items():
        module = sys.modules.get(package)
        for kind in [getattr(module, name) for name in names if module is not None]:
            base = next(cls for cls in kind.__mro__ if "request" in vars(cls))
            for name, method in _observed_methods(base).items():
                if not hasattr(vars(base).get(name), _MARK):
                    setattr(base, name, method)


@functools.lru_cache(maxsize=64)
def _observed_class(kind: Any) -> type:
    names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__, "__doc__": kind.__doc__}
    copying = _keep_target(kind.copy) if hasattr(kind, "copy") else None
    copies = {"copy": copying, "with_options": copying} if copying is not None else {}
    return type(kind.__name__, (kind,), {**names, **copies, **_observed_methods(kind)})


def _keep_target(copy: Method) -> Method:
    @functools.wraps(copy)
    def copy_with_target(self: Any, *arguments: Any, **named: Any) -> object:
        made = copy(self, *arguments, **named)
        quietly(setattr, made, _TARGET, getattr(self, _TARGET, _NOT_TOLD))
        return made

    return copy_with_target


def _observed_methods(kind: Any) -> dict[str, Method]:
    if inspect.iscoroutinefunction(kind.request):
        made = {"request": _observe_async(kind.request), "_sleep_for_retry": _note_retry(kind._sleep_for_retry)}  # noqa: SLF001
    else:
        made = {"request": _observe(kind.request), "_sleep_for_retry": _note_retry(kind._sleep_for_retry)}  # noqa: SLF001
    for method in made.values():
        setattr(method, _MARK, True)
    return made


def _start(client: object, arguments: tuple[Any, ...], named: dict[str, Any]) -> Begun | None:
    """A call that counts and is not part of one that is observed already."""
    if _running.get() is not None:
        return None
    return quietly(begin, client, getattr(client, _TARGET, _NOT_TOLD), arguments, named)


def _observe(request: Method) -> Method:
    @functools.wraps(request)
    def observed(self: Any, *arguments: Any, **named: Any) -> object:
        begun = _start(self, arguments, named)
        if begun is None:
            return request(self, *arguments, **named)
        token = _running.set(begun)
        try:
            answer = request(self, *begun.arguments, **begun.named)
        except BaseException as error:
            quietly(begun.fail, error)
            raise
        finally:
            _running.reset(token)
        quietly(begun.take, answer)
        return answer

    return observed


def _observe_async(request: Method) -> Method:
    @functools.wraps(request)
    async def observed(self: Any, *arguments: Any, **named: Any) -> object:
        begun = _start(self, arguments, named)
        if begun is None:
            return await request(self, *arguments, **named)
        begun.is_async = True
        token = _running.set(begun)
        try:
            answer = await request(self, *begun.arguments, **begun.named)
        except BaseException as error:
            quietly(begun.fail, error)
            raise
        finally:
            _running.reset(token)
        quietly(begun.take, answer)
        return answer

    return observed


def _note_retry(sleep: Method) -> Method:
    """The client pauses before it tries again: the attempt before was a request of its own."""

    @functools.wraps(sleep)
    def noted(self: Any, *arguments: Any, **named: Any) -> object:
        begun = _running.get()
        if begun is not None:
            quietly(begun.retry, named.get("response"))
        return sleep(self, *arguments, **named)

    return noted
