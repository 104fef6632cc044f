-- The key-days whose cost is split over customers
CREATE OR REPLACE TABLE customer_group AS
SELECT row_number() OVER () AS part_of, day, event_key, is_modelled
FROM (SELECT DISTINCT day, event_key, is_modelled FROM placed WHERE event_key <> 0)
