-- Lines that are no records of the file just read, by the reader's own account; rows count from 1 after the header.
SELECT
  greatest(CAST(line AS BIGINT) - 1, 1) AS row,
  coalesce(any_value(column_name), '') AS name,
  'the line is no record: ' || split_part(any_value(error_message), chr(10), 1) AS reason,
  left(any_value(csv_line), 200) AS value
FROM reject_errors
WHERE scan_id = (SELECT max(scan_id) FROM reject_errors)
GROUP BY line
ORDER BY line
