-- Lines that are no records of the file, from the reader's own account; rows count from 1 after the header.
SELECT
  greatest(CAST(line AS BIGINT) - 1, 1) AS row,
  coalesce(any_value(column_name), '') AS name,
  any_value(error_message) AS reason,
  left(any_value(csv_line), 200) AS value
FROM reject_errors
GROUP BY line
ORDER BY line
