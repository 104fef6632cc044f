-- Forgets the aliases of events that are gone.
DELETE FROM event_alias
USING alias
WHERE event_alias.key = alias.key
  AND event_alias.request_key = alias.request_key
  AND event_alias.ts = alias.ts
