-- The ledger summed to what customers' costs are kept by, with the usage that caused it
CREATE OR REPLACE TABLE customer_pool AS
WITH summed AS (
  SELECT
    a.customer_axis,
    o.owner,
    a.day,
    p.event_key,
    p.is_modelled,
    sum(p.billed_cost) AS billed_cost,
    sum(p.effective_cost) AS effective_cost,
    sum(p.list_cost) AS list_cost
  FROM part AS p
  JOIN axis AS a USING (axis)
  JOIN owner_of_in AS o USING (key_id)
  GROUP BY ALL
)
SELECT row_number() OVER () AS pool, s.* EXCLUDE (day, event_key, is_modelled), g.part_of
FROM summed AS s
LEFT JOIN customer_group AS g ON g.day = s.day AND g.event_key = s.event_key AND g.is_modelled = s.is_modelled
