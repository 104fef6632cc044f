-- Pools that usage splits: those of a day on which their group has telemetry, or a report of the provider's own
CREATE OR REPLACE TABLE inferred AS
SELECT
  p.pool,
  p.day,
  p.usage_group,
  p.is_own_usage,
  p.measure,
  p.tokens,
  k.biller,
  k.provider,
  k.account,
  k.credential,
  k.model,
  k.model_family,
  k.token_class
FROM pool AS p
JOIN keys AS k USING (key_id)
WHERE p.is_inference
  AND (
    EXISTS (FROM usage AS u WHERE u.day = p.day AND u.usage_group = p.usage_group)
    OR (p.is_own_usage AND EXISTS (FROM counted AS c WHERE c.day = p.day AND c.usage_group = p.usage_group))
  )
