-- The key-days whose cost is split over customers
CREATE OR REPLACE TABLE customer_group AS
SELECT row_number() OVER () AS part_of, day, event_key, is_modelled
FROM (
  SELECT DISTINCT a.day, p.event_key, p.is_modelled
  FROM part AS p
  JOIN axis AS a USING (axis)
  WHERE p.event_key <> 0
)
