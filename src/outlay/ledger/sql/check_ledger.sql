-- Days, periods and payers whose ledger rows do not add up to their pools in some measure: there must be none
CREATE OR REPLACE TABLE imbalance AS
WITH side AS (
  SELECT day, accounting_period, payer_id, cost_class, billed_cost, effective_cost, list_cost
  FROM pool_in
  UNION ALL
  SELECT day, accounting_period, payer_id, cost_class, -billed_cost, -effective_cost, -list_cost
  FROM ledger_row
)
SELECT
  day,
  accounting_period,
  payer_id,
  cost_class,
  sum(billed_cost) AS billed_cost,
  sum(effective_cost) AS effective_cost,
  coalesce(sum(list_cost), 0) AS list_cost
FROM side
GROUP BY ALL
HAVING sum(billed_cost) <> 0 OR sum(effective_cost) <> 0 OR coalesce(sum(list_cost), 0) <> 0
