"""One call of a client from its start to its record: the answer, the failure, and each attempt between."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping

from outlay_sdk.answers import read_answer
from outlay_sdk.attribution import current
from outlay_sdk.hosts import provider_of, region_of
from outlay_sdk.recording import complete, now_us
from outlay_sdk.routes import Route
from outlay_sdk.runtime import runtime
from outlay_sdk.usage import Fields, pick_text

LENGTH_OF_CREDENTIAL = 12
_CREDENTIAL = "_outlay_credential"


class Target:
    """What `wrap` was told about a client."""

    __slots__ = ("credential", "is_asking_for_usage", "provider")

    def __init__(
        self, *, provider: str | None = None, credential: str | None = None, asks_for_usage: bool | None = None
    ) -> None:
        self.provider = provider
        self.credential = credential
        self.is_asking_for_usage = asks_for_usage


def credential_of(client: object) -> str | None:
    """The first 12 hexadecimal digits of the SHA-256 of the client's key: tells keys apart, gives none away."""
    key = getattr(client, "api_key", None)
    if not isinstance(key, str) or not key:
        return None
    known = getattr(client, _CREDENTIAL, None)
    if isinstance(known, tuple) and known[0] is key:
        return str(known[1])
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:LENGTH_OF_CREDENTIAL]
    setattr(client, _CREDENTIAL, (key, digest))
    return digest


def status_of(error: BaseException) -> str:
    """The status of a failed call: the HTTP status, else what kind of failure it was."""
    code = getattr(error, "status_code", None)
    if isinstance(code, int):
        return str(code)
    if not isinstance(error, Exception) or isinstance(error, GeneratorExit):
        return "cancelled"
    name = type(error).__name__
    if "Timeout" in name:
        return "timeout"
    return "connection_error" if "Connection" in name else "error"


class Observed:
    """One call that counts. Whose it is, is settled when it starts."""

    __slots__ = (
        "_began",
        "_fields",
        "_host",
        "_told_provider",
        "asked_model",
        "attribution",
        "kind",
        "provider",
        "started_us",
    )

    def __init__(self, client: object, route: Route, request: object, target: Target) -> None:
        body = request if isinstance(request, Mapping) else {}
        host = getattr(getattr(client, "base_url", None), "host", "")
        self.kind = route.kind
        self.asked_model = pick_text(body, "model")
        self._host = host if isinstance(host, str) else ""
        self._told_provider = target.provider
        self.provider = self._find_provider(self.asked_model)
        self.attribution = current()
        self._fields: Fields = {}
        self._set("credential", target.credential or credential_of(client))
        self._set("region", region_of(self._host))
        if route.workload and "workload_kind" not in self.attribution:
            self._set("workload_kind", route.workload)
        self.restart()

    def _set(self, name: str, value: str | None) -> None:
        if value:
            self._fields[name] = value

    def _find_provider(self, model: object) -> str | None:
        return self._told_provider or provider_of(self._host, model if isinstance(model, str) else None)

    def restart(self) -> None:
        """Begin the clock of an attempt."""
        self.started_us = now_us()
        self._began = time.perf_counter()

    def record(self, told: Mapping[str, object]) -> None:
        """Hand over the record with what the answer told."""
        fields: Fields = {"ts": self.started_us, "latency_ms": round((time.perf_counter() - self._began) * 1000)}
        if self.asked_model:
            fields["model"] = self.asked_model
        fields.update(self._fields)
        fields.setdefault("status", "ok")
        fields.update(told)
        provider = self.provider if self.asked_model else self._find_provider(fields.get("model"))
        if provider:
            fields["provider"] = provider
        runtime.offer(complete(fields, self.attribution))

    def record_answer(self, answer: object) -> None:
        """Hand over the record of a complete answer."""
        self.record(read_answer(answer, self.kind, self.provider))

    def record_failure(self, error: BaseException) -> None:
        """Hand over the record of a call that raised: no usage, no cost."""
        self.record({"status": status_of(error)})

    def record_attempt(self, response: object) -> None:
        """Hand over the record of an attempt after which the client tries again."""
        code = getattr(response, "status_code", None)
        self.record({"status": str(code) if isinstance(code, int) else "connection_error"})
        self.restart()

    def background(self, fields: Mapping[str, object]) -> dict[str, object]:
        """A whole record for work that was done elsewhere at another time."""
        kept = {name: value for name, value in self._fields.items() if name != "workload_kind"}
        provider = self._find_provider(fields.get("model"))
        named = {"provider": provider} if provider else {}
        return complete({**kept, **named, "status": "ok", **fields}, self.attribution)
