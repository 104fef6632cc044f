-- The ledger of customers; no name where no customer's usage caused the cost
CREATE OR REPLACE TABLE customer_row AS
WITH summed AS (
  SELECT
    p.* EXCLUDE (pool, part_of, billed_cost, effective_cost, list_cost),
    n.customer,
    sum(s.billed_cost) AS billed_cost,
    sum(s.effective_cost) AS effective_cost,
    sum(s.list_cost) AS list_cost
  FROM split_share AS s
  JOIN customer_pool AS p USING (pool)
  LEFT JOIN customer_name AS n USING (target)
  GROUP BY ALL
)
SELECT * EXCLUDE (is_list_unknown) FROM summed
