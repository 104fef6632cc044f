-- Rows whose use is billed but has no effective cost, if none has any: such a bill lacks the accrual view.
SELECT CASE
  WHEN bool_and(EffectiveCost = 0) AND sum(BilledCost) <> 0 THEN count(*) FILTER (BilledCost <> 0)
  ELSE 0
END
FROM staged
WHERE x_fault IS NULL AND ChargeCategory = 'Usage'
