-- What was charged, counted by the provider and seen by telemetry, one below the other
CREATE OR REPLACE TABLE side AS
WITH long AS (
  SELECT
    u.day, s.statement, u.is_modelled AS is_unpriced, k.provider, k.account, k.credential, k.model, k.model_family,
    -- what is served in the ordinary way has no tier
    nullif(regexp_replace(lower(k.service_tier), '^(default|standard|auto|on_demand)$', ''), '') AS tier,
    unnest(['input', 'cache_read', 'cache_write', 'output', 'units']) AS token_class,
    unnest([tokens_input, tokens_cache_read, tokens_cache_write, tokens_output, 0]) AS tokens,
    unnest([
      cost_input, cost_cache_read, cost_cache_write, cost_output,
      cost - cost_input - cost_cache_read - cost_cache_write - cost_output
    ]) AS cost
  FROM usage_in AS u
  JOIN key_in AS k USING (key_id)
  JOIN statement_in AS s USING (payer_id)
  WHERE s.is_estimated
)
SELECT
  'seen' AS side, statement, day, provider, account, credential, model, model_family, tier, token_class, is_unpriced,
  CAST(tokens AS HUGEINT) AS tokens, cost, 0 AS row_count, false AS is_cents, false AS is_longer
FROM long
WHERE tokens <> 0 OR cost <> 0
UNION ALL
SELECT
  'counted', s.statement, c.day, c.provider, c.account, c.credential, c.model, c.model_family, NULL, c.token_class, false,
  CAST(c.tokens AS HUGEINT), 0, 0, false, false
FROM counted_in AS c
JOIN statement_in AS s USING (payer_id)
UNION ALL
SELECT
  'charged', statement, day, provider, account, credential, model, model_family, tier,
  -- a named model's charge without a class is for what is no token, where its bill tells classes at all
  CASE
    WHEN token_class IS NULL AND bool_or(token_class IS NOT NULL) OVER (PARTITION BY statement) THEN 'units'
    ELSE token_class
  END,
  false, CAST(tokens AS HUGEINT), amount, row_count, is_cents, is_longer
FROM charged
WHERE kind = 'usage'
