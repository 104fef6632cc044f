-- Days and axes whose rows by customer do not add up to the ledger: there must be none
CREATE OR REPLACE TABLE imbalance AS
WITH side AS (
  SELECT
    day, accounting_period, payer_id, charge_category, cost_class, cost_state, finality,
    billed_cost, effective_cost, list_cost
  FROM ledger_row
  UNION ALL
  SELECT
    day, accounting_period, payer_id, charge_category, cost_class, cost_state, finality,
    -billed_cost, -effective_cost, -list_cost
  FROM customer_row
)
SELECT
  day, accounting_period, payer_id, charge_category, cost_class, cost_state, finality,
  sum(billed_cost) AS billed_cost,
  sum(effective_cost) AS effective_cost,
  coalesce(sum(list_cost), 0) AS list_cost
FROM side
GROUP BY ALL
HAVING sum(billed_cost) <> 0 OR sum(effective_cost) <> 0 OR coalesce(sum(list_cost), 0) <> 0
