"""A server on this machine that speaks the wire formats of OpenAI and Anthropic, as each test scripts it."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Answer:
    """One scripted answer: a JSON body, or events of a stream that may break off, stall or be refused."""

    body: object = None
    status: int = 200
    events: tuple[object, ...] = ()
    is_broken: bool = False
    is_cut: bool = False
    headers: dict = field(default_factory=dict)
    gate: threading.Event | None = None


@dataclass
class Provider:
    """Where the server is, what it was asked, and what it will answer next."""

    url: str = ""
    asked: list[tuple[str, str, dict]] = field(default_factory=list)
    script: deque[Answer] = field(default_factory=deque)

    def answers(self, *script: Answer) -> None:
        self.script.extend(script)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(b"")

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers.get("content-length") or 0)))

    def answer(self, body):
        provider = self.server.provider
        is_json = "json" in self.headers.get("content-type", "")
        provider.asked.append((self.command, self.path, json.loads(body) if is_json and body else {}))
        answer = provider.script.popleft()
        with contextlib.suppress(OSError):
            self.cut() if answer.is_cut else self.stream(answer) if answer.events else self.send(answer)

    def cut(self):
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def send(self, answer):
        body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.begin(answer, "application/json", {"content-length": str(len(body))})
        self.wfile.write(body)

    def begin(self, answer, kind, headers):
        self.send_response(answer.status)
        for name, value in {"content-type": kind, **headers, **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def stream(self, answer):
        self.begin(answer, "text/event-stream", {"transfer-encoding": "chunked"})
        for number, event in enumerate(answer.events):
            if answer.gate and number == len(answer.events) - 1:
                answer.gate.wait(30)
            name = f"event: {event['type']}\n" if isinstance(event, dict) and "type" in event else ""
            self.chunk(f"{name}data: {event if isinstance(event, str) else json.dumps(event)}\n\n".encode())
        if answer.is_broken:
            self.cut()
        else:
            self.chunk(b"")

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serve_provider():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.provider = Provider(url=f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


CHAT_USAGE = {
    "prompt_tokens": 1200,
    "completion_tokens": 300,
    "total_tokens": 1500,
    "prompt_tokens_details": {"cached_tokens": 1000, "audio_tokens": 50},
    "completion_tokens_details": {"reasoning_tokens": 120, "audio_tokens": 0},
}


def chat(**changes) -> dict:
    message = {"role": "assistant", "content": "SECRET completion"}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_795_000_000,
        "model": "gpt-4o-2024-11-20",
        "service_tier": "flex",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": CHAT_USAGE,
        **changes,
    }


def chat_chunk(text="", finish=None, **changes) -> dict:
    choices = [{"index": 0, "finish_reason": finish, "delta": {"content": text}}]
    start = {"id": "chatcmpl-2", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o-2024-11-20"}
    return {**start, "choices": choices, **changes}


def chat_stream(*, with_usage: bool = True) -> tuple[object, ...]:
    usage = (chat_chunk(choices=[], usage=CHAT_USAGE),) if with_usage else ()
    return (chat_chunk("SECRET"), chat_chunk(" words"), chat_chunk(finish="stop"), *usage, "[DONE]")


def response(**changes) -> dict:
    search = {
        "type": "web_search_call",
        "id": "ws_1",
        "status": "completed",
        "action": {"type": "search", "query": "q"},
    }
    text = {"type": "output_text", "text": "SECRET", "annotations": []}
    message = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [text]}
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1_795_000_000,
        "model": "gpt-5.4-2026-03-05",
        "status": "completed",
        "service_tier": "default",
        "output": [search, message],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": 900,
            "input_tokens_details": {"cached_tokens": 256, "cache_write_tokens": 100},
            "output_tokens": 80,
            "output_tokens_details": {"reasoning_tokens": 64},
            "total_tokens": 980,
        },
        **changes,
    }


def response_stream(*, is_final: bool = True) -> tuple[object, ...]:
    early = response(status="in_progress", usage=None, output=[])
    item = {"type": "message", "id": "msg_1", "role": "assistant", "status": "in_progress", "content": []}
    part = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    text = {"type": "output_text", "text": "", "annotations": []}
    final = {"type": "response.completed", "sequence_number": 4, "response": response()}
    return (
        {"type": "response.created", "sequence_number": 0, "response": early},
        {"type": "response.output_item.added", "sequence_number": 1, "output_index": 0, "item": item},
        {"type": "response.content_part.added", "sequence_number": 2, **part, "part": text},
        {"type": "response.output_text.delta", "sequence_number": 3, **part, "delta": "SECRET", "logprobs": []},
        *((final,) if is_final else ()),
    )


MESSAGE_USAGE = {
    "input_tokens": 50,
    "cache_read_input_tokens": 7000,
    "cache_creation_input_tokens": 1500,
    "cache_creation": {"ephemeral_5m_input_tokens": 1000, "ephemeral_1h_input_tokens": 500},
    "output_tokens": 210,
    "output_tokens_details": {"thinking_tokens": 40},
    "server_tool_use": {"web_search_requests": 2, "web_fetch_requests": 0},
    "service_tier": "priority",
    "inference_geo": "us",
}


def message(**changes) -> dict:
    return {
        "id": "msg_01",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-4-5-20250929",
        "content": [{"type": "text", "text": "SECRET"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": MESSAGE_USAGE,
        **changes,
    }


def message_stream(*, is_final: bool = True, **changes) -> tuple[object, ...]:
    early = {**MESSAGE_USAGE, "output_tokens": 1, "server_tool_use": None}
    start = message(**{"content": [], "stop_reason": None, "usage": early, **changes})
    last = {"output_tokens": 210, "server_tool_use": MESSAGE_USAGE["server_tool_use"]}
    delta = {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": last}
    return (
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "SECRET"}},
        {"type": "content_block_stop", "index": 0},
        *((delta, {"type": "message_stop"}) if is_final else ()),
    )
