-- The rows that are refused: file, row (1 is the first after the header), column, reason, value.
SELECT
  file_id,
  x_row,
  split_part(x_fault, chr(31), 1) AS name,
  split_part(x_fault, chr(31), 2) AS reason,
  left(split_part(x_fault, chr(31), 3), 200) AS value
FROM staged
WHERE x_fault IS NOT NULL
ORDER BY file_id, x_row
