-- The stored requests of an id: their request key, the id that their source gave, or the response id; newest first.
SELECT
  event.*, key.provider, key.model, key.region, nullif(key.service_tier, 'batch') AS service_tier
FROM event
JOIN key USING (key_id)
WHERE event.request_key = TRY_CAST($id AS BIGINT) OR event.response_id = $id OR event.source_id = $id
ORDER BY event.ts DESC
LIMIT 2
