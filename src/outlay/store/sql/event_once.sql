-- The newest version of each request of a batch that repeats some.
SELECT *
FROM repeating
QUALIFY row_number() OVER (PARTITION BY request_key ORDER BY version DESC, ts DESC, content_hash) = 1
ORDER BY ts
