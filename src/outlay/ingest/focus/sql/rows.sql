-- The normalised rows with the file of each and their numbers, which count through files that were read together.
SELECT *, file_row_number + 1 AS x_row
FROM read_parquet(FILES, hive_partitioning = false, file_row_number = true)
