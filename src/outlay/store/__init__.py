"""The one place that knows engines: DuckDB embedded, ClickHouse's dialect for reads, and the query compiler.

May import facts and core. A newcomer reads `engine.Store` (what every engine offers) and `query.ask`, which
answers a `facts.query.Query`. No other concept imports duckdb, sqlglot or clickhouse_connect.
"""

from outlay.store.engine import Reader, Store, Write
from outlay.store.opening import open_store

__all__ = ["Reader", "Store", "Write", "open_store"]
