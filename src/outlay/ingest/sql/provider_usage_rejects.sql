-- Usage report rows that cannot be taken: the first reason of each.
SELECT _file, _row, fault[1], fault[2], fault[3]
FROM (
  SELECT
    _file,
    _row,
    CASE
      WHEN day IS NULL THEN ['day', 'not a day', raw_day]
      WHEN provider IS NULL THEN ['provider', 'no provider', NULL]
      WHEN token_class IS NULL OR token_class NOT IN ('input', 'cache_read', 'cache_write', 'output', 'units')
        THEN ['token_class', 'must be input, cache_read, cache_write, output or units', token_class]
      WHEN quantity IS NULL OR quantity < 0 THEN ['quantity', 'not a count', raw_quantity]
    END AS fault
  FROM provider_usage_typed
)
WHERE fault IS NOT NULL
ORDER BY _file, _row
