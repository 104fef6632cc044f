-- Ids that several rows have: those rows may speak of one request. The engine's own fast hash will do: rows that it
-- takes for alike are merged with the same care as those that are.
CREATE OR REPLACE TEMP TABLE shared_id AS
SELECT id
FROM (
  SELECT unnest([source_hash(source, source_id), response_hash(provider, response_id)]) AS id
  FROM content
)
WHERE id IS NOT NULL
GROUP BY id
HAVING count(*) > 1
