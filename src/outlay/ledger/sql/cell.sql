-- The distinct cells
CREATE OR REPLACE TABLE cell AS
SELECT DISTINCT cell, day, usage_group, is_own_usage, measure, provider, account, credential, model, token_class
FROM pool_cell
