-- The ledger summed to what customers' costs are kept by, with the usage that caused it
CREATE OR REPLACE TABLE customer_pool AS
WITH summed AS (
  SELECT
    g.part_of,
    p.accounting_period,
    p.day,
    o.product,
    o.feature,
    p.payer_id,
    p.charge_category,
    p.cost_class,
    p.cost_state,
    p.finality,
    p.is_list_unknown,
    sum(p.billed_cost) AS billed_cost,
    sum(p.effective_cost) AS effective_cost,
    sum(p.list_cost) AS list_cost
  FROM placed AS p
  JOIN owner_in AS o USING (key_id)
  LEFT JOIN customer_group AS g ON g.day = p.day AND g.event_key = p.event_key AND g.is_modelled = p.is_modelled
  GROUP BY ALL
)
SELECT row_number() OVER () AS pool, *
FROM summed
