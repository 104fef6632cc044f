-- Services whose metrics counted over a twentieth more tokens than their requests hold.
WITH counted AS (
  SELECT service, CAST(sum(quantity) AS BIGINT) AS metric_tokens
  FROM (
    SELECT
      service, token_type,
      CASE WHEN is_delta THEN quantity
        ELSE quantity - coalesce(lag(quantity) OVER (PARTITION BY series_key, start_time ORDER BY day), 0)
      END AS quantity, day
    FROM usage_metric
  )
  WHERE day >= ? AND token_type IN ('input', 'output')
  GROUP BY service
), seen AS (
  SELECT
    key.service, CAST(sum(input + cache_read + cache_write_5m + cache_write_1h + output) AS BIGINT) AS request_tokens
  FROM event_hour
  JOIN key ON key.key_id = event_hour.key_id
  WHERE day >= ?
  GROUP BY key.service
)
SELECT counted.service, metric_tokens, coalesce(request_tokens, 0) AS request_tokens
FROM counted
LEFT JOIN seen ON seen.service IS NOT DISTINCT FROM counted.service
WHERE metric_tokens * 20 > coalesce(request_tokens, 0) * 21
ORDER BY metric_tokens - coalesce(request_tokens, 0) DESC, counted.service
LIMIT ?
