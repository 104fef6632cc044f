-- The charge types that are not known.
SELECT DISTINCT ChargeType
FROM taken
WHERE ChargeType IS NOT NULL AND kind NOT IN (
  'usage', 'purchase', 'refund', 'tax', 'credit', 'adjustment', 'roundingadjustment', 'unusedreservation',
  'unusedsavingsplan')
ORDER BY ALL
