-- Shares of pools with the key that caused them: 0 where no telemetry explains them, null where nothing weighs them
CREATE OR REPLACE TABLE share AS
SELECT s.pool, u.key_id AS event_key, coalesce(u.is_modelled, false) AS is_modelled, s.billed_cost, s.effective_cost, s.list_cost
FROM split_share AS s
LEFT JOIN usage AS u USING (target)
UNION ALL
SELECT pool, 0, false, billed_cost, effective_cost, list_cost
FROM missed
