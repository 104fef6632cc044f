"""OTLP bodies that cost next to nothing to make: templates are serialised once, then ids and times are patched in.

A template is one export of a service: 512 spans of the current GenAI conventions. Its cost is known exactly, from
genai-prices' own calculator, so that the sum of what was sent can be compared to the last digit.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

SPANS: Final = 512
SPANS_OF_A_TRACE: Final = 4
TEMPLATES: Final = 20
CUSTOMERS: Final = 400
MODELS: Final = (
    ("openai", "gpt-4o", "api.openai.com"),
    ("openai", "gpt-4o-mini", "api.openai.com"),
    ("openai", "gpt-4.1-mini", "api.openai.com"),
    ("anthropic", "claude-sonnet-4-5", "api.anthropic.com"),
)
SERVICES: Final = ("shop", "desk", "risk", "docs", "search")
FEATURES: Final = ("assistant", "recommendations", "summaries")
_MARK: Final = 0x7EED_0000_0000_0000
_HEX: Final = "resp_{:024x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What one span says."""

    provider: str
    model: str
    host: str
    input_tokens: int
    cache_read_tokens: int
    output_tokens: int
    feature: str
    customer: str
    latency_ns: int

    @property
    def cost(self) -> Decimal:
        return price(self.provider, self.model, self.input_tokens, self.cache_read_tokens, self.output_tokens)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A serialised export and where in it the parts stand that change from body to body."""

    content: np.ndarray
    places: np.ndarray
    """Offsets by span: trace id, span id, hex part of the response id, start, end."""
    latencies: np.ndarray
    cost: Decimal

    def body(self, run: int, number: int, now_ns: int) -> bytes:
        """The nth body of a run: its spans' ids are unique, their times just passed."""
        import numpy as np

        content = self.content.copy()
        spans = np.arange(number * SPANS, (number + 1) * SPANS, dtype=np.uint64)
        runs = np.full(SPANS, run, dtype=np.uint64)
        traces = _big_endian(runs, spans // SPANS_OF_A_TRACE)
        span_ids = _big_endian(spans + np.uint64(1 << 40))
        hexes = _hex(_big_endian(runs, spans)[:, 4:])
        ends = np.uint64(now_ns) - spans % np.uint64(SPANS) * np.uint64(1_000_000)
        starts = ends - self.latencies
        for place, part in enumerate((traces, span_ids, hexes, _little_endian(starts), _little_endian(ends))):
            content[self.places[:, place, None] + np.arange(part.shape[1])] = part
        return content.tobytes()


def make_templates(seed: int = 20261121) -> list[Template]:
    """The templates, the same in every process."""
    return [_template(list(_calls(random.Random(seed + n))), SERVICES[n % len(SERVICES)]) for n in range(TEMPLATES)]


@cache
def price(provider: str, model: str, input_tokens: int, cache_read_tokens: int, output_tokens: int) -> Decimal:
    """What genai-prices' own calculator says."""
    import genai_prices

    usage = genai_prices.Usage(
        input_tokens=input_tokens, cache_read_tokens=cache_read_tokens, output_tokens=output_tokens
    )
    return genai_prices.calc_price(usage, model, provider_id=provider).total_price


def _calls(draw: random.Random) -> Iterator[Call]:
    for _ in range(SPANS):
        provider, model, host = draw.choice(MODELS)
        cached = draw.choice((0, 0, 128, 1024))
        yield Call(
            provider=provider,
            model=model,
            host=host,
            input_tokens=cached + draw.randrange(50, 4000),
            cache_read_tokens=cached,
            output_tokens=draw.randrange(1, 900),
            feature=draw.choice(FEATURES),
            customer=f"customer-{int(CUSTOMERS * draw.random() ** 2)}",
            latency_ns=draw.randrange(200, 5000) * 1_000_000,
        )


def _template(calls: list[Call], service: str) -> Template:
    import numpy as np

    content = _serialise(calls, service)
    places, after = [], 0
    for index in range(len(calls)):
        parts = (_trace_mark(index), _span_mark(index), _HEX.format(index).encode(), *map(_time_mark, (index, ~index)))
        found = []
        for part in parts:
            at = content.index(part, after)
            found.append(at + len("resp_") if part.startswith(b"resp_") else at)
        places.append(found)
        after = min(found)
    return Template(
        content=np.frombuffer(content, dtype=np.uint8),
        places=np.array(places),
        latencies=np.array([call.latency_ns for call in calls], dtype=np.uint64),
        cost=sum((call.cost for call in calls), Decimal()),
    )


def _serialise(calls: list[Call], service: str) -> bytes:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    texts = {"service.name": service, "deployment.environment.name": "production", "service.version": "7.3.1"}
    for name, value in {**texts, "team": f"team-{service}", "telemetry.sdk.language": "python"}.items():
        resource.resource.attributes.add(key=name).value.string_value = value
    scope = resource.scope_spans.add()
    scope.scope.name = "opentelemetry.instrumentation.openai_v2"
    for index, call in enumerate(calls):
        span = scope.spans.add(name=f"chat {call.model}", kind=3, trace_id=_trace_mark(index))
        span.span_id = _span_mark(index)
        span.start_time_unix_nano = _number(_time_mark(index))
        span.end_time_unix_nano = _number(_time_mark(~index))
        for name, value in _attributes(call, index).items():
            target = span.attributes.add(key=name).value
            if isinstance(value, int):
                target.int_value = value
            else:
                target.string_value = value
    return bytes(request.SerializeToString())


def _attributes(call: Call, index: int) -> dict[str, str | int]:
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": call.provider,
        "gen_ai.request.model": call.model,
        "gen_ai.response.model": call.model,
        "gen_ai.response.id": _HEX.format(index),
        "gen_ai.usage.input_tokens": call.input_tokens,
        "gen_ai.usage.cache_read.input_tokens": call.cache_read_tokens,
        "gen_ai.usage.output_tokens": call.output_tokens,
        "server.address": call.host,
        "feature": call.feature,
        "outlay.customer": call.customer,
    }


def _trace_mark(index: int) -> bytes:
    return struct.pack(">QQ", _MARK, index)


def _span_mark(index: int) -> bytes:
    return struct.pack(">Q", _MARK + (1 << 32) + index)


def _time_mark(index: int) -> bytes:
    return struct.pack("<Q", _MARK + (1 << 40) + index)


def _number(mark: bytes) -> int:
    return int.from_bytes(mark, "little")


def _big_endian(*columns: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.stack(columns, axis=1).astype(">u8").view(np.uint8).reshape(len(columns[0]), -1)


def _little_endian(column: np.ndarray) -> np.ndarray:
    import numpy as np

    return column.astype("<u8").view(np.uint8).reshape(len(column), -1)


def _hex(raw: np.ndarray) -> np.ndarray:
    import numpy as np

    digits = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
    return np.stack([digits[raw >> 4], digits[raw & 15]], axis=2).reshape(len(raw), -1)
