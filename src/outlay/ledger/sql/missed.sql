-- What telemetry missed of each pool
CREATE OR REPLACE TABLE missed AS
SELECT pool, billed_cost, effective_cost, list_cost
FROM split_share
WHERE target = 2
