-- Charges of some days, pooled by what a cause can tell apart; quantities only where they are tokens
WITH told AS (
  SELECT
    x_charge_id,
    ChargeCategory = 'Usage' AND ChargePeriodEnd > ChargePeriodStart + INTERVAL 1 DAY AS is_longer,
    CASE WHEN lower(ConsumedUnit) IN ('token', 'tokens')
      THEN lower(concat_ws(' ', SkuMeter, SkuId, SkuPriceId, SkuPriceDetails, ChargeDescription)) END AS sku
  FROM charge
  WHERE ChargeCategory = 'Usage'
),
named AS (
  SELECT
    x_charge_id,
    is_longer,
    CASE WHEN sku LIKE '%batch%' THEN 'batch' WHEN sku LIKE '%flex%' THEN 'flex' WHEN sku LIKE '%priority%' THEN 'priority' END
      AS tier
  FROM told
  WHERE is_longer OR sku LIKE '%batch%' OR sku LIKE '%flex%' OR sku LIKE '%priority%'
)
SELECT
  s.day,
  s.key_id,
  s.payer_id,
  s.charge_category,
  s.cost_class,
  s.pricing_category = 'Committed' AS is_committed,
  s.effective_cost < 0 AND s.quantity IS NULL AS is_refund,
  coalesce(n.is_longer, false) AS is_longer,
  n.tier,
  sum(s.effective_cost) AS amount,
  CAST(count(*) AS BIGINT) AS row_count,
  bool_and(s.effective_cost = round(s.effective_cost, 2)) AS is_cents,
  CAST(sum(s.quantity) FILTER (
    WHERE lower(s.quantity_unit) IN ('token', 'tokens') AND s.charge_category = 'Usage'
  ) AS HUGEINT)::DECIMAL(38, 0) AS tokens
FROM charge_slice AS s
LEFT JOIN named AS n USING (x_charge_id)
WHERE s.day >= $since AND s.day < $until
GROUP BY ALL
