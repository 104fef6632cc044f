-- When each source last succeeded.
SELECT source, max(finished_at) AS at
FROM source_run
WHERE state = 'ok'
GROUP BY source
ORDER BY source
