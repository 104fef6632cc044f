-- The lines of all files of a bill, each with its number in its own file.
CREATE OR REPLACE TEMP VIEW lines AS
SELECT * EXCLUDE (file_row_number), file_row_number - FIRSTS[file_number + 1] + 1 AS file_line
FROM read_parquet(FILES, hive_partitioning = false, file_row_number = true)
