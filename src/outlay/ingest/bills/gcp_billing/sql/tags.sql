-- The tags of each set of labels as one JSON object: of the resource before those of its project, then of the system.
CREATE OR REPLACE TEMP TABLE tag_texts AS
WITH tag_sets AS (
  SELECT tag_id, any_value(labels) AS labels, any_value(tags) AS tags, any_value(project_labels) AS project_labels,
    any_value(system_labels) AS system_labels
  FROM (
    SELECT *, md5_number(coalesce(labels, '') || chr(31) || coalesce(tags, '') || chr(31) || coalesce(project_labels, '')
      || chr(31) || coalesce(system_labels, '')) AS tag_id
    FROM (
      SELECT DISTINCT labels, tags, json_extract_string(project, '$.labels') AS project_labels, system_labels FROM texts
    )
  )
  GROUP BY tag_id
)
SELECT
  tag_id,
  CAST(to_json(map_from_entries(list((name, coalesce(value, 'true')) ORDER BY name))) AS VARCHAR) AS tags,
  max(value) FILTER (name = 'goog-originating-sku-id') AS origin,
  max(value) FILTER (name = 'compute.googleapis.com/machine_spec') AS machine
FROM (
  SELECT tag_id, name, arg_min(value, rank) AS value
  FROM (
    SELECT tag_id, rank, member(element, '$.key') AS name, member(element, '$.value') AS value
    FROM (
      SELECT tag_id, 1 AS rank, unnest(json_extract(labels, '$[*]')) AS element FROM tag_sets
      UNION ALL
      SELECT tag_id, 2, unnest(json_extract(tags, '$[*]')) FROM tag_sets
      UNION ALL
      SELECT tag_id, 3, unnest(json_extract(project_labels, '$[*]')) FROM tag_sets
      UNION ALL
      SELECT tag_id, 4, unnest(json_extract(system_labels, '$[*]')) FROM tag_sets
    )
  )
  WHERE name IS NOT NULL
  GROUP BY tag_id, name
)
GROUP BY tag_id
