-- Families whose models the sides name alike; those of the others are compared as one family
CREATE OR REPLACE TABLE naming AS
WITH names AS (
  SELECT
    statement,
    model_family,
    coalesce(list(DISTINCT model) FILTER (WHERE side = 'charged'), []) AS charged,
    coalesce(list(DISTINCT model) FILTER (WHERE side = 'counted'), []) AS counted,
    coalesce(list(DISTINCT model) FILTER (WHERE side = 'seen'), []) AS seen
  FROM side
  WHERE model IS NOT NULL
  GROUP BY statement, model_family
)
SELECT
  statement,
  model_family,
  (len(charged) = 0 OR (list_has_all(charged, counted) AND list_has_all(charged, seen)))
    AND (len(counted) = 0 OR list_has_all(counted, seen)) AS is_exact
FROM names
