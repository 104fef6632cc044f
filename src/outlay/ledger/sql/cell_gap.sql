-- Each cell's tokens: what the provider counted (or billed) and what telemetry saw
CREATE OR REPLACE TABLE cell_gap AS
WITH quantity AS (
  SELECT
    c.day, c.usage_group, c.provider,
    CASE WHEN l.knows_account THEN c.account END AS account,
    CASE WHEN l.knows_credential THEN c.credential END AS credential,
    CASE WHEN l.knows_model THEN CASE WHEN coalesce(f.is_exact, true) THEN c.model ELSE c.model_family END END AS model,
    c.token_class,
    CAST(c.quantity AS HUGEINT) AS quantity
  FROM counted AS c
  JOIN level AS l USING (day, usage_group)
  LEFT JOIN family AS f USING (day, usage_group, model_family)
  UNION ALL
  SELECT p.day, p.usage_group, p.provider, p.account, p.credential, p.model, p.billed_class, CAST(p.tokens AS HUGEINT)
  FROM pool_cell AS p
  JOIN level AS l USING (day, usage_group)
  WHERE p.is_own_usage AND NOT l.is_counted AND p.tokens IS NOT NULL AND p.billed_class IS DISTINCT FROM 'units'
),
billed AS (
  SELECT c.cell, sum(q.quantity) AS quantity
  FROM cell AS c
  JOIN quantity AS q ON q.day = c.day AND q.usage_group = c.usage_group
  WHERE c.is_own_usage
    AND c.token_class IS DISTINCT FROM 'units'
    AND (c.provider IS NULL OR q.provider IS NULL OR c.provider = q.provider)
    AND (c.account IS NULL OR c.account = q.account)
    AND (c.credential IS NULL OR c.credential = q.credential)
    AND (c.model IS NULL OR c.model = q.model)
    AND (c.token_class IS NULL OR c.token_class = q.token_class)
  GROUP BY ALL
),
seen AS (
  SELECT cell, sum(tokens) AS tokens FROM cell_usage GROUP BY ALL
)
SELECT
  c.*,
  b.quantity,
  coalesce(s.tokens, 0) AS telemetry,
  s.cell IS NOT NULL AS is_seen,
  CASE
    WHEN NOT c.is_own_usage THEN 0
    WHEN s.cell IS NULL THEN coalesce(b.quantity, 0)
    ELSE greatest(coalesce(b.quantity, 0) - s.tokens, 0)
  END AS gap
FROM cell AS c
LEFT JOIN billed AS b USING (cell)
LEFT JOIN seen AS s USING (cell)
