-- The ledger of customers by month and feature, summed from its days
INSERT INTO ledger_customer_month BY NAME
SELECT
  accounting_period,
  CAST(date_trunc('month', day) AS DATE) AS month,
  customer,
  feature,
  c.state IS NOT NULL AS covered,
  payer_id,
  charge_category,
  cost_class,
  cost_state,
  finality,
  sum(billed_cost) AS billed_cost,
  sum(effective_cost) AS effective_cost,
  sum(list_cost) AS list_cost
FROM ledger_customer
LEFT JOIN coverage AS c USING (payer_id, day)
WHERE list_contains($months, CAST(date_trunc('month', day) AS DATE))
GROUP BY ALL
