-- Amounts of the pools that seats split, and the seats as weights
CREATE OR REPLACE TABLE split_amount AS
SELECT p.pool, w.part_of, p.billed_cost, p.effective_cost, p.list_cost
FROM pool AS p
JOIN (SELECT DISTINCT part_of, day, key_id FROM seat_weight) AS w USING (day, key_id)
WHERE p.is_seats
