-- The daily slices of a charge
SELECT
  day,
  key_id,
  payer_id,
  charge_category,
  pricing_category,
  charge_class,
  invoice_id,
  billing_period,
  accounting_period,
  cost_class,
  billed_cost,
  effective_cost,
  list_cost
FROM charge_slice
WHERE x_charge_id = ?
ORDER BY day
