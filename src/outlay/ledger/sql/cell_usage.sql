-- The usage that belongs to each cell; a marketplace names the maker of the model as provider
CREATE OR REPLACE TABLE cell_usage AS
WITH met AS (
  SELECT c.cell, c.measure, c.provider AS cell_provider, c.account AS cell_account, c.credential AS cell_credential, c.token_class AS cell_class, u.*
  FROM cell AS c
  JOIN usage_class AS u ON u.day = c.day AND u.usage_group = c.usage_group AND u.model = c.model
  UNION ALL
  SELECT c.cell, c.measure, c.provider, c.account, c.credential, c.token_class, u.*
  FROM cell AS c
  JOIN usage_class AS u ON u.day = c.day AND u.usage_group = c.usage_group
  WHERE c.model IS NULL
)
SELECT cell, measure, target, place, day, usage_group, token_class, is_modelled, tokens, requests, cost
FROM met
WHERE (cell_provider IS NULL OR cell_provider IN (provider, model_vendor))
  AND (cell_account IS NULL OR cell_account = account)
  AND (cell_credential IS NULL OR cell_credential = credential)
  AND (cell_class IS NULL OR cell_class = token_class OR token_class = 'requests')
