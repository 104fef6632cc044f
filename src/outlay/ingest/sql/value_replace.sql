-- Removes what the ready rows replace.
DELETE FROM value USING ready
WHERE value.source = $source
  AND value.metric = ready.metric
  AND value.day = ready.day
  AND value.key_id = ready.key_id
  AND value.customer IS NOT DISTINCT FROM ready.customer
