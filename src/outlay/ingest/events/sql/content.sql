-- Every row with a hash of what may change about a request. The engine's own fast hash will do: where a newer engine
-- hashes otherwise, what is sent again joins its request once more instead of being a repetition, and changes nothing.
CREATE OR REPLACE TEMP VIEW content AS
SELECT
  keyed.*,
  tuple_key.key_id,
  CAST(hash(keyed.ts, response_id, version, processing, speed, units, stated_cost, customer, "user", session, status,
    latency_ms, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, usage_flags, tuple_key.key_id,
    source_kind, role, trace_id, span_id, parent_span_id, stated_input, stated_output, stated_by, requests
  ) >> 1 AS BIGINT) AS content_hash
FROM keyed
JOIN tuple_key ON keyed.tuple = tuple_key.tuple
