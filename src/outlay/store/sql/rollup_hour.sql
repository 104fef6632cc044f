-- What the requests of SOURCE add to event_hour.
SELECT
  date_trunc('hour', ts) AS hour,
  CAST(ts AS DATE) AS day,
  key_id,
  cost_state,
  MEASURES
FROM SOURCE
GROUP BY ALL
