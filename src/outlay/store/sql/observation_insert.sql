-- Keeps that the observations of `observed` were received.
INSERT INTO observation (
  source, source_id, ts, version, source_key, request_key, content_hash, received_at, role, trace_key, span_key,
  parent_key, has_usage, record)
SELECT
  source, source_id, ts, version, source_key, request_key, content_hash, $now, role, trace_key, span_key, parent_key,
  role <> 'passes' AND (input IS NOT NULL OR units IS NOT NULL OR stated_cost IS NOT NULL),
  RECORD
FROM observed
