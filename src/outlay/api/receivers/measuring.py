"""Measures of the intake in Prometheus' text format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client.metrics_core import Metric

    from outlay.jobs import Workspace

_BUCKETS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class IntakeMetrics:
    """Counts answers as they are given; what became of records is read from the store when asked."""

    def __init__(self, workspace: Workspace) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self._workspace = workspace
        self._registry = CollectorRegistry()
        self._ack = Histogram(
            "outlay_ack_seconds",
            "Time from a request's first byte to its acknowledgement, the disk included.",
            ["kind"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._refused = Counter(
            "outlay_refused_requests",
            "Requests not taken, by HTTP status.",
            ["kind", "status"],
            registry=self._registry,
        )
        self._registry.register(_OfStore(workspace))

    def acknowledged(self, kind: str, seconds: float) -> None:
        """Count a body that was taken."""
        self._ack.labels(kind).observe(seconds)

    def refused(self, kind: str, status: int) -> None:
        """Count a body that was not taken."""
        self._refused.labels(kind, str(status)).inc()

    def render(self) -> tuple[bytes, str]:
        """Everything measured, and its media type."""
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        return generate_latest(self._registry), CONTENT_TYPE_LATEST


class _OfStore:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        status = self._workspace.intake.status()
        accepted = CounterMetricFamily("outlay_accepted_records", "Telemetry records acknowledged.")
        accepted.add_metric([], status.accepted)
        yield accepted
        # gauges: a request that melts into another is one loaded less and one merged more
        became = GaugeMetricFamily("outlay_records", "What became of accepted records.", labels=["outcome"])
        for outcome, count in {**status.outcomes, "pending": status.pending}.items():
            became.add_metric([outcome], count)
        yield became
        for name, text, value in (
            ("outlay_records_conserved", "1 while accepted records and their outcomes add up.", status.is_conserved),
            ("outlay_journal_pending_bytes", "Bytes of the journal not loaded yet.", status.pending_bytes),
            ("outlay_decoder_running", "1 while the decoder process runs.", status.is_decoder_running),
        ):
            yield GaugeMetricFamily(name, text, value=float(value))
        restarts = CounterMetricFamily("outlay_decoder_restarts", "How often the decoder process was started again.")
        restarts.add_metric([], status.decoder_restarts)
        yield restarts
