-- The same where some rows have no id: their identity is their content and its occurrence within SCOPE.
CREATE OR REPLACE TEMP VIEW named AS
SELECT
  * EXCLUDE (alike, source_id),
  CASE
    WHEN source_id IS NOT NULL THEN concat('s', chr(31), source, chr(31), source_id)
    ELSE concat(alike, chr(31), row_number() OVER (PARTITION BY SCOPE ORDER BY _file, _row)) END AS source_identity,
  response_identity(provider, response_id) AS identity,
  coalesce(source_id, concat('auto-', left(md5(source_identity), 16))) AS source_id
FROM (
  SELECT
    *,
    CASE WHEN source_id IS NULL
      THEN concat_ws(chr(31), 'c', source, ts, key_id, status, coalesce(customer, chr(30)),
        coalesce("user", chr(30)), coalesce(session, chr(30)), coalesce(units, chr(30)), coalesce(processing, chr(30)),
        coalesce(speed, chr(30)), coalesce(CAST(latency_ms AS VARCHAR), chr(30)),
        coalesce(CAST(stated_cost AS VARCHAR), chr(30)),
        input, cache_read, cache_write_5m, cache_write_1h, output, reasoning) END AS alike
  FROM content
)
ORDER BY ts
