-- Ledger rows: parts summed by axes and key
CREATE OR REPLACE TABLE ledger_row AS
WITH summed AS (
  SELECT
    axis,
    key_id,
    sum(billed_cost) AS billed_cost,
    sum(effective_cost) AS effective_cost,
    sum(list_cost) AS list_cost
  FROM part
  GROUP BY ALL
)
SELECT
  a.* EXCLUDE (axis, customer_axis, is_list_unknown),
  s.key_id,
  row_number_of(s.axis, s.key_id) AS ledger_row,
  s.billed_cost,
  s.effective_cost,
  s.list_cost
FROM summed AS s
JOIN axis AS a USING (axis)
