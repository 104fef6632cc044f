-- What is known of the spans of the traces of `wanted_trace`.
SELECT trace_key, span_key, parent_key, role, has_usage, source_key, ts, version, content_hash, record
FROM observation
SEMI JOIN wanted_trace USING (trace_key)
WHERE observation.ts BETWEEN $since AND $until
