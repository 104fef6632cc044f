-- Charges with equal content are told apart by a running number.
CREATE OR REPLACE TEMP TABLE repeats AS
SELECT file_id, x_row, row_number() OVER (PARTITION BY h_content ORDER BY file_id, x_row) - 1 AS n
FROM good
WHERE h_content IN (SELECT h_content FROM good GROUP BY h_content HAVING count(*) > 1)
