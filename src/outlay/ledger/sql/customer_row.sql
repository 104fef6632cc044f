-- The ledger of customers; no name where no customer's usage caused the cost
CREATE OR REPLACE TABLE customer_row AS
WITH summed AS (
  SELECT
    p.customer_axis,
    p.owner,
    s.target,
    sum(s.billed_cost) AS billed_cost,
    sum(s.effective_cost) AS effective_cost,
    sum(s.list_cost) AS list_cost
  FROM split_share AS s
  JOIN customer_pool AS p USING (pool)
  GROUP BY ALL
),
axes AS (
  SELECT DISTINCT
    customer_axis, accounting_period, day, payer_id, charge_category, cost_class, cost_state, finality
  FROM axis
)
SELECT
  a.* EXCLUDE (customer_axis),
  n.customer,
  o.product,
  o.feature,
  s.billed_cost,
  s.effective_cost,
  s.list_cost
FROM summed AS s
JOIN axes AS a USING (customer_axis)
JOIN owner_in AS o USING (owner)
LEFT JOIN customer_name AS n USING (target)
