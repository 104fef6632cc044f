-- The distinct tag objects of the delivery.
CREATE OR REPLACE TEMP TABLE tag_sets AS
SELECT
  h_tags,
  CASE
    WHEN json_valid(any_value(Tags)) THEN any_value(Tags)
    WHEN json_valid('{' || any_value(Tags) || '}') THEN '{' || any_value(Tags) || '}'
  END AS tags
FROM good
GROUP BY h_tags
