-- A charge as its bill states it
SELECT
  c.x_charge_id AS charge_id,
  c.ChargeDescription AS description,
  c.ChargeCategory AS charge_category,
  c.InvoiceIssuerName AS issuer,
  c.InvoiceId AS invoice_id,
  c.BilledCost AS billed_cost_in_bill,
  c.EffectiveCost AS effective_cost_in_bill,
  c.BillingCurrency AS currency,
  c.x_fx_rate AS rate,
  c.x_fx_date AS rate_day,
  c.x_billed_cost AS billed_cost,
  c.x_effective_cost AS effective_cost,
  d.files,
  d.source,
  c.x_row AS row_in_file
FROM charge AS c
LEFT JOIN delivery AS d ON d.delivery_id = c.x_delivery_id
WHERE c.x_charge_id = ?
