-- The amounts that are split over customers
CREATE OR REPLACE TABLE split_amount AS
SELECT pool, part_of, billed_cost, effective_cost, list_cost FROM customer_pool
