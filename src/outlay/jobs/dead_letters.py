"""Sends dead letters through the intake again, mended where the caller says how."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outlay.core.errors import NotFoundError, UnknownNameError
from outlay.ingest.events.rows import FIELD
from outlay.store.dead_letters import OPEN, StoredLetter, close_dead_letters, load_dead_letters

if TYPE_CHECKING:
    from concurrent.futures import Future

    from outlay.jobs.intake import Intake
    from outlay.store import Store

_MOST: Final = 100_000
_KIND: Final = "events"
_AT_ONCE: Final = 1000
_PATIENCE_SECONDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryReport:
    """Dead letters sent again, and those of which nothing is left to send."""

    retried: int
    empty: int


class DeadLetters:
    """The dead letters of a store, and the intake that they may go through again."""

    def __init__(self, store: Store, intake: Intake) -> None:
        self._store = store
        self._intake = intake

    def list(self, state: str | None = OPEN, limit: int = 100) -> list[StoredLetter]:
        """The newest dead letters."""
        return load_dead_letters(self._store, state=state, limit=limit)

    def retry(self, ids: Sequence[str], mended: Mapping[str, str]) -> RetryReport:
        """Accept open dead letters again as records of their own, with some fields set; no ids means all.

        Each counts as accepted once more; what it became the first time stays counted. An unknown or already
        retried id is an error and nothing is sent.

        Raises:
            NotFoundError: naming an id that is not open.
        """
        for name in mended:
            if name not in FIELD:
                raise UnknownNameError("field", name, FIELD)
        letters = load_dead_letters(self._store, ids=ids, limit=_MOST)
        missing = set(ids) - {letter.dead_letter_id for letter in letters}
        if missing:
            message = f"there is no open dead letter {min(missing)!r}"
            raise NotFoundError(message, hint="see `outlay dead-letter list`")
        full = [letter for letter in letters if letter.record]
        for begin in range(0, len(full), _AT_ONCE):
            some = full[begin : begin + _AT_ONCE]
            for accepted in [self._send(letter, mended) for letter in some]:
                accepted.result(timeout=_PATIENCE_SECONDS)
            with self._store.write() as tx:
                close_dead_letters(tx, some)
        return RetryReport(retried=len(full), empty=len(letters) - len(full))

    def _send(self, letter: StoredLetter, mended: Mapping[str, str]) -> Future[None]:
        record = {**json.loads(str(letter.record)), **mended}
        body = json.dumps(record, ensure_ascii=False).encode()
        return self._intake.append(_KIND, body, count=1, source=letter.source)
