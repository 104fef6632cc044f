"""Looks at telemetry: what became of it, whether it still comes, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from outlay.report.checks.model import Examination, Finding
from outlay.store.containment import OTHER
from outlay.store.dead_letters import count_dead_letters
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.store import Reader


_PACKAGE: Final = "outlay.report"
_SHOWN: Final = 5
_QUIET_HOURS: Final = 24
_WINDOW_DAYS: Final = 30


def examine_telemetry(reader: Reader, case: Examination) -> Iterator[Finding]:
    """What arrived, what of it could not be used, and what seems to be missing."""
    yield from _intake(case)
    yield from _dead_letters(reader)
    yield from _keys(reader, case.settings.key_limit)
    yield from _coverage(reader, case.settings.today)
    yield from _freshness(reader, case.now)


def _intake(case: Examination) -> Iterator[Finding]:
    status = case.intake
    became = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in status.outcomes.items() if count)
    text = f"{status.accepted:,} records accepted = {became or '0 loaded'}" + (
        f", {status.pending:,} pending" if status.pending else ""
    )
    if status.is_conserved:
        yield Finding(area="telemetry", state="ok", text=text)
    else:
        yield Finding(
            area="telemetry",
            state="problem",
            text=f"accepted records and what became of them do not add up: {text}",
            hint="please report it with the server's log; the journal of the time is in quarantine if it was damaged",
        )
    if status.outcomes.get("quarantined") or case.quarantined_files:
        yield Finding(
            area="telemetry",
            state="warning",
            text=f"{status.outcomes.get('quarantined', 0):,} records were set aside as damaged or not loadable",
            hint=f"files in {case.settings.journal_dir / 'quarantine'} say why; senders can send them again",
        )
    if status.last_error is not None:
        yield Finding(
            area="telemetry", state="problem", text=f"loading fails: {status.last_error}",
            hint="what was accepted is safe in the journal and is tried again; see the server's log",
        )  # fmt: skip
    if status.pending and not case.is_serving:
        yield Finding(
            area="telemetry", state="note", text=f"{status.pending:,} records wait in the journal",
            hint="they are loaded when `outlay serve` runs",
        )  # fmt: skip
    if status.decoder_restarts:
        yield Finding(
            area="telemetry", state="note", text=f"the decoder was started again {status.decoder_restarts} times",
            hint="nothing is lost by that; if it goes on, see the server's log",
        )  # fmt: skip


def _dead_letters(reader: Reader) -> Iterator[Finding]:
    for row in count_dead_letters(reader)[:_SHOWN]:
        where = f" ({row['field']})" if row["field"] else ""
        yield Finding(
            area="dead letters",
            state="warning",
            text=f"{row['records']:,} records of kind {row['kind']}: {row['reason']}{where}",
            hint="see `outlay dead-letter list`, then `outlay dead-letter retry --all --set FIELD=VALUE`",
        )


def _keys(reader: Reader, limit: int) -> Iterator[Finding]:
    count = reader.fetch("SELECT count(*) AS n FROM key").column("n")[0].as_py()
    if count >= limit:
        yield Finding(
            area="names",
            state="warning",
            text=f"{count:,} combinations of dimensions reach key_limit: what is new is gathered as {OTHER}",
            hint="find the sender that names something new with every request (an id in a feature or tag), "
            "mend it, or raise key_limit",
        )


def _coverage(reader: Reader, today: date) -> Iterator[Finding]:
    """Tokens that metrics counted against those of requests: what sampling or missing instrumentation hides."""
    since = today - timedelta(days=_WINDOW_DAYS)
    for row in reader.fetch(load_sql(_PACKAGE, "doctor_coverage"), [since, since, _SHOWN]).to_pylist():
        yield Finding(
            area="coverage",
            state="warning",
            text=f"service {row['service']}: metrics count {row['metric_tokens']:,} tokens, "
            f"requests hold {row['request_tokens']:,}",
            hint="spans are sampled or lost: declare the sampling probability (docs/reference/telemetry.md), "
            "or send all GenAI spans",
        )


def _freshness(reader: Reader, now: datetime) -> Iterator[Finding]:
    latest = reader.fetch("SELECT max(ts) AS ts FROM event").column("ts")[0].as_py()
    if latest is None:
        yield Finding(
            area="usage", state="note", text="no request has arrived yet",
            hint="send OpenTelemetry to /v1/traces, or import a file: docs/how-to/send-opentelemetry.md",
        )  # fmt: skip
        return
    age = now.replace(tzinfo=None) - latest
    is_quiet = age > timedelta(hours=_QUIET_HOURS)
    yield Finding(
        area="usage",
        state="warning" if is_quiet else "ok",
        text=f"the newest request is of {latest.isoformat(sep=' ', timespec='seconds')} UTC",
        hint="nothing has arrived for a day: see whether the senders reach this server" if is_quiet else None,
    )
