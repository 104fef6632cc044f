-- What each request key weighs in each cell, as integers whose sum stays below 1e15
CREATE OR REPLACE TABLE cell_weight AS
WITH raw AS (
  SELECT
    u.cell,
    u.target,
    u.place,
    sum(CASE
      WHEN u.measure = 'requests' THEN u.requests
      WHEN u.measure = 'tokens' THEN u.tokens
      WHEN NOT u.is_modelled THEN u.cost
      -- A token without a price weighs what the payer's tokens of its class cost in the mean.
      WHEN c.tokens IS NOT NULL THEN u.tokens * c.cost // c.tokens
      WHEN a.tokens IS NOT NULL THEN u.tokens * a.cost // a.tokens
      ELSE u.tokens
    END) AS weight
  FROM cell_usage AS u
  LEFT JOIN usage_mean AS c ON c.day = u.day AND c.usage_group = u.usage_group AND c.token_class = u.token_class
  LEFT JOIN usage_mean AS a ON a.day = u.day AND a.usage_group = u.usage_group AND a.token_class IS NULL
  GROUP BY ALL
)
SELECT cell, target, place, weight // (sum(weight) OVER (PARTITION BY cell) // 1000000000000000 + 1) AS weight
FROM raw
