-- Who held seats of each product on some days: the nearest snapshot on or before a day, else the first after it
WITH snapshot AS (
  SELECT biller, product, as_of, min(source) AS source
  FROM seat
  GROUP BY biller, product, as_of
),
chosen AS (
  SELECT d.day, s.biller, s.product, coalesce(max(s.as_of) FILTER (s.as_of <= d.day), min(s.as_of)) AS as_of
  FROM (SELECT unnest($days) AS day) AS d
  CROSS JOIN (SELECT * FROM snapshot WHERE $first <= $last) AS s
  GROUP BY d.day, s.biller, s.product
)
SELECT CAST(c.day AS DATE) AS day, c.biller, c.product, seat.team, seat.employee, count(*) AS seats
FROM chosen AS c
JOIN snapshot USING (biller, product, as_of)
JOIN seat USING (biller, product, as_of, source)
WHERE seat.state NOT IN ('removed', 'cancelled', 'revoked', 'deleted')
GROUP BY ALL
ORDER BY ALL
