-- Gives the requests of `after` their new price.
UPDATE event
SET
  cost_input = after.cost_input,
  cost_cache_read = after.cost_cache_read,
  cost_cache_write = after.cost_cache_write,
  cost_output = after.cost_output,
  cost_units = after.cost_units,
  priced_cost = after.priced_cost,
  cost_state = after.cost_state,
  card_id = after.card_id,
  flags = after.flags
FROM after
WHERE event.request_key = after.request_key AND event.ts = after.ts
  AND event.ts BETWEEN $since AND $until
