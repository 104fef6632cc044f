-- Reads canonical columns of every row into types; what cannot be read becomes null and is named in `problems`.
CREATE OR REPLACE TEMP VIEW typed AS
SELECT
  _file,
  _row,
  CAST(ts AS VARCHAR) AS raw_ts,
  CASE WHEN moment >= TIMESTAMP '1970-01-01' AND moment < TIMESTAMP '2200-01-01' THEN moment END AS ts,
  CAST(source AS VARCHAR) AS source,
  CASE WHEN kind IN ('client', 'gateway', 'provider') THEN kind ELSE 'client' END AS source_kind,
  nullif(CAST(source_id AS VARCHAR), '') AS source_id,
  nullif(CAST(response_id AS VARCHAR), '') AS response_id,
  nullif(lower(CAST(trace_id AS VARCHAR)), '') AS trace_id,
  nullif(lower(CAST(span_id AS VARCHAR)), '') AS span_id,
  nullif(lower(CAST(parent_span_id AS VARCHAR)), '') AS parent_span_id,
  CASE WHEN part IN ('request', 'aggregate', 'passes') THEN part ELSE 'request' END AS role,
  TRY_CAST(version AS BIGINT) AS version,
  lower(coalesce(nullif(CAST(usage_convention AS VARCHAR), ''), 'inclusive')) AS usage_convention,
  nullif(CAST(processing AS VARCHAR), '') AS processing,
  nullif(CAST(speed AS VARCHAR), '') AS speed,
  nullif(nullif(CAST(units AS VARCHAR), ''), '{}') AS units,
  CASE WHEN stated BETWEEN 0 AND 100000000000 THEN stated END AS stated_total,
  CASE WHEN stated_in BETWEEN 0 AND 100000000000 THEN stated_in END AS stated_input,
  CASE WHEN stated_out BETWEEN 0 AND 100000000000 THEN stated_out END AS stated_output,
  CASE WHEN speaker IN ('provider', 'gateway', 'caller') THEN speaker
    WHEN kind IN ('gateway', 'provider') THEN kind ELSE 'caller' END AS stated_by,
  CASE WHEN share >= 0.0001 AND share < 1 THEN share END AS probability,
  nullif(CAST(customer AS VARCHAR), '') AS customer,
  nullif(CAST("user" AS VARCHAR), '') AS "user",
  nullif(CAST(session AS VARCHAR), '') AS session,
  CASE
    WHEN status IS NULL THEN 'ok'
    WHEN lower(CAST(status AS VARCHAR)) IN ('', 'ok', 'success', 'succeeded', 'unset', 'true', '200') THEN 'ok'
    ELSE 'error'
  END AS status,
  -- up to 31 years: what is longer is no time, and would not fit as microseconds
  CASE WHEN TRY_CAST(latency_ms AS DOUBLE) BETWEEN 0 AND 1e12
    THEN TRY_CAST(latency_ms AS DOUBLE) END AS latency_ms,
  COUNT_COLUMNS,
  KEY_COLUMNS,
  concat_ws(',', nullif(CAST(flags AS VARCHAR), ''), COUNT_PROBLEMS,
    MONEY_PROBLEMS,
    CASE WHEN kind NOT IN ('', 'client', 'gateway', 'provider') THEN 'invalid:source_kind' END,
    CASE WHEN speaker NOT IN ('', 'provider', 'gateway', 'caller') THEN 'invalid:stated_by' END,
    CASE WHEN nullif(CAST(sampling_probability AS VARCHAR), '') IS NOT NULL
      AND coalesce(share NOT BETWEEN 0.0001 AND 1, true) THEN 'invalid:sampling_probability' END) AS problems
FROM (
  SELECT
    *,
    lower(CAST(source_kind AS VARCHAR)) AS kind,
    lower(CAST(role AS VARCHAR)) AS part,
    lower(CAST(stated_by AS VARCHAR)) AS speaker,
    TRY_CAST(sampling_probability AS DOUBLE) AS share,
    TRY_CAST(cost AS DECIMAL(38, 12)) AS stated,
    TRY_CAST(cost_input AS DECIMAL(38, 12)) AS stated_in,
    TRY_CAST(cost_output AS DECIMAL(38, 12)) AS stated_out,
    CASE
      WHEN typeof(ts) = 'TIMESTAMP WITH TIME ZONE' THEN make_timestamp(epoch_us(TRY_CAST(ts AS TIMESTAMPTZ)))
      WHEN typeof(ts) = 'TIMESTAMP' THEN TRY_CAST(ts AS TIMESTAMP)
      WHEN regexp_full_match(CAST(ts AS VARCHAR), '(\d{9,10}|\d{13}|\d{16}|\d{19})(\.\d+)?')
        THEN make_timestamp(CAST(
          TRY_CAST(ts AS DECIMAL(28, 6)) * CASE length(split_part(CAST(ts AS VARCHAR), '.', 1))
            WHEN 13 THEN 1000 WHEN 16 THEN 1 WHEN 19 THEN 0.001 ELSE 1000000 END AS BIGINT))
      ELSE CAST(TRY_CAST(ts AS TIMESTAMPTZ) AS TIMESTAMP)
    END AS moment
  FROM RAW_ROWS
)
