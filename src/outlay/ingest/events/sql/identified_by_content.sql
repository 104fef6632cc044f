-- The same where some rows have no id: their identity is their content and its occurrence.
CREATE OR REPLACE TEMP VIEW named AS
SELECT
  * EXCLUDE (alike),
  CASE
    WHEN response_id IS NOT NULL THEN concat('r', chr(31), provider, chr(31), response_id)
    WHEN source_id IS NOT NULL THEN concat('s', chr(31), getvariable('source'), chr(31), source_id)
    ELSE concat(alike, chr(31), row_number() OVER (PARTITION BY alike ORDER BY _file, _row)) END AS identity
FROM (
  SELECT
    *,
    CASE WHEN coalesce(response_id, source_id) IS NULL
      THEN concat_ws(chr(31), 'c', getvariable('source'), ts, key_id, status, coalesce(customer, chr(30)),
        coalesce("user", chr(30)), coalesce(session, chr(30)), coalesce(units, chr(30)), coalesce(processing, chr(30)),
        coalesce(speed, chr(30)), coalesce(CAST(latency_ms AS VARCHAR), chr(30)),
        coalesce(CAST(stated_cost AS VARCHAR), chr(30)),
        input, cache_read, cache_write_5m, cache_write_1h, output, reasoning) END AS alike
  FROM content
)
ORDER BY ts
