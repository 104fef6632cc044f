-- The pools that a ledger row holds a part of, the largest part first
SELECT
  p.pool,
  p.day,
  p.accounting_period,
  p.key_id,
  p.payer_id,
  p.charge_category,
  p.pricing_category,
  p.charge_class,
  p.invoice_id,
  p.billing_period,
  p.cost_class,
  p.rule,
  p.is_inference,
  c.cell,
  p.billed_cost AS pool_billed_cost,
  p.effective_cost AS pool_effective_cost,
  sum(a.billed_cost) AS billed_cost,
  sum(a.effective_cost) AS effective_cost
FROM part AS a
JOIN pool AS p USING (pool)
LEFT JOIN pool_cell AS c USING (pool)
WHERE row_number_of(a.axis, a.key_id) = ?
GROUP BY ALL
ORDER BY abs(sum(a.effective_cost)) DESC, p.key_id
