-- Requests that telemetry saw, by statement
SELECT s.statement, CAST(sum(u.requests) AS BIGINT) AS requests
FROM usage_in AS u
JOIN key_in AS k USING (key_id)
JOIN statement_in AS s USING (payer_id)
WHERE s.is_estimated
GROUP BY s.statement
