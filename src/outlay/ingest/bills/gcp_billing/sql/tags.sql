-- The tags of each row as one JSON object: labels of the resource before those of its project, then of the system.
CREATE OR REPLACE TEMP TABLE tag_texts AS
SELECT line_id, CAST(to_json(map_from_entries(list((name, coalesce(value, 'true')) ORDER BY name))) AS VARCHAR) AS tags
FROM (
  SELECT line_id, name, arg_min(value, rank) AS value
  FROM (
    SELECT line_id, rank, member(element, '$.key') AS name, member(element, '$.value') AS value
    FROM (
      SELECT line_id, 1 AS rank, unnest(json_extract(labels, '$[*]')) AS element FROM lines
      UNION ALL
      SELECT line_id, 2, unnest(json_extract(tags, '$[*]')) FROM lines
      UNION ALL
      SELECT line_id, 3, unnest(json_extract(project, '$.labels[*]')) FROM lines
      UNION ALL
      SELECT line_id, 4, unnest(json_extract(system_labels, '$[*]')) FROM lines
    )
  )
  WHERE name IS NOT NULL
  GROUP BY line_id, name
)
GROUP BY line_id
