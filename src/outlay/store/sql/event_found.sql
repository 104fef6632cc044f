-- Requests of the batch that are stored already, within 48 hours of the time that the batch gives them.
CREATE OR REPLACE TEMP TABLE found AS
SELECT
  event.request_key, event.ts, event.key_id, event.customer, event.content_hash, event.version, batch.ts AS batch_ts
FROM batch
JOIN event ON event.request_key = batch.request_key
WHERE event.ts BETWEEN $since AND $until
  AND event.ts BETWEEN batch.ts - INTERVAL 48 HOUR AND batch.ts + INTERVAL 48 HOUR
