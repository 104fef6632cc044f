-- The values of the wanted tags of each tag object.
CREATE OR REPLACE TEMP TABLE tag_values AS
SELECT h_tags, CASE WHEN tags IS NOT NULL THEN CAST(to_json(json_extract_string(tags, PATHS)) AS VARCHAR) END AS vals
FROM tag_sets
