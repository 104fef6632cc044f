"""Whose the calls are: dimensions that hold inside a `with` block, a function, or a web request.

Layers are immutable except for a web request's own, so that a task which outlives its block keeps what it started with.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncGenerator, Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Optional, TypeVar, Union, cast

from outlay_sdk.quiet import quietly

if TYPE_CHECKING:
    from typing_extensions import Self

DIMENSIONS = frozenset(
    (
        *("team", "owner", "business_unit", "product", "feature", "endpoint", "service", "environment", "cost_center"),
        *(
            "initiative",
            "experiment",
            "run",
            "release",
            "plan",
            "segment",
            "employee",
            "cluster",
            "namespace",
            "workload",
        ),
        *("customer", "user", "session", "workload_kind"),
    )
)
"""What `attribute` takes; any other name becomes a tag."""

LONGEST_VALUE = 512
TAG = "tag:"

Value = Union[str, Callable[[], Optional[str]]]
F = TypeVar("F", bound=Callable[..., Any])


class Layer:
    """What one block adds to what surrounds it."""

    __slots__ = ("is_request", "owner", "parent", "values")

    def __init__(self, values: dict[str, Value], parent: Layer | None, owner: object) -> None:
        self.values = values
        self.parent = parent
        self.owner = owner
        self.is_request = False


_current: ContextVar[Layer | None] = ContextVar("outlay_attribution", default=None)


def clean_values(dimensions: Mapping[str, object]) -> dict[str, Value]:
    """Texts under the names of dimensions or `tag:NAME`; None says nothing."""
    values: dict[str, Value] = {}
    for name, value in dimensions.items():
        if value is None:
            continue
        if name == "tags" and isinstance(value, Mapping):
            values.update(clean_values({f"{TAG}{key}": tag for key, tag in value.items()}))
            continue
        key = name if name in DIMENSIONS or name.startswith(TAG) else f"{TAG}{name}"
        values[key] = value if callable(value) else str(value)[:LONGEST_VALUE]
    return values


def current() -> dict[str, str]:
    """The dimensions that hold here, inner blocks over outer ones; tags stand under `tag:NAME`."""
    layer = _current.get()
    merged: dict[str, str] = {}
    while layer is not None:
        for name, value in layer.values.items():
            if name in merged:
                continue
            text = value if isinstance(value, str) else quietly(_resolve, value)
            if text:
                merged[name] = text
        layer = layer.parent
    return merged


def _resolve(value: Callable[[], object]) -> str | None:
    """Ask now what a web request says of itself; an application's function may answer anything."""
    answer = value()
    return None if answer is None else str(answer)[:LONGEST_VALUE]


def assign(**dimensions: object) -> None:
    """Say more about the present web request, wherever in it; without one, about the rest of this task or thread."""
    values = quietly(clean_values, dimensions) or {}
    layer = _current.get()
    while layer is not None and not layer.is_request:
        layer = layer.parent
    if layer is None:
        _current.set(Layer(values, _current.get(), None))
    else:
        layer.values.update(values)


def enter_request(values: dict[str, Value], owner: object) -> None:
    """Begin a web request: nothing from outside holds in it."""
    layer = Layer(values, None, owner)
    layer.is_request = True
    _current.set(layer)


def leave(owner: object) -> None:
    """Take away what `owner` added, wherever it stands; in another context there is nothing to take."""
    _current.set(_without(_current.get(), owner))


def _without(layer: Layer | None, owner: object) -> Layer | None:
    if layer is None:
        return None
    if layer.owner is owner:
        return layer.parent
    parent = _without(layer.parent, owner)
    if parent is layer.parent:
        return layer
    kept = Layer(layer.values, parent, layer.owner)
    kept.is_request = layer.is_request
    return kept


class attribute:  # noqa: N801 - read as a verb: `with outlay.attribute(feature="search"):`
    """Attribute the calls inside a `with` block, or inside a decorated function, to dimensions.

    Blocks nest: inner values win, the others stay. A decorated generator or async generator is attributed
    while it runs and leaves its caller alone; a `with` block inside an undecorated generator also holds in the
    caller between two items, because a generator shares its caller's context.

    Args:
        **dimensions: `feature`, `customer`, `team`, `experiment` and the other dimensions of Outlay; any other
            name, and each entry of `tags`, becomes a tag. None says nothing.
    """

    def __init__(self, **dimensions: object) -> None:
        self._values = quietly(clean_values, dimensions) or {}

    def __enter__(self) -> Self:
        _current.set(Layer(self._values, _current.get(), self))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        leave(self)

    def _again(self) -> attribute:
        return attribute(**self._values)

    def __call__(self, function: F) -> F:
        """Decorate a function, coroutine function, generator function or async generator function."""
        again = self._again

        def run(*arguments: Any, **named: Any) -> object:
            with again():
                return function(*arguments, **named)

        async def run_async(*arguments: Any, **named: Any) -> object:
            with again():
                return await function(*arguments, **named)

        def generate(*arguments: Any, **named: Any) -> object:
            return AttributedGenerator(function(*arguments, **named), again)

        def generate_async(*arguments: Any, **named: Any) -> object:
            return AttributedAsyncGenerator(function(*arguments, **named), again)

        attributed: Callable[..., Any] = run
        if inspect.isasyncgenfunction(function):
            attributed = generate_async
        elif inspect.isgeneratorfunction(function):
            attributed = generate
        elif inspect.iscoroutinefunction(function):
            attributed = run_async
        return cast("F", functools.wraps(function)(attributed))


class AttributedGenerator(Generator[Any, Any, Any]):
    """A generator whose steps are attributed, and between whose steps nothing is."""

    def __init__(self, inner: Generator[Any, Any, Any], attribution: Callable[[], attribute]) -> None:
        self._inner = inner
        self._attribution = attribution

    def send(self, value: Any, /) -> Any:
        with self._attribution():
            return self._inner.send(value)

    def throw(self, *error: Any) -> Any:
        with self._attribution():
            return self._inner.throw(*error)

    def close(self) -> None:
        with self._attribution():
            self._inner.close()


class AttributedAsyncGenerator(AsyncGenerator[Any, Any]):
    """The same for an async generator."""

    def __init__(self, inner: AsyncGenerator[Any, Any], attribution: Callable[[], attribute]) -> None:
        self._inner = inner
        self._attribution = attribution

    async def asend(self, value: Any, /) -> Any:
        with self._attribution():
            return await self._inner.asend(value)

    async def athrow(self, *error: Any) -> Any:
        with self._attribution():
            return await self._inner.athrow(*error)

    async def aclose(self) -> None:
        with self._attribution():
            await self._inner.aclose()


def carry(function: F) -> F:
    """Let `function` run in another thread with the attribution of here and now."""
    layer = _current.get()

    @functools.wraps(function)
    def carried(*arguments: Any, **named: Any) -> object:
        token = _current.set(layer)
        try:
            return function(*arguments, **named)
        finally:
            _current.reset(token)

    return cast("F", carried)


class AttributedExecutor(ThreadPoolExecutor):
    """A thread pool whose tasks keep the attribution of where they were submitted."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Submit a task as `ThreadPoolExecutor` does."""
        return super().submit(carry(function), *arguments, **named)
