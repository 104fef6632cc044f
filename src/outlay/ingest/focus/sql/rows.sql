-- The normalised rows with the file of each and their numbers in it.
SELECT *, ROW AS x_row
FROM read_parquet(FILES, hive_partitioning = false, file_row_number = true)
