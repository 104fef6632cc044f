-- The rows to rate and load.
CREATE OR REPLACE TEMP VIEW batch AS
SELECT
  ts,
  CAST(md5_number_lower(source_identity) >> 1 AS BIGINT) AS source_key,
  CASE WHEN identity IS NULL THEN source_key
    ELSE CAST(md5_number_lower(identity) >> 1 AS BIGINT) END AS request_key,
  key_id, source, source_id, source_kind, version, content_hash, response_id, role,
  CASE WHEN trace_id IS NOT NULL THEN CAST(hash(trace_id) >> 1 AS BIGINT) END AS trace_key,
  span_number(trace_id, span_id) AS span_key,
  span_number(trace_id, parent_span_id) AS parent_key,
  customer, "user", session, status, latency_ms,
  input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, units,
  processing, speed, stated_cost, stated_by, requests, stated_input, stated_output, probability, usage_flags,
  provider, model, nullif(service_tier, 'batch') AS service_tier, region
FROM named
