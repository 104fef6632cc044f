-- The rows of `incoming` that share an id with a stored event. Ids that its row does not show, and those of observations
-- more than an hour from its time, are aliases.
WITH wanted AS (
  SELECT n, ts, request_key AS key FROM incoming
  UNION ALL
  SELECT n, ts, source_key FROM incoming
), alias AS (
  SELECT wanted.n, event_alias.request_key, event_alias.ts
  FROM wanted
  JOIN event_alias USING (key)
  WHERE event_alias.ts BETWEEN $since AND $until
)
SELECT incoming.n, event.ts, event.request_key
FROM incoming
JOIN event ON event.request_key = incoming.request_key
WHERE event.ts BETWEEN $since AND $until
UNION
SELECT incoming.n, event.ts, event.request_key
FROM incoming
JOIN event ON event.source_key = incoming.source_key
WHERE event.ts BETWEEN $since AND $until
UNION
SELECT alias.n, event.ts, event.request_key
FROM alias
JOIN event ON event.request_key = alias.request_key
WHERE event.ts BETWEEN $since - INTERVAL 96 HOUR AND $until + INTERVAL 96 HOUR
