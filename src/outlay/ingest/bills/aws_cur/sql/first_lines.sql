-- Where the lines of each file begin in the file that they were staged into.
SELECT file_number, min(file_row_number) AS first
FROM read_parquet($files, hive_partitioning = false, file_row_number = true)
GROUP BY file_number
