-- Charges of some days, pooled by what a cause can tell apart; quantities only where they are tokens
WITH longer AS (
  SELECT x_charge_id
  FROM charge
  WHERE ChargeCategory = 'Usage' AND ChargePeriodEnd > ChargePeriodStart + INTERVAL 1 DAY
)
SELECT
  s.day,
  s.key_id,
  s.payer_id,
  s.charge_category,
  s.cost_class,
  s.pricing_category = 'Committed' AS is_committed,
  s.effective_cost < 0 AND s.quantity IS NULL AS is_refund,
  l.x_charge_id IS NOT NULL AS is_longer,
  sum(s.effective_cost) AS amount,
  CAST(count(*) AS BIGINT) AS row_count,
  bool_and(s.effective_cost = round(s.effective_cost, 2)) AS is_cents,
  CAST(sum(s.quantity) FILTER (
    WHERE lower(s.quantity_unit) IN ('token', 'tokens') AND s.charge_category = 'Usage'
  ) AS HUGEINT)::DECIMAL(38, 0) AS tokens
FROM charge_slice AS s
LEFT JOIN longer AS l USING (x_charge_id)
WHERE s.day >= $since AND s.day < $until
GROUP BY ALL
