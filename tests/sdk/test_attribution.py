"""Whose a call is, through threads, tasks and generators."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import outlay_sdk as outlay
from outlay.facts.keys import OWNERSHIP_DIMENSIONS
from outlay_sdk.attribution import DIMENSIONS, AttributedGenerator
from tests.asynchronous import run_async


def test_the_dimensions_are_those_of_the_ledger():
    assert {*OWNERSHIP_DIMENSIONS, "customer", "user", "session", "workload_kind"} == DIMENSIONS


def test_blocks_nest_and_merge():
    with outlay.attribute(feature="search", team="web"):
        with outlay.attribute(feature="rerank", customer=42):
            assert outlay.current() == {"feature": "rerank", "team": "web", "customer": "42"}
        assert outlay.current() == {"feature": "search", "team": "web"}
    assert outlay.current() == {}


def test_none_says_nothing_and_other_names_are_tags():
    with outlay.attribute(customer="acme"), outlay.attribute(customer=None, colour="red", tags={"size": 3}):
        assert outlay.current() == {"customer": "acme", "tag:colour": "red", "tag:size": "3"}


def test_a_block_ends_when_it_raises():
    with pytest.raises(RuntimeError), outlay.attribute(feature="x"):
        raise RuntimeError
    assert outlay.current() == {}


def test_a_value_that_cannot_be_text_harms_nobody(caplog):
    class Broken:
        def __str__(self):
            raise RuntimeError

    with outlay.attribute(customer=Broken()):
        assert outlay.current() == {}
    assert "RuntimeError" in caplog.text


def test_a_decorated_function_keeps_its_name_and_nests():
    @outlay.attribute(feature="search")
    def work(depth):
        """Docs."""
        return [outlay.current()["feature"], *(work(depth - 1) if depth else [])]

    assert (work.__name__, work.__doc__) == ("work", "Docs.")
    assert work(2) == ["search"] * 3
    assert outlay.current() == {}


def test_one_decorator_serves_many_threads_at_once():
    barrier = threading.Barrier(4)

    @outlay.attribute(feature="search")
    def work(name):
        with outlay.attribute(customer=name):
            barrier.wait(10)
            return outlay.current()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(work, "abcd"))
    assert found == [{"feature": "search", "customer": name} for name in "abcd"]


def test_a_thread_starts_without_attribution_unless_it_is_carried():
    with outlay.attribute(feature="search"), ThreadPoolExecutor(1) as pool:
        assert pool.submit(outlay.current).result() == {}
        assert pool.submit(outlay.carry(outlay.current)).result() == {"feature": "search"}
        assert pool.submit(outlay.current).result() == {}


def test_an_attributed_executor_carries():
    with outlay.AttributedExecutor(2) as pool:
        with outlay.attribute(feature="search"):
            tasks = [pool.submit(outlay.current) for _ in range(4)]
            mapped = pool.map(lambda _: outlay.current(), range(2))
        assert [task.result() for task in tasks] == [{"feature": "search"}] * 4
        assert list(mapped) == [{"feature": "search"}] * 2


def test_tasks_inherit_and_keep_what_they_started_with():
    async def later(gate):
        await gate.wait()
        return outlay.current()

    async def run():
        gate = asyncio.Event()
        with outlay.attribute(feature="search"):
            task = asyncio.create_task(later(gate))
            inside = await asyncio.to_thread(outlay.current)
        outside = outlay.current()
        gate.set()
        return inside, outside, await task

    assert run_async(run()) == ({"feature": "search"}, {}, {"feature": "search"})


def test_concurrent_tasks_do_not_mix():
    async def work(name):
        with outlay.attribute(customer=name):
            await asyncio.sleep(0)
            return outlay.current()["customer"]

    async def run():
        return await asyncio.gather(*(work(str(number)) for number in range(50)))

    assert run_async(run()) == [str(number) for number in range(50)]


def test_a_decorated_coroutine():
    @outlay.attribute(feature="search")
    async def work():
        await asyncio.sleep(0)
        return outlay.current()

    assert run_async(work()) == {"feature": "search"}


@outlay.attribute(feature="generated")
def generate():
    received = yield outlay.current()
    try:
        yield received, outlay.current()
    except KeyError:
        yield "caught", outlay.current()
    return "returned"


def test_a_decorated_generator_leaves_its_caller_alone():
    with outlay.attribute(team="web"):
        steps = generate()
        assert next(steps) == {"feature": "generated", "team": "web"}
        assert outlay.current() == {"team": "web"}
        assert steps.send("sent") == ("sent", {"feature": "generated", "team": "web"})
        assert steps.throw(KeyError()) == ("caught", {"feature": "generated", "team": "web"})
        with pytest.raises(StopIteration) as end:
            next(steps)
        assert end.value.value == "returned"


def test_a_decorated_generator_is_closed_with_attribution():
    closed = []

    @outlay.attribute(feature="generated")
    def steps():
        try:
            yield 1
        finally:
            closed.append(outlay.current())

    running = steps()
    assert isinstance(running, AttributedGenerator)
    next(running)
    running.close()
    assert closed == [{"feature": "generated"}]


def test_a_decorated_async_generator():
    @outlay.attribute(feature="generated")
    async def steps():
        for _ in range(2):
            await asyncio.sleep(0)
            yield outlay.current()

    async def run():
        return [(inside, outlay.current()) async for inside in steps()]

    assert run_async(run()) == [({"feature": "generated"}, {})] * 2


def test_blocks_of_a_generator_and_its_caller_may_cross():
    def steps():
        with outlay.attribute(feature="inner"):
            yield

    running = steps()
    next(running)
    with outlay.attribute(team="outer"):
        running.close()
        assert outlay.current() == {"team": "outer"}
    assert outlay.current() == {}


def test_a_block_closed_in_another_context_harms_nobody():
    block = outlay.attribute(feature="x")
    block.__enter__()
    thread = threading.Thread(target=lambda: block.__exit__(None, None, None))
    thread.start()
    thread.join()
    assert outlay.current() == {"feature": "x"}
    block.__exit__(None, None, None)
    assert outlay.current() == {}


def test_assign_without_a_request_holds_for_the_rest_of_the_task():
    async def work():
        outlay.assign(customer="acme")
        return outlay.current()

    async def run():
        return await asyncio.create_task(work()), outlay.current()

    assert run_async(run()) == ({"customer": "acme"}, {})
