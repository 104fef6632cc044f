-- The newest run of each source, and what is to be remembered of earlier ones.
SELECT *
FROM source_run
WHERE finished_at IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY source ORDER BY started_at DESC, run_id) = 1
ORDER BY source
