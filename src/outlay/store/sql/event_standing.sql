-- The stored events of `known`, whole.
SELECT event.*
FROM event
SEMI JOIN known ON event.request_key = known.request_key AND event.ts = known.ts
WHERE event.ts BETWEEN $since AND $until
