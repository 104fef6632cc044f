-- The tag keys that occur.
SELECT DISTINCT unnest(json_keys(tags)) AS name FROM tag_sets WHERE json_type(tags) = 'OBJECT' ORDER BY name
