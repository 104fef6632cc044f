"""A million rows of a FOCUS Parquet file, with numbers and times as such, into the store."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.bench_focus import measure, write_bill
from tests.bench.figure import Figure


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bill.parquet"
        # apart, so that making the file does not count as memory of the import
        subprocess.run([sys.executable, "-m", "tests.bench.bench_focus_parquet", str(path)], check=True)
        yield measure(path, "FOCUS Parquet into the store", at_least=60_000)


def write_parquet(path: Path) -> None:
    """The bill of the CSV benchmark as publishers write Parquet."""
    import duckdb

    text = path.with_suffix(".csv")
    write_bill(text)
    columns = duckdb.sql(f"DESCRIBE SELECT * FROM read_csv('{text}')").fetchall()
    typed = ", ".join(
        f'CAST("{name}" AS DECIMAL(38, 12)) AS "{name}"'
        if kind in {"DOUBLE", "BIGINT"} and _is_money(name)
        else f'"{name}"'
        for name, kind, *_ in columns
    )
    duckdb.sql(f"COPY (SELECT {typed} FROM read_csv('{text}')) TO '{path}' (FORMAT parquet, COMPRESSION snappy)")
    text.unlink()


def _is_money(name: str) -> bool:
    return name.endswith(("Cost", "Price", "Quantity"))


if __name__ == "__main__":
    write_parquet(Path(sys.argv[1]))
