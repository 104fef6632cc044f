-- The stored events of the aggregates of `aggregate`.
SELECT event.*
FROM event
SEMI JOIN aggregate USING (source_key)
WHERE event.ts BETWEEN $since AND $until
