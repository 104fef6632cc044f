"""The model: requests that happened, what senders say of them, and what they must count and cost in the end.

Each story knows the truth of its requests by construction, and its costs from genai-prices' own calculator. Records of
a story may be sent in any order, any number of times and in any company.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from tests.bench.intake.traffic import price

PAID = (("openai", "gpt-4o"), ("openai", "gpt-4o-mini"), ("openai", "gpt-4.1-mini"), ("anthropic", "claude-sonnet-4-5"))
NS = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of one sender: `shape` says how it is written."""

    shape: str
    content: dict


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What must be counted: stored requests, the requests they stand for, and their cost."""

    events: int = 0
    requests: int = 0
    cost: Decimal = Decimal()

    def __add__(self, other: Truth) -> Truth:
        return Truth(
            events=self.events + other.events, requests=self.requests + other.requests, cost=self.cost + other.cost
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What senders tell of some requests, and what is true."""

    session: str
    records: list[Record]
    truth: Truth


@dataclass(slots=True, kw_only=True)
class Usage:
    """A call of a model."""

    provider: str
    model: str
    input_tokens: int
    cache_read_tokens: int
    output_tokens: int

    @property
    def cost(self) -> Decimal:
        return price(self.provider, self.model, self.input_tokens, self.cache_read_tokens, self.output_tokens)

    def as_columns(self) -> dict:
        return {
            "provider": self.provider,
            "model": self.model,
            "input_tokens": self.input_tokens,
            "cache_read_tokens": self.cache_read_tokens,
            "output_tokens": self.output_tokens,
        }


@dataclass(kw_only=True)
class World:
    """Draws stories. The same seed tells the same stories."""

    seed: int
    base_ns: int
    """No request happens later than this."""
    told: int = 0
    draw: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)

    def tell(self) -> Story:
        """One story, all of whose records name its session where their shape has one."""
        self.told += 1
        teller = self.draw.choices(list(STORIES), weights=list(STORIES.values()))[0]
        session = f"{teller.__name__}-{self.told}"
        records, truth = teller(self)
        for record in records:
            if record.shape == "span":
                record.content["attributes"]["session.id"] = session
            elif record.shape == "event":
                record.content["session"] = session
        return Story(session=session, records=records, truth=truth)

    def usage(self) -> Usage:
        provider, model = self.draw.choice(PAID)
        cached = self.draw.choice((0, 0, 256))
        total = cached + self.draw.randrange(20, 5000)
        return Usage(
            provider=provider,
            model=model,
            input_tokens=total,
            cache_read_tokens=cached,
            output_tokens=self.draw.randrange(1, 900),
        )

    def token(self, length: int = 16) -> str:
        return f"{self.draw.getrandbits(4 * length):0{length}x}"

    def moment(self) -> int:
        return self.base_ns - self.draw.randrange(3600 * NS)


def span(world: World, usage: Usage | None, **content: object) -> Record:
    """A span of the current conventions; `content` overrides."""
    end = world.moment()
    attributes = {"customer": f"customer-{world.draw.randrange(20)}", "feature": world.draw.choice(("chat", "search"))}
    if usage is not None:
        attributes |= {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": usage.provider,
            "gen_ai.response.model": usage.model,
            "gen_ai.usage.input_tokens": usage.input_tokens,
            "gen_ai.usage.cache_read.input_tokens": usage.cache_read_tokens,
            "gen_ai.usage.output_tokens": usage.output_tokens,
        }
    attributes |= content.pop("attributes", {})
    ids = {"trace_id": world.token(32), "span_id": world.token(), "parent_span_id": ""}
    return Record(shape="span", content={**ids, "start": end - 2 * NS, "end": end, "attributes": attributes, **content})


def event(world: World, usage: Usage | None, **content: object) -> Record:
    columns = usage.as_columns() if usage is not None else {}
    return Record(shape="event", content={"ts": _iso(world.moment()), **columns, **content})


def _iso(moment_ns: int) -> str:
    seconds, rest = divmod(moment_ns // 1000, 1_000_000)
    from datetime import UTC, datetime

    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:06d}Z"


def _one(cost: Decimal) -> Truth:
    return Truth(events=1, requests=1, cost=cost)


def plain(world: World) -> tuple[list[Record], Truth]:
    """A span with the provider's id of the answer."""
    usage = world.usage()
    return [span(world, usage, attributes={"gen_ai.response.id": f"resp-{world.token()}"})], _one(usage.cost)


def without_response_id(world: World) -> tuple[list[Record], Truth]:
    """A span that only its trace and span id identify."""
    usage = world.usage()
    return [span(world, usage)], _one(usage.cost)


def without_any_id(world: World) -> tuple[list[Record], Truth]:
    """An event that only its content identifies."""
    usage = world.usage()
    return [event(world, usage)], _one(usage.cost)


def seen_twice(world: World) -> tuple[list[Record], Truth]:
    """The client and the gateway tell of one request; the gateway's count of tokens is the better one."""
    usage = world.usage()
    less = Usage(**{**usage.as_columns(), "output_tokens": max(1, usage.output_tokens - 3)})
    response = f"resp-{world.token()}"
    start = world.moment()
    seconds = start / NS
    gateway = {
        "id": response,
        "litellm_call_id": world.token(32),
        "call_type": "acompletion",
        "status": "success",
        "model": usage.model,
        "custom_llm_provider": usage.provider,
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.input_tokens + usage.output_tokens,
        "response_cost": 0.25,
        "startTime": seconds,
        "endTime": seconds + 2,
        "metadata": {
            "usage_object": {
                "prompt_tokens": usage.input_tokens,
                "completion_tokens": usage.output_tokens,
                "total_tokens": usage.input_tokens + usage.output_tokens,
                "prompt_tokens_details": {"cached_tokens": usage.cache_read_tokens},
            }
        },
    }
    client = span(world, less, start=start, end=start + 2 * NS, attributes={"gen_ai.response.id": response})
    return [client, Record(shape="litellm", content=gateway)], _one(usage.cost)


def created_then_ended(world: World) -> tuple[list[Record], Truth]:
    """A record at the beginning, without usage, and one at the end."""
    usage = world.usage()
    who = {"source_id": world.token(), "provider": usage.provider, "model": usage.model}
    begun = Record(shape="event", content={"ts": _iso(world.moment()), "version": 1, **who})
    ended = Record(shape="event", content={**begun.content, "version": 2, **usage.as_columns()})
    return [begun, ended], _one(usage.cost)


def corrected(world: World) -> tuple[list[Record], Truth]:
    """Three versions of one record: the last one counts."""
    who = {"source_id": world.token(), "ts": _iso(world.moment())}
    provider, model = world.draw.choice(PAID)
    usages = [Usage(**{**world.usage().as_columns(), "provider": provider, "model": model}) for _ in range(3)]
    records = [
        Record(shape="event", content={**who, "version": n, **usage.as_columns()}) for n, usage in enumerate(usages)
    ]
    return records, _one(usages[-1].cost)


def stated(world: World) -> tuple[list[Record], Truth]:
    """A stated cost stays when a later version does not repeat it."""
    usage = world.usage()
    cost = Decimal(world.draw.randrange(1, 10**6)).scaleb(-6)
    first = event(world, usage, source_id=world.token(), version=1, cost=str(cost), stated_by="caller")
    later = {name: value for name, value in first.content.items() if name not in {"cost", "stated_by"}}
    return [first, Record(shape="event", content={**later, "version": 2})], _one(cost)


def without_price(world: World) -> tuple[list[Record], Truth]:
    """A model that nobody knows: counted, not priced."""
    usage = world.usage()
    unknown = Usage(**{**usage.as_columns(), "provider": "acme", "model": "house-llm-1"})
    return [span(world, unknown)], Truth(events=1, requests=1)


def sampled(world: World) -> tuple[list[Record], Truth]:
    """One span that stands for four requests."""
    usage = world.usage()
    record = span(world, usage, attributes={"outlay.sampling_probability": 0.25})
    return [record], Truth(events=1, requests=4, cost=4 * usage.cost)


def agent(world: World) -> tuple[list[Record], Truth]:
    """An agent's span repeats the usage of its two calls."""
    calls = [world.usage(), world.usage()]
    trace, parent = world.token(32), world.token()
    total = Usage(
        **{
            **calls[0].as_columns(),
            "input_tokens": sum(call.input_tokens for call in calls),
            "cache_read_tokens": sum(call.cache_read_tokens for call in calls),
            "output_tokens": sum(call.output_tokens for call in calls),
        }
    )
    root = span(world, total, trace_id=trace, span_id=parent, attributes={"gen_ai.operation.name": "invoke_agent"})
    times = {"start": root.content["start"], "end": root.content["end"]}
    children = [span(world, call, trace_id=trace, parent_span_id=parent, **times) for call in calls]
    return [root, *children], Truth(events=2, requests=2, cost=calls[0].cost + calls[1].cost)


def lone_agent(world: World) -> tuple[list[Record], Truth]:
    """An agent's span whose calls nobody recorded: it counts."""
    usage = world.usage()
    return [span(world, usage, attributes={"gen_ai.operation.name": "invoke_agent"})], _one(usage.cost)


def of_no_model(world: World) -> tuple[list[Record], Truth]:
    """A span of a database."""
    return [span(world, None, attributes={"db.system": "postgresql"})], Truth()


def unusable(world: World) -> tuple[list[Record], Truth]:
    """An event without a time goes to the dead letters."""
    record = event(world, world.usage(), source_id=world.token())
    return [Record(shape="event", content={**record.content, "ts": "no time"})], Truth()


STORIES = {
    plain: 6,
    without_response_id: 4,
    without_any_id: 2,
    seen_twice: 4,
    created_then_ended: 3,
    corrected: 2,
    stated: 2,
    without_price: 1,
    sampled: 1,
    agent: 3,
    lone_agent: 1,
    of_no_model: 2,
    unusable: 1,
}


def shuffle_into_batches(world: World, stories: list[Story], size: int) -> Iterator[list[Record]]:
    """Batches of one shape each; some records stand in two of them."""
    records = [record for story in stories for record in story.records]
    records += world.draw.sample(records, len(records) // 7)
    world.draw.shuffle(records)
    for shape in ("span", "event", "litellm"):
        rest = [record for record in records if record.shape == shape]
        while rest:
            cut = world.draw.randrange(1, size)
            yield list(_without_repeats(rest[:cut]))
            rest = rest[cut:]


def _without_repeats(batch: list[Record]) -> Iterator[Record]:
    """Equal records without any id that stand in one body are as many requests; in two bodies they are one."""
    seen: set[int] = set()
    for record in batch:
        if record.shape != "event" or "source_id" in record.content or id(record) not in seen:
            yield record
        seen.add(id(record))
