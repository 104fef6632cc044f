-- The credits of each row, one by one, and whether each lowers the price or is money given.
CREATE OR REPLACE TEMP TABLE elements AS
SELECT
  elements.line_id, elements.number, elements.type, elements.name, elements.id,
  amount(elements.text) AS v_credit,
  credit_type.is_reduction,
  credit_type.type IS NOT NULL AS is_known,
  credit_type.commitment AS commitment_kind
FROM (
  SELECT
    line_id, number, nullif(said[1], '') AS type, coalesce(nullif(said[2], ''), nullif(said[3], '')) AS name, nullif(said[4], '') AS id,
    said[5] AS text
  FROM (
    SELECT line_id, number, json_extract_string(element, ['$.type', '$.full_name', '$.name', '$.id', '$.amount']) AS said
    FROM (
      SELECT line_id, unnest(found) AS element, unnest(range(len(found))) AS number
      FROM (SELECT line_id, json_extract(credits, '$[*]') AS found FROM lines WHERE credits <> '[]')
    )
  )
) AS elements
LEFT JOIN credit_type ON credit_type.type = elements.type
