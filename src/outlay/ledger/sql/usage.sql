-- Usage with the groups of charges that it may weigh: its own payer's, and those of rules that choose it
CREATE OR REPLACE TABLE usage AS
WITH grouped AS (
  SELECT g.usage_group, u.key_id FROM (SELECT DISTINCT key_id FROM usage_in) AS u
  JOIN keys AS k USING (key_id)
  JOIN payer_group_in AS g USING (payer_id)
  UNION ALL
  SELECT usage_group, key_id FROM rule_usage_in
)
SELECT
  row_number() OVER () AS target,
  g.usage_group,
  u.* EXCLUDE (cost),
  k.provider,
  k.account,
  k.credential,
  k.model,
  k.model_family,
  k.model_vendor,
  2 * k.place + CAST(u.is_modelled AS BIGINT) AS place
FROM usage_in AS u
JOIN grouped AS g USING (key_id)
JOIN keys AS k USING (key_id)
WHERE EXISTS (FROM pool AS p WHERE p.is_inference AND p.day = u.day AND p.usage_group = g.usage_group)
