-- Removes what changed requests replace.
DELETE FROM event
WHERE ts BETWEEN $since AND $until
  AND (request_key, ts) IN (SELECT (request_key, ts) FROM withdrawn)
