-- Charges of some days, pooled by all that a rule or the ledger can tell apart
WITH longer AS (
  SELECT x_charge_id
  FROM charge
  WHERE lower(ConsumedUnit) IN ('token', 'tokens') AND ChargePeriodEnd > ChargePeriodStart + INTERVAL 1 DAY
)
SELECT
  s.day,
  s.accounting_period,
  s.key_id,
  s.payer_id,
  s.charge_category,
  s.pricing_category,
  s.charge_class,
  s.invoice_id,
  s.billing_period,
  s.cost_class,
  CASE
    WHEN d.kind IN ('cost_api', 'reported') THEN 'reported'
    WHEN d.kind IN ('contract', 'estimate') OR (d.kind = 'invoice' AND s.invoice_id IS NULL) THEN 'priced'
    ELSE 'invoiced'
  END AS cost_state,
  s.list_cost IS NULL AS is_list_unknown,
  sum(s.billed_cost) AS billed_cost,
  sum(s.effective_cost) AS effective_cost,
  sum(s.list_cost) AS list_cost,
  -- The quantity of a charge longer than a day says nothing of its first day.
  CAST(sum(s.quantity) FILTER (
    WHERE lower(s.quantity_unit) IN ('token', 'tokens')
    AND s.charge_category = 'Usage'
    AND s.x_charge_id NOT IN (SELECT x_charge_id FROM longer)
  ) AS HUGEINT)::DECIMAL(38, 0) AS tokens
FROM charge_slice AS s
LEFT JOIN delivery AS d ON d.delivery_id = s.x_delivery_id
WHERE s.day BETWEEN $first AND $last AND list_contains($days, s.day)
GROUP BY ALL
