-- The rows of a converted bill whose number is that of a refused one: which row of which file they were made of.
SELECT CAST(file_row_number + 1 AS BIGINT) AS row, "_origin_file", "_origin_row", "_origin_cost"
FROM read_parquet(?, hive_partitioning = false, file_row_number = true)
WHERE file_row_number + 1 IN (SELECT x_row FROM staged WHERE x_fault IS NOT NULL)
