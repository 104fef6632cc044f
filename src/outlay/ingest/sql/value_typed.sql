-- Reads value rows into types; what cannot be read becomes null and is named by value_rejects.
CREATE OR REPLACE TEMP TABLE value_typed AS
SELECT
  _file,
  _row,
  CAST(day AS VARCHAR) AS raw_day,
  CAST(amount AS VARCHAR) AS raw_amount,
  CASE lower(trim(CAST(metric AS VARCHAR))) WHEN '' THEN NULL WHEN 'revenue' THEN 'revenue_recognised'
    ELSE lower(trim(CAST(metric AS VARCHAR))) END AS metric,
  CAST(TRY_CAST(day AS TIMESTAMPTZ) AS DATE) AS day,
  TRY_CAST(amount AS DECIMAL(38, 12)) AS amount,
  upper(nullif(CAST(currency AS VARCHAR), '')) AS currency,
  nullif(CAST(customer AS VARCHAR), '') AS customer,
  nullif(CAST(product AS VARCHAR), '') AS product,
  nullif(CAST(feature AS VARCHAR), '') AS feature,
  nullif(CAST(plan AS VARCHAR), '') AS plan,
  nullif(CAST(segment AS VARCHAR), '') AS segment,
  nullif(CAST(team AS VARCHAR), '') AS team,
  nullif(CAST(business_unit AS VARCHAR), '') AS business_unit,
  nullif(CAST(environment AS VARCHAR), '') AS environment
FROM mapped
