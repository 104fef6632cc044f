"""Makes one request of several observations of it: which field comes from which, under which key, at which price.

May import store, facts and core; prices come in as a callable. A newcomer reads `preferences.merge_records`;
`store.events` decides which observations belong together and calls what `build_merge` returns.
"""

from outlay.ingest.merging.preferences import merge_records
from outlay.ingest.merging.service import build_merge

__all__ = ["build_merge", "merge_records"]
