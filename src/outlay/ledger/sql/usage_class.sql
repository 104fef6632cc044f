-- Usage by class of token, at the level of comparison, with its cost in units of 1e-12
CREATE OR REPLACE TABLE usage_class AS
WITH placed AS (
  SELECT
    u.*,
    CASE WHEN l.knows_account THEN u.account END AS cell_account,
    CASE WHEN l.knows_credential THEN u.credential END AS cell_credential,
    CASE WHEN l.knows_model THEN CASE WHEN coalesce(f.is_exact, true) THEN u.model ELSE u.model_family END END AS cell_model
  FROM usage AS u
  LEFT JOIN level AS l USING (day, usage_group)
  LEFT JOIN family AS f USING (day, usage_group, model_family)
),
long AS (
  SELECT
    target, place, day, usage_group, is_modelled, provider, model_vendor,
    cell_account AS account, cell_credential AS credential, cell_model AS model,
    unnest(['input', 'cache_read', 'cache_write', 'output', 'units', 'requests']) AS token_class,
    unnest([tokens_input, tokens_cache_read, tokens_cache_write, tokens_output, 0, 0]) AS tokens,
    unnest([cost_input, cost_cache_read, cost_cache_write, cost_output, cost_units, 0]) AS cost,
    unnest([0, 0, 0, 0, 0, requests]) AS requests
  FROM placed
)
SELECT
  * EXCLUDE (cost, tokens, requests),
  CAST(tokens AS HUGEINT) AS tokens,
  CAST(requests AS HUGEINT) AS requests,
  CAST(cost * 1000000000000::DECIMAL(13, 0) AS HUGEINT) AS cost
FROM long
WHERE tokens <> 0 OR cost <> 0 OR requests <> 0
