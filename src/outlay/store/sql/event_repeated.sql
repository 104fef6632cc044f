-- The rows of `incoming` that a stored event of one observation is already.
SELECT DISTINCT incoming.n
FROM incoming
JOIN standing USING (source_key, version, content_hash)
WHERE standing.contributors IS NULL
