-- The axes of ledger rows besides their key, with how final they are
CREATE OR REPLACE TABLE axis AS
WITH named AS (
  SELECT axis, pool, cost_state FROM pool
  UNION ALL
  SELECT modelled_axis, pool, 'modelled' FROM pool WHERE modelled_axis IS NOT NULL
),
first_pool AS (
  SELECT axis, min(pool) AS pool, any_value(cost_state) AS cost_state FROM named GROUP BY axis
),
placed AS (
  SELECT
    f.axis,
    p.day,
    p.accounting_period,
    p.payer_id,
    p.charge_category,
    p.pricing_category,
    p.invoice_id,
    p.billing_period,
    p.cost_class,
    f.cost_state,
    CASE
      WHEN p.charge_class = 'Correction' THEN 'adjusted'
      WHEN c.state = 'settled' THEN 'final'
      ELSE 'open'
    END AS finality,
    p.is_list_unknown
  FROM first_pool AS f
  JOIN pool AS p USING (pool)
  LEFT JOIN coverage_in AS c ON c.payer_id = p.payer_id AND c.day = p.day
)
SELECT
  *,
  dense_rank() OVER (
    ORDER BY day, accounting_period, payer_id, charge_category, cost_class, cost_state, finality, is_list_unknown
  ) AS customer_axis
FROM placed
