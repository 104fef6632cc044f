-- What a token costs in the mean, by group and class (null: all classes), where prices are known
CREATE OR REPLACE TABLE usage_mean AS
SELECT day, usage_group, token_class, sum(cost) AS cost, sum(tokens) AS tokens
FROM usage_class
WHERE NOT is_modelled AND token_class NOT IN ('units', 'requests')
GROUP BY GROUPING SETS ((day, usage_group, token_class), (day, usage_group))
HAVING sum(tokens) > 0
