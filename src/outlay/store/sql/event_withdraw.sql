-- Removes the events of `withdrawn`.
DELETE FROM event
USING withdrawn
WHERE event.request_key = withdrawn.request_key
  AND event.ts = withdrawn.ts
  AND event.ts BETWEEN $since AND $until
