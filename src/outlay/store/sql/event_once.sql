-- The newest version of each request of a batch that repeats some; an id used again after 48 hours is another request.
SELECT * EXCLUDE (is_again, use)
FROM (
  SELECT *, count(*) FILTER (is_again) OVER (PARTITION BY request_key ORDER BY ts) AS use
  FROM (
    SELECT *, ts - lag(ts) OVER (PARTITION BY request_key ORDER BY ts) > INTERVAL 48 HOUR AS is_again
    FROM repeating
  )
)
QUALIFY row_number() OVER (PARTITION BY request_key, use ORDER BY version DESC, ts DESC, content_hash) = 1
ORDER BY ts
