"""OpenTelemetry signals (OTLP, protobuf and JSON) to canonical rows, by one table of attribute spellings.

May import ingest's rows and letters, facts and core. Start with `attributes.yaml`, then `bodies.read`.
"""

from outlay.ingest.otlp.bodies import count_records, read, read_metrics

__all__ = ["count_records", "read", "read_metrics"]
