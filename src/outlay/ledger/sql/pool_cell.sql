-- Split pools with the cell in which usage is compared with them; null in a dimension means all of it
CREATE OR REPLACE TABLE pool_cell AS
WITH placed AS (
  SELECT
    i.pool,
    i.day,
    i.usage_group,
    i.is_own_usage,
    i.measure,
    i.tokens,
    CASE WHEN i.is_own_usage AND i.provider IS DISTINCT FROM i.biller THEN i.provider END AS provider,
    CASE WHEN l.knows_account THEN i.account END AS account,
    CASE WHEN l.knows_credential THEN i.credential END AS credential,
    CASE WHEN l.knows_model THEN CASE WHEN coalesce(f.is_exact, true) THEN i.model ELSE i.model_family END END AS model,
    CASE WHEN list_contains(l.known_classes, i.token_class) THEN i.token_class END AS token_class,
    i.token_class AS billed_class
  FROM inferred AS i
  LEFT JOIN level AS l ON i.is_own_usage AND l.day = i.day AND l.usage_group = i.usage_group
  LEFT JOIN family AS f ON f.day = i.day AND f.usage_group = i.usage_group AND f.model_family = i.model_family
)
SELECT
  *,
  dense_rank() OVER (
    ORDER BY day, usage_group, measure, provider, account, credential, model, token_class
  ) AS cell
FROM placed
