-- Quantities at the finest level that both sides tell: what was billed or counted, seen, missed, seen beyond
CREATE OR REPLACE TABLE fine AS
WITH days AS (
  SELECT statement, day, bool_or(side = 'counted') AS is_counted FROM placed GROUP BY statement, day
),
summed AS (
  SELECT
    p.statement, p.day, p.account, p.credential, p.model, p.token_class,
    coalesce(min(p.named) FILTER (WHERE p.side = 'seen'), min(p.named)) AS named,
    coalesce(min(p.provider) FILTER (WHERE p.side = 'seen'), min(p.provider)) AS provider,
    CASE
      WHEN any_value(d.is_counted) THEN sum(p.tokens) FILTER (WHERE p.side = 'counted')
      ELSE sum(p.tokens) FILTER (WHERE p.side = 'charged')
    END AS quantity,
    any_value(d.is_counted) AS is_counted,
    sum(p.tokens) FILTER (WHERE p.side = 'charged') AS billed,
    coalesce(sum(p.tokens) FILTER (WHERE p.side = 'seen'), 0) AS seen,
    coalesce(sum(p.tokens) FILTER (WHERE p.side = 'seen' AND p.is_unpriced), 0) AS unpriced,
    coalesce(sum(p.cost) FILTER (WHERE p.side = 'seen'), 0) AS seen_cost
  FROM placed AS p
  JOIN days AS d USING (statement, day)
  GROUP BY p.statement, p.day, p.account, p.credential, p.model, p.token_class
),
known AS (
  -- a class or model that the provider's report leaves out may still be counted on the bill
  SELECT * REPLACE (CASE WHEN quantity IS NULL AND is_counted THEN billed ELSE quantity END AS quantity) FROM summed
)
SELECT
  *,
  greatest(quantity - seen, 0) AS missed,
  greatest(seen - quantity, 0) AS beyond
FROM known
WHERE seen <> 0 OR seen_cost <> 0 OR quantity IS NOT NULL
