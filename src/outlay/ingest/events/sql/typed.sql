-- Reads canonical columns of every row into types; what cannot be read becomes null and is named in `problems`.
CREATE OR REPLACE TEMP VIEW typed AS
SELECT
  _file,
  _row,
  CAST(ts AS VARCHAR) AS raw_ts,
  CASE WHEN moment >= TIMESTAMP '1970-01-01' AND moment < TIMESTAMP '2200-01-01' THEN moment END AS ts,
  nullif(CAST(source_id AS VARCHAR), '') AS source_id,
  nullif(CAST(response_id AS VARCHAR), '') AS response_id,
  coalesce(TRY_CAST(version AS BIGINT), 0) AS version,
  lower(coalesce(nullif(CAST(usage_convention AS VARCHAR), ''), 'inclusive')) AS usage_convention,
  nullif(CAST(processing AS VARCHAR), '') AS processing,
  nullif(CAST(speed AS VARCHAR), '') AS speed,
  nullif(nullif(CAST(units AS VARCHAR), ''), '{}') AS units,
  CASE WHEN stated BETWEEN 0 AND 100000000000 THEN stated END AS stated_cost,
  nullif(CAST(customer AS VARCHAR), '') AS customer,
  nullif(CAST("user" AS VARCHAR), '') AS "user",
  nullif(CAST(session AS VARCHAR), '') AS session,
  CASE
    WHEN status IS NULL THEN 'ok'
    WHEN lower(CAST(status AS VARCHAR)) IN ('', 'ok', 'success', 'succeeded', 'unset', 'true', '200') THEN 'ok'
    ELSE 'error'
  END AS status,
  CASE WHEN TRY_CAST(latency_ms AS DOUBLE) >= 0 AND isfinite(TRY_CAST(latency_ms AS DOUBLE))
    THEN TRY_CAST(latency_ms AS DOUBLE) END AS latency_ms,
  COUNT_COLUMNS,
  KEY_COLUMNS,
  concat_ws(',', COUNT_PROBLEMS,
    CASE WHEN nullif(CAST(cost AS VARCHAR), '') IS NOT NULL AND coalesce(stated NOT BETWEEN 0 AND 100000000000, true)
      THEN 'invalid:cost' END) AS problems
FROM (
  SELECT
    *,
    TRY_CAST(cost AS DECIMAL(38, 12)) AS stated,
    CASE
      WHEN typeof(ts) = 'TIMESTAMP WITH TIME ZONE' THEN make_timestamp(epoch_us(TRY_CAST(ts AS TIMESTAMPTZ)))
      WHEN typeof(ts) = 'TIMESTAMP' THEN TRY_CAST(ts AS TIMESTAMP)
      WHEN regexp_full_match(CAST(ts AS VARCHAR), '(\d{9,10}|\d{13}|\d{16}|\d{19})(\.\d+)?')
        THEN make_timestamp(CAST(
          TRY_CAST(ts AS DECIMAL(28, 6)) * CASE length(split_part(CAST(ts AS VARCHAR), '.', 1))
            WHEN 13 THEN 1000 WHEN 16 THEN 1 WHEN 19 THEN 0.001 ELSE 1000000 END AS BIGINT))
      ELSE CAST(TRY_CAST(ts AS TIMESTAMPTZ) AS TIMESTAMP)
    END AS moment
  FROM mapped
)
