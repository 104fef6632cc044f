-- The rows that are taken; where a bill has no accrual view, what was billed is what was consumed.
CREATE OR REPLACE TEMP VIEW good AS
SELECT
  staged.* REPLACE (
    CASE WHEN getvariable('no_accrual') AND EffectiveCost = 0 THEN BilledCost ELSE EffectiveCost END AS EffectiveCost,
    CASE
      WHEN getvariable('no_accrual') AND EffectiveCost = 0 AND BilledCost <> 0
        THEN concat(coalesce(left(x_extra, -1) || ',', '{'), kept('x_EffectiveCostBasis', 'billed'), '}')
      ELSE x_extra
    END AS x_extra)
FROM staged
WHERE x_fault IS NULL
