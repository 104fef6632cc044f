-- The newest run of each source that could be compared with the vendor's own total.
SELECT source, charged, stated, currency
FROM source_run
WHERE stated IS NOT NULL AND charged IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY source ORDER BY started_at DESC, run_id) = 1
ORDER BY source
