-- The rows of `incoming` that were observed already.
SELECT DISTINCT incoming.n
FROM incoming
JOIN observation USING (source_key, version, content_hash, role)
WHERE observation.ts BETWEEN $since AND $until
