"""Writes the requests as Parquet, one file a month, in the column names that the import knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from outlay.demo.company import Company
from outlay.demo.features import EXPERIMENT, FEATURES, ROUTES
from outlay.demo.traffic import Batch

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa
    import pyarrow.parquet as pq

_RESPONSE_PREFIX: Final = {"openai": "resp_", "anthropic": "msg_", "aws.bedrock": "br-", "self_hosted": "cmpl-"}
_SCRAMBLE: Final = 0x9E3779B97F4A7C15
"""Odd, so that multiplying by it modulo 2^64 never maps two numbers to one."""
_DAY_CAPACITY: Final = 10_000_000
_METADATA: Final = {
    "usage_convention": "disjoint: input_tokens has no cached tokens; output_tokens includes reasoning_tokens",
    "token_shapes": "after the Azure LLM inference trace 2023, CC-BY 4.0; scaled; sample data, not measured",
}


class EventFiles:
    """Appends days to a file per month; use it as a context manager."""

    def __init__(self, folder: Path, company: Company) -> None:
        self.paths: list[Path] = []
        self._folder = folder
        self._company = company
        self._month: str | None = None
        self._writer: pq.ParquetWriter | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._writer is not None:
            self._writer.close()

    def write(self, day: date, batches: Sequence[Batch]) -> int:
        """Write a day's requests in time order and tell how many there were."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.concat_tables([self._table(batch, index) for index, batch in enumerate(batches)])
        table = table.unify_dictionaries().combine_chunks().sort_by("ts")
        month = f"{day:%Y-%m}"
        if month != self._month:
            if self._writer is not None:
                self._writer.close()
            path = self._folder / f"{month}.parquet"
            self._writer = pq.ParquetWriter(path, table.schema, compression="zstd", store_schema=False)
            self._writer.add_key_value_metadata(_METADATA)
            self._month = month
            self.paths.append(path)
        if self._writer is not None:
            self._writer.write_table(table)
        return int(table.num_rows)

    def _table(self, batch: Batch, number: int) -> pa.Table:
        import pyarrow as pa

        feature = batch.feature
        constants = {
            "usage_convention": "disjoint",
            "workload_kind": "inference",
            "product": feature.product,
            "feature": feature.name,
            "endpoint": feature.endpoint,
            "service": feature.service,
            "release": batch.release,
            "team": feature.team,
        }
        columns: dict[str, Any] = {"ts": self._times(batch), **_ids(batch, number)}
        for name in ("provider", "model", "credential", "region"):
            columns[name] = _pick([getattr(route, name) for route in ROUTES], batch.route)
        names = ("input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens")
        columns |= {name: pa.array(count) for name, count in zip(names, batch.tokens, strict=True)}
        columns["reasoning_tokens"] = pa.array(batch.reasoning)
        columns["latency_ms"] = pa.array(batch.latency_ms)
        columns["status"] = _pick(["ok", "error"], batch.error.astype("int64"))
        columns |= self._callers(batch)
        columns["experiment"] = _pick([None, EXPERIMENT], batch.experiment.astype("int64"))
        columns |= {name: _constant(text, batch.size) for name, text in constants.items()}
        for name in ("service_tier", "processing"):
            columns[name] = _pick([None, "-"], batch.route * 0)
        return pa.table(columns)

    def _times(self, batch: Batch) -> pa.Array:
        import pyarrow as pa

        midnight = datetime.combine(batch.day, datetime.min.time(), tzinfo=UTC)
        start = round(midnight.timestamp()) * 1_000_000
        return pa.array(batch.micros + start, type=pa.timestamp("us", tz="UTC"))

    def _callers(self, batch: Batch) -> dict[str, pa.Array]:
        import pyarrow as pa
        import pyarrow.compute as pc

        customers = self._company.customers
        user = pa.array(batch.user, mask=batch.user < 0)
        return {
            "customer": _pick([*(one.name for one in customers), None], batch.customer),
            "plan": _pick([*(one.plan for one in customers), None], batch.customer),
            "segment": _pick([*(one.segment for one in customers), None], batch.customer),
            "user": pc.binary_join_element_wise("user-", pc.cast(user, pa.string()), ""),
            "environment": _pick(["production", "staging"], (batch.customer < 0).astype("int64")),
        }


def _ids(batch: Batch, number: int) -> dict[str, pa.Array]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    base = (batch.day.toordinal() * len(FEATURES) + number) * _DAY_CAPACITY
    numbers = np.arange(base, base + batch.size, dtype=np.uint64)
    with np.errstate(over="ignore"):
        scrambled = numbers * np.uint64(_SCRAMBLE)
    prefix = pc.cast(_pick([_RESPONSE_PREFIX[route.provider] for route in ROUTES], batch.route), pa.string())
    return {
        "source_id": pc.binary_join_element_wise("req-", pc.cast(pa.array(numbers), pa.string()), ""),
        "response_id": pc.binary_join_element_wise(prefix, pc.cast(pa.array(scrambled), pa.string()), ""),
    }


def _pick(texts: Sequence[str | None], index: npt.NDArray[np.int64]) -> pa.Array:
    """Text by index, dictionary-encoded over the distinct texts; -1 takes the last."""
    import numpy as np
    import pyarrow as pa

    places = {text: place for place, text in enumerate(dict.fromkeys(text for text in texts if text is not None))}
    distinct = list(places)
    codes = np.array([-1 if text is None else places[text] for text in texts], dtype=np.int32)[index]
    indices = pa.array(codes, mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(distinct, type=pa.string()))


def _constant(text: str, size: int) -> pa.Array:
    import numpy as np

    return _pick([text], np.zeros(size, dtype=np.int64))
