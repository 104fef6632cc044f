-- Charges of a biller that may draw on a commitment, by day and key: what a rule looks at.
SELECT
  c.x_key_id AS key_id,
  c.x_day AS day,
  CAST(c.ChargePeriodEnd - INTERVAL 1 MICROSECOND AS DATE) AS last_day,
  c.ChargeCategory AS category,
  c.BillingCurrency AS currency,
  count(*) AS rows,
  sum(c.BilledCost) AS billed,
  sum(c.EffectiveCost) AS effective,
  min(c.x_charge_id) AS example
FROM charge AS c
JOIN delivery AS d ON d.delivery_id = c.x_delivery_id
WHERE d.biller = $biller
  AND d.kind NOT IN ('prepayment', 'contract')
  AND ($account IS NULL OR c.BillingAccountId = $account)
  AND list_contains($categories, c.ChargeCategory)
  AND c.CommitmentDiscountId IS NULL
  AND c.ContractApplied IS NULL
  AND ($since IS NULL OR c.x_day >= $since)
  AND ($until IS NULL OR c.x_day < $until)
GROUP BY ALL
ORDER BY day, key_id, example
