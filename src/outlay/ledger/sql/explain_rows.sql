-- The ledger rows that a pool became, the largest first
SELECT
  row_number_of(a.axis, a.key_id) AS ledger_row,
  p.rule,
  k.team,
  k.product,
  k.feature,
  k.model,
  x.cost_state,
  x.finality,
  sum(a.billed_cost) AS billed_cost,
  sum(a.effective_cost) AS effective_cost
FROM part AS a
JOIN pool AS p USING (pool)
JOIN axis AS x ON x.axis = a.axis
LEFT JOIN keys_in AS k ON k.key_id = coalesce(nullif(a.event_key, 0), a.key_id)
WHERE p.day = $1
  AND p.accounting_period = $2
  AND p.key_id = $3
  AND p.payer_id = $4
  AND p.charge_category = $5
  AND p.pricing_category IS NOT DISTINCT FROM $6
  AND p.charge_class IS NOT DISTINCT FROM $7
  AND p.invoice_id IS NOT DISTINCT FROM $8
  AND p.billing_period = $9
  AND p.cost_class = $10
GROUP BY ALL
ORDER BY abs(sum(a.effective_cost)) DESC, ledger_row
