-- What providers counted, by group of usage
CREATE OR REPLACE TABLE counted AS
SELECT c.*, g.usage_group
FROM provider_usage_in AS c
JOIN payer_group_in AS g USING (payer_id)
