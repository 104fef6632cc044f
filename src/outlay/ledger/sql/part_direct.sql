-- Pools that no driver splits keep their own key
CREATE OR REPLACE TABLE part AS
SELECT
  pool,
  key_id,
  CAST(NULL AS BIGINT) AS event_key,
  false AS is_modelled,
  billed_cost,
  effective_cost,
  list_cost
FROM pool
WHERE pool NOT IN (SELECT pool FROM inferred)
