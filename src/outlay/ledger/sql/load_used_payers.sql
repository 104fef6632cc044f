-- Which payers usage names
SELECT DISTINCT payer_id
FROM (
  SELECT k.payer_id
  FROM key AS k
  WHERE k.key_id IN (SELECT key_id FROM event_hour)
  UNION ALL
  SELECT payer_id FROM provider_usage
)
WHERE payer_id IS NOT NULL
