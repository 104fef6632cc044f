-- Which dimensions all sides state on a day, for each group of usage: the level at which they are compared
CREATE OR REPLACE TABLE level AS
WITH billed AS (
  SELECT
    day,
    usage_group,
    bool_or(account IS NOT NULL) AS account,
    bool_or(credential IS NOT NULL) AS credential,
    bool_or(model IS NOT NULL) AS model
  FROM inferred
  WHERE is_own_usage
  GROUP BY ALL
),
seen AS (
  SELECT
    day,
    usage_group,
    bool_and(account IS NOT NULL) AS account,
    bool_and(credential IS NOT NULL) AS credential,
    bool_and(model IS NOT NULL) AS model,
    sum(tokens_input) > 0 AS has_input,
    sum(tokens_cache_read) > 0 AS has_cache_read,
    sum(tokens_cache_write) > 0 AS has_cache_write,
    sum(tokens_output) > 0 AS has_output,
    sum(cost_units) > 0 AS has_units
  FROM usage
  GROUP BY ALL
),
reported AS (
  SELECT
    day,
    usage_group,
    bool_or(account IS NOT NULL) AS account,
    bool_or(credential IS NOT NULL) AS credential,
    bool_or(model IS NOT NULL) AS model
  FROM counted
  GROUP BY ALL
)
SELECT
  day,
  usage_group,
  b.account AND coalesce(s.account, true) AND coalesce(r.account, true) AS knows_account,
  b.credential AND coalesce(s.credential, true) AND coalesce(r.credential, true) AS knows_credential,
  b.model AND coalesce(s.model, true) AND coalesce(r.model, true) AS knows_model,
  r.day IS NOT NULL AS is_counted,
  coalesce(list_filter(['input', 'cache_read', 'cache_write', 'output', 'units'], lambda class:
    CASE class
      WHEN 'input' THEN s.has_input
      WHEN 'cache_read' THEN s.has_cache_read
      WHEN 'cache_write' THEN s.has_cache_write
      WHEN 'output' THEN s.has_output
      ELSE s.has_units
    END), ['input', 'cache_read', 'cache_write', 'output', 'units']) AS known_classes
FROM billed AS b
LEFT JOIN seen AS s USING (day, usage_group)
LEFT JOIN reported AS r USING (day, usage_group)
