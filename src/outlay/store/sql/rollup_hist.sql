-- What the requests of SOURCE add to event_hist: log buckets of base 1.02 of pico-dollars and of microseconds.
-- An event that stands for several requests has as many of the mean cost.
SELECT day, key_id, measure, bucket, CAST(sum(requests) AS BIGINT) AS n
FROM (
  SELECT
    CAST(ts AS DATE) AS day,
    key_id,
    requests,
    'cost' AS measure,
    CASE WHEN priced_cost > 0
      THEN CAST(floor(ln(CAST(priced_cost AS DOUBLE) / requests * 1e12) / ln(1.02)) AS BIGINT) ELSE -1000 END AS bucket
  FROM SOURCE
  WHERE priced_cost IS NOT NULL
  UNION ALL
  SELECT
    CAST(ts AS DATE),
    key_id,
    requests,
    'latency',
    CASE WHEN latency_ms > 0 THEN CAST(floor(ln(latency_ms * 1000) / ln(1.02)) AS BIGINT) ELSE -1000 END
  FROM SOURCE
  WHERE latency_ms IS NOT NULL
)
GROUP BY ALL
