-- The category that most charges of a service have
SELECT service_name, category
FROM (
  SELECT
    ServiceName AS service_name,
    ServiceCategory AS category,
    row_number() OVER (PARTITION BY ServiceName ORDER BY count(*) DESC, ServiceCategory) AS place
  FROM charge
  WHERE ServiceName IS NOT NULL AND ServiceCategory IS NOT NULL
  GROUP BY ServiceName, ServiceCategory
)
WHERE place = 1
