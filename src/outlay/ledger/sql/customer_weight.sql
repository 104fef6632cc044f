-- What each customer weighs in each key's day: calculated cost, else tokens, else requests
CREATE OR REPLACE TABLE split_weight AS
WITH raw AS (
  SELECT
    g.part_of,
    n.target,
    CASE
      WHEN sum(c.cost) OVER (PARTITION BY g.part_of) > 0 AND NOT c.is_modelled
        THEN CAST(c.cost * 1000000000000::DECIMAL(13, 0) AS HUGEINT)
      WHEN sum(c.tokens) OVER (PARTITION BY g.part_of) > 0 THEN CAST(c.tokens AS HUGEINT)
      ELSE CAST(c.requests AS HUGEINT)
    END AS weight
  FROM customers_in AS c
  JOIN customer_group AS g ON g.day = c.day AND g.event_key = c.key_id AND g.is_modelled = c.is_modelled
  JOIN customer_name AS n ON n.customer IS NOT DISTINCT FROM c.customer
)
SELECT
  part_of,
  target,
  target AS place,
  weight // (sum(weight) OVER (PARTITION BY part_of) // 1000000000000000 + 1) AS weight
FROM raw
