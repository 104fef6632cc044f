-- Seats by who holds them, as weights of the charges of a day and key; several products of one bill weigh together
CREATE OR REPLACE TABLE seat_weight AS
WITH held AS (
  SELECT s.day, p.key_id, s.team, s.employee, sum(s.seats) AS weight
  FROM seats_in AS s
  JOIN seat_product_in AS p USING (biller, product)
  GROUP BY ALL
)
SELECT
  dense_rank() OVER (ORDER BY day, key_id) AS part_of,
  row_number() OVER (ORDER BY day, key_id, team NULLS LAST, employee NULLS LAST) AS target,
  row_number() OVER (ORDER BY day, key_id, team NULLS LAST, employee NULLS LAST) AS place,
  CAST(weight AS HUGEINT) AS weight,
  day,
  key_id,
  team,
  employee
FROM held
