-- What charges tell of commitments by id, by day and part: the rows that name a CommitmentDiscountId.
SELECT
  lower(CommitmentDiscountId) AS folded,
  CommitmentDiscountId AS commitment_id,
  x_day AS day,
  CAST(ChargePeriodEnd - INTERVAL 1 MICROSECOND AS DATE) AS last_day,
  ChargeCategory AS category,
  coalesce(CommitmentDiscountStatus, '') AS status,
  BillingCurrency AS currency,
  count(*) AS rows,
  sum(BilledCost) AS billed,
  sum(EffectiveCost) AS effective,
  min(x_charge_id) AS example
FROM charge
WHERE CommitmentDiscountId IS NOT NULL
  AND ($id IS NULL OR lower(CommitmentDiscountId) = lower($id))
  AND x_source <> 'prepayments'
GROUP BY ALL
ORDER BY day, category, status, example
