"""What is recorded reaches the server once the server lets it, and the host program never notices."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time

import pytest

import outlay_sdk as outlay
from outlay_sdk.quiet import Reporter, reporter
from outlay_sdk.runtime import runtime
from outlay_sdk.transport import encode, read_retry_after
from tests.sdk.receiving import CUT, CUT_AFTER_TAKING, serve_receiver


def record(number=0, **more):
    call = {"provider": "openai", "model": "gpt-4o", "usage": {"input_tokens": number, "output_tokens": 1}, **more}
    outlay.record(**call)


def numbers(records):
    return sorted(entry["input_tokens"] for entry in records)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_sends_gzipped_json_with_the_token(receiver):
    outlay.configure(token="secret", service="shop", environment="prod", release="v1")
    with outlay.attribute(feature="search", colour="red"):
        record(7)
    [entry] = receiver.wait_for(1)
    assert entry["service"] == "shop"
    assert (entry["environment"], entry["release"], entry["feature"]) == ("prod", "v1", "search")
    assert entry["tags"] == {"colour": "red"}
    headers = receiver.headers[0]
    assert headers["path"] == "/v1/events?source=sdk"
    assert (headers["authorization"], headers["content-encoding"]) == ("Bearer secret", "gzip")


def test_many_records_go_in_few_batches_on_one_connection(receiver):
    outlay.configure(flush_interval=60, batch_size=100)
    for number in range(250):
        record(number)
    assert outlay.flush(20)
    assert numbers(receiver.records) == list(range(250))
    assert len(receiver.bodies) <= 4
    assert outlay.stats() == (250, 250, 0, 0, 0)


@pytest.mark.parametrize("answer", [500, 503, 429, 401, 404, 302, CUT])
def test_what_is_not_taken_is_sent_again_with_the_same_ids(receiver, answer):
    receiver.script.extend([answer, answer])
    record(1)
    assert outlay.flush(20)
    first, second, third = receiver.bodies
    assert first == second == third
    assert outlay.stats() == (1, 1, 0, 0, 0)


def test_an_answer_that_is_lost_leads_to_the_same_id_again(receiver):
    receiver.script.append(CUT_AFTER_TAKING)
    record(1)
    assert outlay.flush(20)
    ids = [entry["source_id"] for entry in receiver.records]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_retry_after_is_honoured(receiver):
    receiver.script.append((429, {"retry-after": "1"}))
    record(1)
    assert outlay.flush(20)
    assert receiver.times[1] - receiver.times[0] >= 0.95


def test_what_is_refused_for_good_is_counted_and_told(receiver, caplog):
    receiver.script.append(400)
    record(1)
    assert outlay.flush(20)
    record(2)
    assert outlay.flush(20)
    assert numbers(receiver.records) == [2]
    assert outlay.stats() == (2, 1, 0, 1, 0)
    assert "refused for good" in caplog.text


def test_a_batch_that_is_too_large_is_halved(receiver):
    receiver.longest = 10
    outlay.configure(flush_interval=60)
    for number in range(100):
        record(number)
    assert outlay.flush(20)
    assert numbers(receiver.records) == list(range(100))
    assert max(len(body) for body in receiver.bodies if len(body) <= 10) <= 10


def test_an_overflowing_queue_drops_and_counts(receiver):
    receiver.gate = threading.Event()
    outlay.configure(queue_size=50, batch_size=10)
    for number in range(200):
        record(number)
    counted = outlay.stats()
    assert counted.recorded == 200
    assert 140 <= counted.dropped <= 150
    receiver.gate.set()
    assert outlay.flush(20)
    assert len(receiver.records) == 200 - counted.dropped
    assert outlay.stats() == (200, 200 - counted.dropped, counted.dropped, 0, 0)


def test_nobody_notices_that_the_server_is_absent(caplog):
    outlay.configure(url=f"http://127.0.0.1:{free_port()}", flush_interval=0.01)
    for number in range(100):
        record(number)
    assert not outlay.flush(0.3)
    assert outlay.stats() == (100, 0, 0, 0, 100)
    messages = [entry for entry in caplog.records if entry.levelno == logging.WARNING]
    assert len(messages) == 1
    assert "Connection refused" in messages[0].getMessage()


def test_what_waits_is_sent_once_the_server_is_there():
    port = free_port()
    outlay.configure(url=f"http://127.0.0.1:{port}", flush_interval=0.01)
    record(1)
    assert not outlay.flush(0.2)
    with serve_receiver(port) as receiver:
        assert outlay.flush(20)
        assert numbers(receiver.records) == [1]


def test_a_slow_server_delays_only_the_exporter(receiver):
    receiver.gate = threading.Event()
    began = time.thread_time()
    for number in range(1000):
        record(number)
    assert time.thread_time() - began < 2
    assert outlay.stats().sent == 0
    receiver.gate.set()
    assert outlay.flush(20)


def test_a_kept_connection_that_the_server_closed_is_opened_again(receiver):
    record(1)
    assert outlay.flush(20)
    runtime._exporter._transport._connection.sock.shutdown(socket.SHUT_RDWR)
    record(2)
    assert outlay.flush(20)
    assert numbers(receiver.records) == [1, 2]


def test_records_of_many_threads_all_arrive_with_different_ids(receiver):
    def work():
        for number in range(500):
            record(number)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outlay.flush(20)
    assert len({entry["source_id"] for entry in receiver.records}) == 4000


def test_a_record_that_is_no_json_does_not_take_others_with_it(receiver):
    outlay.configure(flush_interval=60)
    record(1)
    outlay.record(provider="x", units={"bad": float("nan")})
    outlay.record(provider="x", model="\ud800")
    record(2)
    assert outlay.flush(20)
    assert numbers(receiver.records) == [1, 2]
    assert outlay.stats() == (4, 2, 0, 2, 0)


def test_disabled_records_nothing(receiver):
    outlay.configure(disabled=True)
    record(1)
    assert outlay.flush(1)
    assert outlay.stats() == (0, 0, 0, 0, 0)
    assert runtime._exporter is None


def test_record_takes_a_providers_usage_object(receiver):
    usage = {"input_tokens": 5, "cache_creation_input_tokens": 2, "cache_read_input_tokens": 3, "output_tokens": 1}
    outlay.record(provider="anthropic", model="m", usage=usage, cost="0.12", customer="acme", latency_ms=12)
    [entry] = receiver.wait_for(1)
    assert (entry["usage_convention"], entry["cache_write_tokens"], entry["cost"]) == ("disjoint", 2, "0.12")
    assert (entry["customer"], entry["latency_ms"], entry["status"]) == ("acme", 12, "ok")


def test_record_never_raises(caplog):
    class Broken:
        def __getattr__(self, name):
            raise RuntimeError(name)

    outlay.record(usage=Broken())
    assert "RuntimeError" in caplog.text


def test_a_forked_child_sends_its_own_records_once(receiver):
    outlay.configure(flush_interval=60)
    record(1)
    child = os.fork()
    if child == 0:
        try:
            before = outlay.stats()
            record(2)
            os._exit(0 if outlay.flush(20) and before == (0, 0, 0, 0, 0) else 1)
        finally:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    assert numbers(receiver.records) == [2]
    assert outlay.flush(20)
    assert numbers(receiver.records) == [1, 2]
    assert len({entry["source_id"].partition("-")[0] for entry in receiver.records}) == 2


def test_messages_of_one_kind_come_once_a_minute_with_their_number(caplog):
    now = [0.0]
    reporter = Reporter(lambda: now[0])
    for moment in (0, 1, 59, 61, 62):
        now[0] = moment
        reporter.warn("delivery", f"at {moment}")
    reporter.warn("other", "at once")
    told = [entry.getMessage() for entry in caplog.records]
    assert told == ["outlay: at 0", "outlay: at 61 (2 more since the last message)", "outlay: at once"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_forked_while_locks_are_held_still_records(receiver):
    record(1)
    assert outlay.flush(20)
    with runtime._lock, runtime._exporter._buffer.lock, reporter._lock:
        child = os.fork()
        if child == 0:
            threading.Thread(target=lambda: (record(2), os._exit(0 if outlay.flush(20) else 1))).start()
            time.sleep(30)
            os._exit(3)
    assert os.waitpid(child, 0)[1] == 0
    assert numbers(receiver.records) == [1, 2]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("3", 3),
        ("1e9", 120),
        ("-5", 0),
        ("nan", 0),
        ("soon", 0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ],
)
def test_reads_retry_after(text, seconds):
    assert read_retry_after(text) == seconds


def test_encodes_text_of_any_script():
    import gzip
    import json

    body, bad = encode([{"feature": "поиск 🔎"}])
    assert (json.loads(gzip.decompress(body)), bad) == ([{"feature": "поиск 🔎"}], 0)
