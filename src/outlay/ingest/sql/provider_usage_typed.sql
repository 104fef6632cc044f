-- Reads usage report rows into types.
CREATE OR REPLACE TEMP TABLE provider_usage_typed AS
SELECT
  _file,
  _row,
  CAST(day AS VARCHAR) AS raw_day,
  CAST(quantity AS VARCHAR) AS raw_quantity,
  CAST(TRY_CAST(day AS TIMESTAMPTZ) AS DATE) AS day,
  nullif(CAST(provider AS VARCHAR), '') AS provider,
  nullif(CAST(billing_account AS VARCHAR), '') AS billing_account,
  nullif(CAST(account AS VARCHAR), '') AS account,
  nullif(CAST(credential AS VARCHAR), '') AS credential,
  nullif(CAST(model AS VARCHAR), '') AS model,
  CASE lower(CAST(token_class AS VARCHAR))
    WHEN 'cache_write_5m' THEN 'cache_write' WHEN 'cache_write_1h' THEN 'cache_write'
    WHEN 'reasoning' THEN 'output' ELSE lower(nullif(CAST(token_class AS VARCHAR), '')) END AS token_class,
  -- as a double too, because 1.5 would round to a whole number
  CASE WHEN TRY_CAST(quantity AS BIGINT) = TRY_CAST(quantity AS DOUBLE) AND TRY_CAST(quantity AS BIGINT) <= 1e15
    THEN TRY_CAST(quantity AS BIGINT) END AS quantity,
  CASE WHEN TRY_CAST(requests AS BIGINT) BETWEEN 0 AND 1e15 THEN TRY_CAST(requests AS BIGINT) END AS requests
FROM mapped
