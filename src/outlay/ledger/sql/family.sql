-- Model families whose models telemetry and bill name alike; the others are compared as families
CREATE OR REPLACE TABLE family AS
SELECT u.day, u.usage_group, u.model_family, bool_and(b.model IS NOT NULL) AS is_exact
FROM (SELECT DISTINCT day, usage_group, model_family, model FROM usage WHERE model IS NOT NULL) AS u
LEFT JOIN (SELECT DISTINCT day, usage_group, model FROM inferred) AS b USING (day, usage_group, model)
GROUP BY ALL
