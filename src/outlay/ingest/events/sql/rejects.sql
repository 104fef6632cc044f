-- Rows that cannot be a request, with the column and reason of each; links without usage are counted already.
SELECT _file, _row, 'ts', CASE WHEN raw_ts IS NULL THEN 'no timestamp' ELSE 'not a timestamp' END, raw_ts
FROM typed
WHERE ts IS NULL AND role <> 'passes'
UNION ALL
SELECT _file, _row, 'usage_convention', 'must be inclusive or disjoint', usage_convention
FROM typed
WHERE ts IS NOT NULL AND role <> 'passes' AND usage_convention NOT IN ('inclusive', 'disjoint')
ORDER BY 1, 2
