-- The credits of each row, one by one, and whether each lowers the price or is money given.
CREATE OR REPLACE TEMP TABLE elements AS
SELECT
  elements.line_id,
  elements.number,
  elements.type,
  elements.name,
  elements.id,
  amount(elements.text) AS v_credit,
  elements.text,
  credit_type.is_reduction,
  credit_type.type IS NOT NULL AS is_known
FROM (
  SELECT
    line_id, number,
    member(element, '$.type') AS type,
    coalesce(member(element, '$.full_name'), member(element, '$.name')) AS name,
    member(element, '$.id') AS id,
    json_extract_string(element, '$.amount') AS text
  FROM (
    SELECT line_id, unnest(json_extract(credits, '$[*]')) AS element, unnest(range(CAST(json_array_length(credits) AS BIGINT))) AS number
    FROM lines
    WHERE json_type(credits) = 'ARRAY'
  )
) AS elements
LEFT JOIN credit_type ON credit_type.type = elements.type
