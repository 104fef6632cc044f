-- All pools in parts: shares under the key of charge and usage, the rest under the charge's own key
CREATE OR REPLACE TABLE part AS
SELECT
  s.pool,
  CASE WHEN s.is_modelled THEN p.modelled_axis ELSE p.axis END AS axis,
  coalesce(m.key_id, p.key_id) AS key_id,
  s.event_key,
  s.is_modelled,
  s.billed_cost,
  s.effective_cost,
  s.list_cost
FROM share AS s
JOIN pool AS p USING (pool)
LEFT JOIN merged AS m ON m.charge_key = p.key_id AND m.event_key = s.event_key
UNION ALL
SELECT pool, axis, key_id, NULL, false, billed_cost, effective_cost, list_cost
FROM pool
WHERE pool NOT IN (SELECT pool FROM inferred)
