"""Speaks to the server that owns the store; its refusals are raised as what they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from outlay.core.errors import AccessError, BusyError, ConflictError, InputError, NotFoundError, OutlayError, UsageError

if TYPE_CHECKING:
    from httpx2 import Response

    from outlay.cli.client.answer import Plain

_BY_STATUS: Mapping[int, type[OutlayError]] = {
    400: UsageError,
    401: AccessError,
    404: NotFoundError,
    409: ConflictError,
    422: InputError,
    503: BusyError,
}


class Server:
    """A running server and the token that it knows the user by."""

    def __init__(self, url: str, token: str) -> None:
        import httpx2

        self._http = httpx2.Client(
            base_url=url,
            headers={"authorization": f"Bearer {token}"},
            timeout=httpx2.Timeout(10, read=None, write=None),
        )

    def is_alive(self) -> bool:
        """Whether the server answers."""
        import httpx2

        # Another program may listen on the port of an old address file: it must not be told the token.
        try:
            answer = httpx2.get(self._http.base_url.join("/api/v1/health"), timeout=2)
            return bool(answer.is_success and answer.json() == {"status": "ok"})
        except (httpx2.TransportError, ValueError):
            return False

    def get(self, path: str, params: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 - any JSON
        """Ask; parameters without a value are left out."""
        return self.send("GET", path, params=_given(params or {}))

    def post(self, path: str, body: Mapping[str, object]) -> Plain:
        """Send a JSON object."""
        return dict(self.send("POST", path, json=body))

    def send(self, method: str, path: str, **request: Any) -> Any:  # noqa: ANN401 - httpx2's options
        """Send a request of any form."""
        import httpx2

        try:
            response = self._http.request(method, path, **request)
        except httpx2.TransportError as error:
            message = f"the server at {self._http.base_url} stopped answering: {error}"
            raise BusyError(message, hint="see whether `outlay serve` still runs, then try again") from error
        if not response.is_success:
            _raise_problem(response)
        return response.json()

    def upload(self, path: Path, on_progress: Callable[[str, int, int], None] | None) -> str:
        """Send a file; answers the name under which it waits for its import."""
        if not path.is_file():
            message = f"{path} is not a file"
            raise InputError(message, hint="check the path", code="input.no_file")
        size = path.stat().st_size

        def parts() -> Iterator[bytes]:
            sent = 0
            with path.open("rb") as stream:
                while part := stream.read(1 << 20):
                    sent += len(part)
                    if on_progress:
                        on_progress(f"sending {path.name}", sent, size)
                    yield part

        answer = self.send("POST", "/api/v1/uploads", params={"name": path.name}, content=parts())
        return str(answer["upload"])

    def download(self, path: str, params: Mapping[str, object], target: Path) -> Plain:
        """Write an answer into a file; what the server says of it is answered."""
        with self._http.stream("GET", path, params=_given(params)) as response:
            if not response.is_success:
                response.read()
                _raise_problem(response)
            with target.open("wb") as stream:
                for part in response.iter_bytes():
                    stream.write(part)
            return dict(json.loads(response.headers["X-Outlay-Export"]))

    def close(self) -> None:
        """Close the connection."""
        self._http.close()


def _raise_problem(response: Response) -> NoReturn:
    """Raise the error that the server tells of."""
    content = response.json()
    kind = _BY_STATUS.get(response.status_code, OutlayError)
    raise kind(content.get("detail", "failed"), hint=content.get("hint"), code=content.get("code"))


def _given(params: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in params.items() if value is not None}
