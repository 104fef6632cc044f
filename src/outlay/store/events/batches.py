"""What can be said of a batch by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outlay.store.events.model import REQUEST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import numpy as np
    import pyarrow as pa


def split_roles(batch: pa.Table) -> dict[str, pa.Table]:
    """The rows of each role."""
    import pyarrow.compute as pc

    roles = pc.fill_null(batch.column("role").cast("string"), REQUEST)
    found = pc.unique(roles).to_pylist()
    if len(found) == 1:
        return {found[0]: batch}
    return {role: batch.filter(pc.equal(roles, role)) for role in found}


def drop_repeated(batch: pa.Table) -> pa.Table:
    """The rows without those that say the same as an earlier one."""
    import numpy as np

    keys = _numbers(batch, "source_key")
    if len(np.unique(keys)) == len(keys):
        return batch
    identity = np.stack((keys, _numbers(batch, "version"), _numbers(batch, "content_hash")), axis=1)
    _, first = np.unique(identity, axis=0, return_index=True)
    return batch if len(first) == len(keys) else batch.take(np.sort(first))


def shared_rows(batch: pa.Table) -> set[int]:
    """The numbers of rows that share an id with another row of the batch."""
    import numpy as np

    found: set[int] = set()
    for name in ("source_key", "request_key"):
        keys = _numbers(batch, name)
        _, place, count = np.unique(keys, return_inverse=True, return_counts=True)
        if len(count) < len(keys):
            found.update(np.flatnonzero(count[place] > 1).tolist())
    return found


def window_of(batch: pa.Table, reach: timedelta = timedelta(0)) -> dict[str, datetime]:
    """The times of these rows, and so much more on both sides."""
    import pyarrow.compute as pc

    ends = pc.min_max(batch.column("ts")).as_py()
    return {"since": ends["min"] - reach, "until": ends["max"] + reach}


def numbered(batch: pa.Table, names: tuple[str, ...]) -> pa.Table:
    """Some columns, and the number `n` of each row."""
    import numpy as np
    import pyarrow as pa

    return batch.select(list(names)).append_column("n", pa.array(np.arange(batch.num_rows)))


def column_of(numbers: Sequence[int], name: str) -> pa.Table:
    """Whole numbers as a table of one column."""
    import pyarrow as pa

    return pa.table({name: pa.array(numbers, pa.int64())})


def without(rows: pa.Table, numbers: set[int]) -> pa.Table:
    """The rows whose numbers are not among these."""
    import numpy as np

    is_kept = np.ones(rows.num_rows, dtype=bool)
    is_kept[list(numbers)] = False
    return rows.filter(is_kept)


def total(rows: pa.Table, name: str) -> int:
    """The sum of a column of whole numbers."""
    import pyarrow.compute as pc

    return int(pc.sum(rows.column(name)).as_py() or 0)


def _numbers(batch: pa.Table, name: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    numbers: np.ndarray[tuple[int], np.dtype[np.int64]] = batch.column(name).to_numpy()
    return numbers
