-- The category of each service: of the first rule that its name obeys.
CREATE OR REPLACE TEMP TABLE services AS
SELECT service_name, arg_min(ServiceCategory, rank) AS ServiceCategory, arg_min(ServiceSubcategory, rank) AS ServiceSubcategory
FROM (SELECT DISTINCT service_name FROM lines) JOIN service_rule ON regexp_matches(service_name, service_rule.pattern, 'i')
GROUP BY service_name
