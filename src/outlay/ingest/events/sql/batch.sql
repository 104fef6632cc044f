-- The rows to rate and load.
CREATE OR REPLACE TEMP VIEW batch AS
SELECT
  ts,
  source_key_of(source_number, source_identity, source_id) AS source_key,
  CASE WHEN identity IS NULL THEN source_key
    ELSE CAST(md5_number_lower(identity) >> 1 AS BIGINT) END AS request_key,
  key_id, source, source_id, source_kind, version, content_hash, response_id, role,
  CAST(id_number(trace_id) >> 1 AS BIGINT) AS trace_key,
  span_number(trace_id, span_id) AS span_key,
  span_number(trace_id, parent_span_id) AS parent_key,
  customer, "user", session, status, latency_ms,
  input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, units,
  processing, speed, stated_cost, stated_by, requests, stated_input, stated_output, probability, usage_flags,
  provider, model, nullif(service_tier, 'batch') AS service_tier, region
FROM named
