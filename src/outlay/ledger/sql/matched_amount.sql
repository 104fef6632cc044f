-- Second split: what telemetry saw of each pool
CREATE OR REPLACE TABLE split_amount AS
SELECT s.pool, c.cell AS part_of, s.billed_cost, s.effective_cost, s.list_cost
FROM split_share AS s
JOIN pool_cell AS c USING (pool)
WHERE s.target IS NULL OR s.target = 1
