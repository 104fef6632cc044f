-- The largest charges of a pool, with the delivery and invoice that they came with
SELECT
  s.x_charge_id AS charge_id,
  any_value(c.ChargeDescription) AS description,
  any_value(c.ResourceId) AS resource,
  any_value(d.files) AS files,
  any_value(d.source) AS source,
  any_value(s.invoice_id) AS invoice_id,
  sum(s.billed_cost) AS billed_cost,
  sum(s.effective_cost) AS effective_cost
FROM charge_slice AS s
LEFT JOIN charge AS c USING (x_charge_id)
LEFT JOIN delivery AS d ON d.delivery_id = s.x_delivery_id
WHERE s.day = $1
  AND s.accounting_period = $2
  AND s.key_id = $3
  AND s.payer_id = $4
  AND s.charge_category = $5
  AND s.pricing_category IS NOT DISTINCT FROM $6
  AND s.charge_class IS NOT DISTINCT FROM $7
  AND s.invoice_id IS NOT DISTINCT FROM $8
  AND s.billing_period = $9
  AND s.cost_class = $10
GROUP BY s.x_charge_id
ORDER BY abs(sum(s.effective_cost)) DESC, s.x_charge_id
LIMIT 20
