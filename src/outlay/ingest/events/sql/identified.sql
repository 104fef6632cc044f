-- Gives every request its key: (provider, response id), else (source, id), else its content and occurrence.
CREATE OR REPLACE TEMP TABLE identified AS
WITH content AS (
  SELECT
    *,
    CAST(hash(ts, response_id, version, processing, speed, units, stated_cost, customer, "user", session, status,
      latency_ms, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, usage_flags, key_id
    ) >> 1 AS BIGINT) AS content_hash
  FROM leaves_keyed
), named AS (
  SELECT
    *,
    CASE WHEN response_id IS NOT NULL
      THEN concat('r', chr(31), provider, chr(31), response_id)
      ELSE concat('s', chr(31), $source, chr(31), source_id) END AS identity
  FROM content
  WHERE coalesce(response_id, source_id) IS NOT NULL
  UNION ALL BY NAME
  SELECT *, concat(alike, chr(31), row_number() OVER (PARTITION BY alike ORDER BY _file, _row)) AS identity
  FROM (
    SELECT
      *,
      concat_ws(chr(31), 'c', $source, ts, key_id, customer, "user", input, cache_read, cache_write_5m,
        cache_write_1h, output, reasoning, latency_ms, status, units) AS alike
    FROM content
    WHERE coalesce(response_id, source_id) IS NULL
  )
)
SELECT
  * EXCLUDE (identity, alike, source_id),
  CAST(md5_number_lower(identity) >> 1 AS BIGINT) AS request_key,
  coalesce(source_id, response_id, concat('auto-', left(md5(identity), 16))) AS source_id
FROM named
