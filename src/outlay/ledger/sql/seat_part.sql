-- Parts of the pools that seats split, each under the key of who holds them
INSERT INTO part BY NAME
SELECT
  s.pool,
  p.axis,
  coalesce(k.key_id, p.key_id) AS key_id,
  CAST(NULL AS BIGINT) AS event_key,
  false AS is_modelled,
  s.billed_cost,
  s.effective_cost,
  s.list_cost
FROM split_share AS s
JOIN pool AS p USING (pool)
JOIN seat_weight AS w USING (target)
LEFT JOIN seat_key_in AS k
  ON k.charge_key = p.key_id
  AND k.team IS NOT DISTINCT FROM w.team
  AND k.employee IS NOT DISTINCT FROM w.employee
