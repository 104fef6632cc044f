-- Amounts of the pools that usage splits, by cell
CREATE OR REPLACE TABLE split_amount AS
SELECT c.pool, c.cell AS part_of, p.billed_cost, p.effective_cost, p.list_cost
FROM pool_cell AS c
JOIN pool AS p USING (pool)
