-- The seats of each product in its latest snapshot until a day; of several sources, one
WITH latest AS (
  SELECT biller, product, max(as_of) AS as_of
  FROM seat
  WHERE as_of <= CAST($today AS DATE)
  GROUP BY biller, product
),
chosen AS (
  SELECT s.biller, s.product, s.as_of, min(s.source) AS source
  FROM seat AS s
  JOIN latest USING (biller, product, as_of)
  GROUP BY ALL
),
told AS (
  -- a source that never told of activity tells nothing by its silence
  SELECT source, biller, product, bool_or(last_active_on IS NOT NULL) AS is_activity_told
  FROM seat
  GROUP BY ALL
)
SELECT s.*, told.is_activity_told
FROM seat AS s
JOIN chosen USING (biller, product, as_of, source)
JOIN told USING (source, biller, product)
WHERE s.state NOT IN ('removed', 'cancelled', 'revoked', 'deleted')
ORDER BY s.biller, s.product, s.seat_id
